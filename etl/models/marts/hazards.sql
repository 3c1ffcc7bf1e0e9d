-- One row per hazard area; its id comes from what it says and where it lies.
INSERT INTO marts.hazards BY NAME
SELECT
    hazard || '_' || left(md5(concat_ws('|', depth_class, shape)), 12) AS hazard_area_id,
    hazard,
    depth_class,
    depth_min_m,
    depth_max_m,
    geometry,
    source,
    coalesce(is_sample, false) AS is_sample
FROM staging.stg_hazards__hazard_area
QUALIFY row_number() OVER (PARTITION BY hazard, depth_class, shape ORDER BY source, source_row) = 1
ORDER BY hazard, depth_min_m, hazard_area_id;
