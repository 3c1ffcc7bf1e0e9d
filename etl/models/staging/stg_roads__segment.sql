-- One row per road segment. A segment without an id is named by its line.
SELECT
    raw.* EXCLUDE (road_id, geometry),
    coalesce(road_id, identity) AS road_id,
    ST_GeomFromWKB(geometry) AS geometry
FROM raw
