-- One row per post. requested_at and status may be NULL (記載なし).
CREATE TABLE marts.road_reports (
    report_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    source_report_id VARCHAR,
    category VARCHAR,                       -- as the municipality names it
    status VARCHAR,                         -- code of domain.vocabulary.ReportStatus
    status_original VARCHAR,                -- as published
    severity VARCHAR,
    owner VARCHAR,                          -- code of domain.vocabulary.RoadOwner
    owner_confidence DOUBLE,
    owner_distance_m DOUBLE,
    requested_at TIMESTAMP,                 -- UTC
    updated_at TIMESTAMP,
    closed_at TIMESTAMP,
    end_kind VARCHAR,
    reopened_count INTEGER NOT NULL,
    assignee VARCHAR,                       -- section or crew, staff only
    description VARCHAR,                    -- free text, staff only
    latitude DOUBLE,
    longitude DOUBLE,
    position_precision VARCHAR NOT NULL,
    address VARCHAR,
    photo_url VARCHAR,                      -- staff only
    mesh250 VARCHAR,
    mesh125 VARCHAR,
    town_block_id VARCHAR,
    district_id VARCHAR,
    duplicate_group_id VARCHAR,
    due_at TIMESTAMP,                       -- UTC: as published, else by our targets
    due_basis VARCHAR,                      -- published, target
    road_id VARCHAR,                        -- of marts.roads: the nearest segment, where one is near
    severity_level TINYINT,                 -- 1 to 4, by staff, the source or the text
    priority_log DOUBLE,                    -- of marts.road_priorities
    priority_weight DOUBLE,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL,
    is_sample BOOLEAN NOT NULL,
    as_of TIMESTAMP                         -- UTC: newest data time of the source
);
-- One row per change of a post, as its source tells it.
CREATE TABLE marts.road_report_history (
    report_id VARCHAR NOT NULL,
    changed_at TIMESTAMP,
    status VARCHAR,
    status_original VARCHAR,
    note VARCHAR,                           -- staff only
    source VARCHAR NOT NULL
);
