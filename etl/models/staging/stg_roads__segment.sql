-- One row per road segment. A segment without an id is named by its line.
SELECT
    raw.* EXCLUDE (road_id, geometry),
    coalesce(road_id, left(md5(identity), 16)) AS road_id,
    ST_GeomFromWKB(geometry) AS geometry
FROM raw
