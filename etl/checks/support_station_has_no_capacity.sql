-- A support station gives water, toilet and information; it is never counted as capacity.
SELECT facility_id, capacity FROM marts.facilities
WHERE role = 'support_station' AND capacity IS NOT NULL;
