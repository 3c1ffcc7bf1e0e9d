"""Where staff files about roads are; ``server_road_files`` answers there."""

ROADS = "/documents/roads"
