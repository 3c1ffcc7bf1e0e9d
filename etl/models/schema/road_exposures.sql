-- One row per post on a road we know: what of that road makes damage there matter. A flag is NULL
-- where the list of roads says nothing of the kind about any road. Nothing here moves with the clock.
CREATE TABLE marts.road_exposures (
    report_id VARCHAR NOT NULL,
    road_id VARCHAR NOT NULL,
    road_class VARCHAR,
    is_emergency_route BOOLEAN,             -- 緊急輸送道路
    is_school_route BOOLEAN,                -- 通学路
    is_hospital_route BOOLEAN,              -- way to a hospital
    has_tactile_paving BOOLEAN,             -- 点字ブロック
    is_bus_route BOOLEAN
);
-- One row per post whose source or text says how severe the damage is.
CREATE TABLE marts.road_severities (
    report_id VARCHAR NOT NULL,
    severity_level TINYINT NOT NULL,        -- 1 low, 2 medium, 3 high, 4 urgent
    severity_basis VARCHAR NOT NULL,        -- published, text
    severity_found VARCHAR                  -- the word or measure it was read from
);
-- One row per post with a date it is due: as its source states it, or by our targets.
CREATE TABLE marts.road_deadlines (
    report_id VARCHAR NOT NULL,
    due_at TIMESTAMP NOT NULL,              -- UTC; pauses that have ended are in it
    due_basis VARCHAR NOT NULL,             -- published, target
    target_amount DOUBLE,
    target_unit VARCHAR                     -- working_hours, working_days, calendar_days
);
-- One row per post: the part of its priority that does not move with the clock.
CREATE TABLE marts.road_priorities (
    report_id VARCHAR NOT NULL,
    severity_level TINYINT,
    severity_basis VARCHAR,                 -- staff, published, text
    severity_found VARCHAR,
    repeats INTEGER NOT NULL,               -- posts of its group, itself included
    priority_log DOUBLE NOT NULL,           -- weighted logarithms of what is known, added up
    priority_weight DOUBLE NOT NULL         -- weights of what is known, added up
);
