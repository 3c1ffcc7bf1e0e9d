-- One row per post with a position near a road of known owner: whose road it is, as computed.
CREATE TABLE marts.road_owners (
    report_id VARCHAR NOT NULL,
    owner VARCHAR,                          -- code of domain.vocabulary.RoadOwner
    owner_confidence DOUBLE,                -- 0 to 1
    owner_distance_m DOUBLE,
    road_id VARCHAR                         -- of marts.roads: the nearest segment
);
