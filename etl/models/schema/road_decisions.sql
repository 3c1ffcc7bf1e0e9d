-- One row per post that staff decided something about: the fold of their decisions on what was
-- published (domain.report_fold). A post that vanished from its source stays.
CREATE TABLE marts.road_decisions (
    report_id VARCHAR NOT NULL,
    is_known_report BOOLEAN NOT NULL,       -- false: the post is in no source (any more)
    status VARCHAR,
    reason VARCHAR,                         -- staff only
    end_kind VARCHAR,
    severity VARCHAR,
    owner VARCHAR,                          -- as staff say; NULL: as computed
    referred_to VARCHAR,                    -- the road owner it was handed to, staff only
    assignee VARCHAR,                       -- section or crew, staff only
    parent VARCHAR,                         -- with 重複: report_id of the post that stays
    closed_at TIMESTAMP,                    -- UTC
    updated_at TIMESTAMP,
    reopened_count INTEGER NOT NULL,
    decided_at TIMESTAMP NOT NULL,          -- UTC: the newest decision that stands
    is_published_later BOOLEAN NOT NULL,    -- the source changed its word after staff had decided
    has_conflict BOOLEAN NOT NULL,          -- the newest decision was made without sight of another
    decisions BIGINT NOT NULL,              -- how many stand
    last_event_id VARCHAR NOT NULL,         -- of the journal
    published_status VARCHAR,               -- what the source says, beside what staff decided
    published_severity VARCHAR,
    published_assignee VARCHAR,             -- staff only
    published_end_kind VARCHAR,
    published_requested_at TIMESTAMP,       -- UTC
    published_updated_at TIMESTAMP,
    published_closed_at TIMESTAMP,
    published_reopened_count INTEGER
);
