-- One row per post that its source no longer lists: 消失, which says nothing of a repair. The post is
-- kept as it was last seen.
CREATE TABLE marts.road_vanished (
    report_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    source_report_id VARCHAR,
    why VARCHAR NOT NULL,                   -- vanished; outside_window: the feed reaches less far back
    last_seen_at TIMESTAMP,                 -- UTC: data time of the last build that had it
    vanished_at TIMESTAMP,                  -- UTC: data time of the first build without it
    category VARCHAR,
    status VARCHAR,                         -- as last published
    severity VARCHAR,
    requested_at TIMESTAMP,                 -- UTC
    updated_at TIMESTAMP,
    closed_at TIMESTAMP,
    end_kind VARCHAR,
    reopened_count INTEGER,
    latitude DOUBLE,
    longitude DOUBLE,
    address VARCHAR,                        -- staff only
    mesh250 VARCHAR,
    town_block_id VARCHAR,
    district_id VARCHAR,
    is_sample BOOLEAN NOT NULL
);
