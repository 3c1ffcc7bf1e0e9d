-- One row per district (行政区, 学区, 地区).
CREATE TABLE marts.districts (
    district_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    name_en VARCHAR,
    municipality_code VARCHAR,
    geometry GEOMETRY,                      -- EPSG:4326 longitude/latitude
    source VARCHAR NOT NULL,
    is_sample BOOLEAN NOT NULL
);
-- One row per town block (町丁).
CREATE TABLE marts.town_blocks (
    town_block_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    name_en VARCHAR,
    district_id VARCHAR,
    municipality_code VARCHAR,
    area_m2 DOUBLE,
    latitude DOUBLE,                        -- a point inside
    longitude DOUBLE,
    geometry GEOMETRY,
    source VARCHAR NOT NULL,
    is_sample BOOLEAN NOT NULL
);
-- The municipality's outline.
CREATE TABLE marts.municipality (
    municipality_code VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    geometry GEOMETRY
);
-- One row per area, sex and age band; NULL sex and age_band = total. Withheld is NULL, not zero.
CREATE TABLE marts.population (
    area_id VARCHAR NOT NULL,
    area_name VARCHAR NOT NULL,
    town_block_id VARCHAR,
    district_id VARCHAR,
    sex VARCHAR,                            -- male, female
    age_band VARCHAR,                       -- 0-4, 5-9, ..., 85+
    population INTEGER,
    is_withheld BOOLEAN NOT NULL,
    households INTEGER,
    as_of DATE,
    source VARCHAR NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL,
    is_sample BOOLEAN NOT NULL
);
-- One row per station.
CREATE TABLE marts.stations (
    station_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    name_en VARCHAR,
    latitude DOUBLE,
    longitude DOUBLE,
    town_block_id VARCHAR,
    district_id VARCHAR,
    source VARCHAR NOT NULL,
    is_sample BOOLEAN NOT NULL
);
-- One row per station, scenario and hour.
CREATE TABLE marts.stranded_commuters (
    station_id VARCHAR NOT NULL,
    scenario VARCHAR NOT NULL,
    hour INTEGER NOT NULL,                  -- hours after the event
    persons INTEGER,
    source VARCHAR NOT NULL,
    is_sample BOOLEAN NOT NULL
);
-- One row per road segment.
CREATE TABLE marts.roads (
    road_id VARCHAR NOT NULL,
    name VARCHAR,
    owner VARCHAR NOT NULL,
    road_class VARCHAR,
    from_node VARCHAR,
    to_node VARCHAR,
    length_m DOUBLE,
    width_m DOUBLE,
    is_school_route BOOLEAN,
    is_emergency_route BOOLEAN,             -- 緊急輸送道路
    is_hospital_route BOOLEAN,              -- way to a hospital
    has_tactile_paving BOOLEAN,             -- 点字ブロック
    is_bus_route BOOLEAN,
    geometry GEOMETRY,
    source VARCHAR NOT NULL,
    is_sample BOOLEAN NOT NULL
);
-- One row per hazard area.
CREATE TABLE marts.hazards (
    hazard_area_id VARCHAR NOT NULL,
    hazard VARCHAR NOT NULL,                -- code of domain.vocabulary.Hazard
    depth_class VARCHAR,                    -- as published
    depth_min_m DOUBLE,
    depth_max_m DOUBLE,
    geometry GEOMETRY,
    source VARCHAR NOT NULL,
    is_sample BOOLEAN NOT NULL
);
