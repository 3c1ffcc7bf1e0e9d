-- One row per post with a position: what of the road makes damage there matter. Nothing here moves
-- with the clock.
CREATE TABLE marts.road_exposures (
    report_id VARCHAR NOT NULL
);
