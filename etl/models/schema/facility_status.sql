-- One row per incident: real or training, never folded together.
CREATE TABLE marts.incidents (
    incident_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    mode VARCHAR NOT NULL,                  -- real, training
    started_at TIMESTAMP NOT NULL,          -- UTC
    ended_at TIMESTAMP,
    hazard VARCHAR,                         -- kind of hazard, where it is said
    is_opened_here BOOLEAN NOT NULL         -- at our desk: what nobody spoke of is 未開設
);
-- One row per statement about a facility, by someone at some time. Nothing is overwritten.
CREATE TABLE marts.facility_status_history (
    event_id VARCHAR NOT NULL,
    incident_id VARCHAR,
    event_type VARCHAR NOT NULL,            -- status, confirmation, correction, increment
    facility_id VARCHAR NOT NULL,
    is_known_facility BOOLEAN NOT NULL,     -- false: the id is not in the master (kept and flagged)
    facility_name VARCHAR,                  -- as stated, where the id is not in the master
    stated_as VARCHAR,                      -- the temporary place's id it was stated under, joined since
    opening VARCHAR,
    crowding VARCHAR,
    headcount INTEGER,                      -- persons inside, counted
    headcount_delta INTEGER,                -- persons, signed increment of a reception desk
    households INTEGER,
    households_delta INTEGER,               -- households, signed increment
    outside_headcount INTEGER,              -- persons outside the building
    outside_headcount_delta INTEGER,        -- persons, signed increment
    counters VARCHAR,                       -- JSON object, counter name -> persons
    counters_delta VARCHAR,                 -- JSON object, counter name -> signed increment
    observed_at TIMESTAMP NOT NULL,         -- UTC: when it was seen
    confirmed_at TIMESTAMP,                 -- UTC: when it was last said to be still so
    received_at TIMESTAMP NOT NULL,         -- UTC: when we learnt it
    opened_at TIMESTAMP,
    closed_at TIMESTAMP,
    reporter VARCHAR,                       -- staff only
    via VARCHAR,                            -- board, operator, reception, import
    source VARCHAR NOT NULL,
    source_file VARCHAR,
    source_row BIGINT,
    mode VARCHAR NOT NULL,                  -- real, training
    supersedes VARCHAR,                     -- event_id of the statement this one corrects
    based_on VARCHAR,                       -- event_id of the newest statement its writer had seen
    note VARCHAR,                           -- staff only
    is_sample BOOLEAN NOT NULL
);
-- The fold of the history: one row per incident and facility.
CREATE TABLE marts.facility_status (
    incident_id VARCHAR,
    facility_id VARCHAR NOT NULL,
    is_known_facility BOOLEAN NOT NULL,
    mode VARCHAR NOT NULL,
    opening VARCHAR,
    opening_observed_at TIMESTAMP,
    opening_confirmed_at TIMESTAMP,
    crowding VARCHAR,
    crowding_observed_at TIMESTAMP,
    crowding_confirmed_at TIMESTAMP,
    headcount INTEGER,
    headcount_observed_at TIMESTAMP,
    headcount_confirmed_at TIMESTAMP,
    households INTEGER,
    households_observed_at TIMESTAMP,
    households_confirmed_at TIMESTAMP,
    outside_headcount INTEGER,
    outside_headcount_observed_at TIMESTAMP,
    outside_headcount_confirmed_at TIMESTAMP,
    counters VARCHAR,
    counters_observed_at TIMESTAMP,
    counters_confirmed_at TIMESTAMP,
    opened_at TIMESTAMP,
    closed_at TIMESTAMP,
    note VARCHAR,                           -- staff only
    note_observed_at TIMESTAMP,
    observed_at TIMESTAMP,                  -- newest of all fields
    confirmed_at TIMESTAMP,                 -- newest of all fields
    received_at TIMESTAMP,
    last_event_id VARCHAR,
    source VARCHAR,
    is_sample BOOLEAN NOT NULL
);
-- 避難情報 by district, as events.
CREATE TABLE marts.evacuation_orders (
    event_id VARCHAR NOT NULL,
    incident_id VARCHAR,
    district_id VARCHAR,
    alert_level INTEGER,                    -- 警戒レベル
    order_kind VARCHAR,
    issued_at TIMESTAMP,
    lifted_at TIMESTAMP,
    mode VARCHAR NOT NULL
);
