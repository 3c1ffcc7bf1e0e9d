-- One row per public place of a published dataset: AEDs, toilets, any other table with positions.
CREATE TABLE marts.public_places (
    place_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,                  -- code of domain.vocabulary.PlaceKind
    layer VARCHAR NOT NULL,                 -- key of the map's layer it is shown in
    dataset VARCHAR NOT NULL,               -- name of the dataset, as configured or as its standard's
    name VARCHAR NOT NULL,
    name_kana VARCHAR,
    name_en VARCHAR,
    address VARCHAR,
    latitude DOUBLE,
    longitude DOUBLE,
    position_precision VARCHAR NOT NULL,
    location_detail VARCHAR,                -- where in the building or park
    open_days VARCHAR,                      -- comma-separated mon,tue,...,sun,holiday
    opens_at TIME,
    closes_at TIME,
    hours_remark VARCHAR,                   -- what days and hours alone do not say
    has_child_pads BOOLEAN,                 -- an AED for children too; NULL is unknown
    has_wheelchair_toilet BOOLEAN,          -- NULL is unknown
    has_infant_equipment BOOLEAN,           -- NULL is unknown
    has_ostomate BOOLEAN,                   -- NULL is unknown
    is_closed_to_outsiders BOOLEAN,         -- only people of the building may use it; NULL is unknown
    details VARCHAR,                        -- JSON object, published column -> text
    url VARCHAR,
    is_public BOOLEAN NOT NULL,             -- false is shown nowhere in public
    town_block_id VARCHAR,
    district_id VARCHAR,
    as_of TIMESTAMP,
    source VARCHAR NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL,
    is_sample BOOLEAN NOT NULL
);
