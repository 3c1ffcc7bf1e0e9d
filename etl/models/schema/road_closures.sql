-- One row per closure of a road segment that stands, as staff told it; which of them hold at a moment
-- is asked with that moment.
CREATE TABLE marts.road_closures (
    closure_id VARCHAR NOT NULL,            -- event_id of the journal
    road_id VARCHAR NOT NULL,
    is_known_road BOOLEAN NOT NULL,         -- false: the segment is in no list (any more)
    road_name VARCHAR,
    incident_id VARCHAR,
    mode VARCHAR NOT NULL,                  -- real, training
    started_at TIMESTAMP NOT NULL,          -- UTC
    ended_at TIMESTAMP,                     -- UTC: it ends by itself; NULL: until it is lifted
    reason VARCHAR,                         -- staff only
    stated_by VARCHAR,                      -- who told the desk; staff only
    reporter VARCHAR,                       -- staff only
    received_at TIMESTAMP NOT NULL,         -- UTC: when we learnt it
    supersedes VARCHAR,                     -- closure_id of the one this lifts or mends
    geometry GEOMETRY                       -- of the segment
);
