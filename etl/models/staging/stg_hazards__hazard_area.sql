-- One row per published polygon.
SELECT * REPLACE (ST_GeomFromWKB(geometry) AS geometry), md5(geometry) AS shape FROM raw
