-- One row per post that may tell of what an earlier one told, as found without staff.
CREATE TABLE marts.road_repeats (
    report_id VARCHAR NOT NULL,
    score DOUBLE NOT NULL,                  -- probability that an earlier post of the same thing exists
    nearest_report_id VARCHAR,              -- the earlier post it likeliest repeats
    distance_m DOUBLE,                      -- to that post
    gap_days DOUBLE,                        -- since that post
    likeness DOUBLE,                        -- of their words, up to 1; NULL where one has none
    is_linked BOOLEAN NOT NULL,             -- its group hangs together by that post
    automatic_group_id VARCHAR              -- its group before staff's word
);
-- One row per post of a group of two or more, with staff's word laid over what was found.
CREATE TABLE marts.road_duplicate_groups (
    duplicate_group_id VARCHAR NOT NULL,    -- report_id of its oldest post
    report_id VARCHAR NOT NULL,
    is_oldest BOOLEAN NOT NULL,
    score DOUBLE                            -- of marts.road_repeats; NULL where staff alone put it here
);
