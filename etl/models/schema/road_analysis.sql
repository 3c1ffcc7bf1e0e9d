-- How long posts stay open. Survival is the share NOT ended in this way by the end of the day.
-- end_kind: any (Kaplan-Meier); completed = repaired + done, and each of repaired, done (closed,
-- and nobody said repaired), duplicate, not_ours, vanished (Aalen-Johansen). unit: report, incident
-- (posts of one group once). category and period: all, or one; a period is named by its first month.
-- Days 0 to 90 one by one, then every seventh, and the last day under watch.
CREATE TABLE marts.road_survival (
    unit VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    end_kind VARCHAR NOT NULL,
    day INTEGER NOT NULL,
    survival DOUBLE NOT NULL,
    low DOUBLE NOT NULL,                    -- 95 % band, log-log
    high DOUBLE NOT NULL,
    at_risk BIGINT NOT NULL,                -- posts under watch on that day
    ended BIGINT NOT NULL                   -- of this kind, up to and with the day
);
-- One row per curve, the ones with too few posts for a curve among them. A median that was never
-- reached is NULL.
CREATE TABLE marts.road_survival_summary (
    unit VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    end_kind VARCHAR NOT NULL,
    posts BIGINT NOT NULL,
    ended BIGINT NOT NULL,
    is_enough BOOLEAN NOT NULL,             -- enough posts and ends for a curve
    median_day INTEGER,
    median_low_day INTEGER,                 -- 95 % interval
    median_high_day INTEGER,
    ended_middle_day INTEGER,               -- the naive median: of those ended only
    last_day INTEGER                        -- the longest any of them was under watch
);
-- Log-rank test of ends of a kind between periods; first_period all: every period at once.
CREATE TABLE marts.road_survival_tests (
    unit VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    end_kind VARCHAR NOT NULL,
    first_period VARCHAR NOT NULL,
    second_period VARCHAR NOT NULL,
    chi_square DOUBLE NOT NULL,
    degrees INTEGER NOT NULL,
    p DOUBLE NOT NULL
);
-- One row per source of posts: what the curves rest on and what they leave out.
CREATE TABLE marts.road_survival_basis (
    source VARCHAR NOT NULL,
    as_of TIMESTAMP,                        -- open posts are watched up to here
    posts BIGINT NOT NULL,                  -- listed now, and vanished ones
    used BIGINT NOT NULL,
    without_request BIGINT NOT NULL,        -- no date of receipt
    without_end BIGINT NOT NULL,            -- closed, nobody says when; or no state at all
    after_end BIGINT NOT NULL,              -- received after as_of, or known only after they ended
    vanished BIGINT NOT NULL,
    first_seen_at TIMESTAMP,                -- first good run; NULL where closed posts are listed
    closed_left_out VARCHAR                 -- declared, detected; NULL: closed posts are listed
);
-- One row per mesh cell that was looked at. category: all, or one.
CREATE TABLE marts.road_hot_spots (
    category VARCHAR NOT NULL,
    mesh250 VARCHAR NOT NULL,
    west DOUBLE NOT NULL,
    south DOUBLE NOT NULL,
    east DOUBLE NOT NULL,
    north DOUBLE NOT NULL,
    incidents BIGINT NOT NULL,              -- posts of one group count once
    posts BIGINT NOT NULL,
    window_incidents BIGINT NOT NULL,       -- of the cell and its neighbours
    road_km DOUBLE,                         -- NULL: no roads known
    per_km DOUBLE,                          -- incidents per km; NULL: roads unknown
    z DOUBLE NOT NULL,                      -- Gi*
    p DOUBLE NOT NULL,                      -- by permutation, one-sided; 1: not tested
    q DOUBLE NOT NULL,                      -- after Benjamini & Hochberg
    is_hot BOOLEAN NOT NULL,
    area INTEGER                            -- hot cells that touch have one number, 1 has the most
);
-- One row per category looked at: what its map rests on.
CREATE TABLE marts.road_hot_spots_basis (
    category VARCHAR NOT NULL,
    since TIMESTAMP NOT NULL,               -- UTC; posts received from here
    until TIMESTAMP NOT NULL,               -- to here: the newest data time
    cells BIGINT NOT NULL,
    incidents BIGINT NOT NULL,
    posts BIGINT NOT NULL,
    without_place BIGINT NOT NULL,          -- no position, or one too coarse for a mesh
    outside BIGINT NOT NULL,                -- in no cell that was looked at
    measure VARCHAR NOT NULL,               -- per_km, per_cell
    fewest_in_window INTEGER NOT NULL,
    level DOUBLE NOT NULL,                  -- of false discoveries
    is_enough BOOLEAN NOT NULL,
    busiest_cells BIGINT NOT NULL,          -- cells with half of the incidents, fewest possible
    repeated_posts BIGINT NOT NULL,         -- posts that tell of an incident again
    daytime_posts BIGINT NOT NULL           -- received 7:00-19:00 on working days
);
