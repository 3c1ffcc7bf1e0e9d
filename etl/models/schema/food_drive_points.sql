-- One row per food-drive box.
CREATE TABLE marts.food_drive_points (
    point_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    name_kana VARCHAR,
    name_en VARCHAR,
    operator VARCHAR,
    address VARCHAR,
    phone VARCHAR,
    latitude DOUBLE,
    longitude DOUBLE,
    position_precision VARCHAR NOT NULL,
    open_days VARCHAR,                      -- comma-separated mon,tue,...,sun,holiday
    opens_at TIME,
    closes_at TIME,
    accepted_items VARCHAR,
    conditions VARCHAR,
    min_shelf_life_days INTEGER,
    url VARCHAR,
    note VARCHAR,
    mesh250 VARCHAR,
    town_block_id VARCHAR,
    district_id VARCHAR,
    as_of TIMESTAMP,
    source VARCHAR NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL,
    is_sample BOOLEAN NOT NULL
);
