-- One row per place and role. Roles are never merged; unknown capacity is NULL, never 0.
CREATE TABLE marts.facilities (
    facility_id VARCHAR NOT NULL,           -- place_id and role, key
    place_id VARCHAR NOT NULL,              -- the place, shared by its roles
    name VARCHAR NOT NULL,
    name_kana VARCHAR,
    name_en VARCHAR,
    role VARCHAR NOT NULL,                  -- code of domain.vocabulary.Role
    source_facility_id VARCHAR,             -- the publisher's own id (共通ID, ID)
    municipality_code VARCHAR,              -- six digits
    district_id VARCHAR,
    address VARCHAR,
    phone VARCHAR,                          -- of the facility, public
    latitude DOUBLE,
    longitude DOUBLE,
    position_precision VARCHAR NOT NULL,    -- code of domain.vocabulary.PositionPrecision
    capacity INTEGER,                       -- persons
    capacity_indoor INTEGER,                -- persons
    capacity_outdoor INTEGER,               -- persons
    capacity_basis VARCHAR,                 -- what the capacity rests on, as published
    accepts VARCHAR NOT NULL,               -- residents, commuters
    area_m2 DOUBLE,
    hazard_flood BOOLEAN,
    hazard_landslide BOOLEAN,
    hazard_storm_surge BOOLEAN,
    hazard_earthquake BOOLEAN,
    hazard_tsunami BOOLEAN,
    hazard_large_fire BOOLEAN,
    hazard_inland_flood BOOLEAN,
    hazard_volcano BOOLEAN,
    a11y_step_free BOOLEAN,
    a11y_accessible_toilet BOOLEAN,
    a11y_elevator BOOLEAN,
    is_public BOOLEAN NOT NULL,             -- false: never on a public page, feed or file
    is_temporary BOOLEAN NOT NULL,          -- added by staff during an incident (臨時)
    incident_id VARCHAR,                    -- of a temporary place: the one it was added in
    mode VARCHAR,                           -- of a temporary place: real, training
    url VARCHAR,
    note VARCHAR,
    mesh250 VARCHAR,                        -- JIS X 0410, 1/4 mesh
    mesh125 VARCHAR,                        -- JIS X 0410, 1/8 mesh
    town_block_id VARCHAR,
    source VARCHAR NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL,
    is_sample BOOLEAN NOT NULL,
    as_of TIMESTAMP                         -- UTC
);
