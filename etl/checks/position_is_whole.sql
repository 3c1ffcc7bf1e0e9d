-- Both coordinates or neither, on the globe, and a precision that says which.
SELECT 'facilities' AS mart, facility_id AS id FROM marts.facilities
WHERE (latitude IS NULL) <> (longitude IS NULL) OR abs(latitude) > 90 OR abs(longitude) > 180
    OR (latitude IS NULL) <> (position_precision = 'unknown')
UNION ALL
SELECT 'road_reports', report_id FROM marts.road_reports
WHERE (latitude IS NULL) <> (longitude IS NULL) OR abs(latitude) > 90 OR abs(longitude) > 180
    OR (latitude IS NULL) <> (position_precision = 'unknown')
UNION ALL
SELECT 'food_drive_points', point_id FROM marts.food_drive_points
WHERE (latitude IS NULL) <> (longitude IS NULL) OR abs(latitude) > 90 OR abs(longitude) > 180
    OR (latitude IS NULL) <> (position_precision = 'unknown')
UNION ALL
SELECT 'public_places', place_id FROM marts.public_places
WHERE (latitude IS NULL) <> (longitude IS NULL) OR abs(latitude) > 90 OR abs(longitude) > 180
    OR (latitude IS NULL) <> (position_precision = 'unknown');
