-- One row per post with a position near a road: whose road it is, as computed.
CREATE TABLE marts.road_owners (
    report_id VARCHAR NOT NULL,
    owner VARCHAR,                          -- code of domain.vocabulary.RoadOwner
    owner_confidence DOUBLE,                -- 0.5 (another owner's road is as near) to 1
    owner_distance_m DOUBLE,                -- to that segment
    road_id VARCHAR,                        -- of marts.roads: the nearest segment
    other_distance_m DOUBLE                 -- to the nearest segment of another owner; NULL: none near
);
