-- One row per post of a group of two or more posts about the same place.
CREATE TABLE marts.road_duplicate_groups (
    duplicate_group_id VARCHAR NOT NULL,    -- report_id of its oldest post
    report_id VARCHAR NOT NULL,
    is_oldest BOOLEAN,
    score DOUBLE                            -- how alike its most alike post of the group is
);
