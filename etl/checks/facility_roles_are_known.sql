SELECT facility_id, role FROM marts.facilities WHERE role NOT IN (
    'evacuation_site', 'shelter', 'welfare_shelter', 'temporary_stay', 'wide_area_site',
    'tsunami_building', 'support_station'
);
