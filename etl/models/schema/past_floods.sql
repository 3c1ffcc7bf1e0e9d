-- One row per town and flood that is on record.
CREATE TABLE marts.past_floods (
    flood_id VARCHAR NOT NULL,
    town VARCHAR NOT NULL,                  -- as published
    town_block_id VARCHAR,                  -- NULL where no town block, or more than one, has that name
    flooded_on DATE NOT NULL,
    event VARCHAR,                          -- typhoon or heavy rain, as published
    cause VARCHAR,                          -- as published
    above_floor_houses BIGINT,              -- houses flooded above the floor; NULL is unknown
    below_floor_houses BIGINT,              -- houses flooded below the floor; NULL is unknown
    depth_m DOUBLE,                         -- greatest depth seen
    source VARCHAR NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL,
    is_sample BOOLEAN NOT NULL
);
