-- One row per road segment; metres in the municipality's metric system.
INSERT INTO marts.roads BY NAME
SELECT
    road_id,
    name,
    coalesce(owner, 'unknown') AS owner,
    road_class,
    from_node,
    to_node,
    ST_Length(ST_Transform(geometry, 'EPSG:4326', metric_crs())) AS length_m,
    width_m,
    is_school_route,
    is_emergency_route,
    is_hospital_route,
    has_tactile_paving,
    is_bus_route,
    geometry,
    source,
    is_sample
FROM staging.stg_roads__segment;
