-- Places staff added in an incident, as rows of the facilities: `added_places` holds what the
-- journal says of them. Where they lie is asked as machimori/store/queries/places.py asks it, so
-- that the pages say before a build what they say after it: a point in no area gets the nearest
-- one within 60 m.
INSERT INTO marts.facilities BY NAME
WITH stated AS (
    SELECT
        facility_id, place_id, name, name_kana, role, address, phone, latitude::DOUBLE AS latitude,
        longitude::DOUBLE AS longitude, position_precision, capacity::INTEGER AS capacity, accepts,
        is_public, note, source_row, as_of, incident_id, mode
    FROM added_places
),
located AS (
    SELECT facility_id, town_block_id, district_id
    FROM stated JOIN marts.town_blocks
        ON ST_DWithin(geometry, ST_Point(stated.longitude, stated.latitude), 60 / 111320)
    QUALIFY row_number() OVER (
        PARTITION BY facility_id
        ORDER BY ST_Distance(geometry, ST_Point(stated.longitude, stated.latitude)), town_block_id
    ) = 1
),
within AS (
    SELECT facility_id, district_id
    FROM stated JOIN marts.districts
        ON ST_DWithin(geometry, ST_Point(stated.longitude, stated.latitude), 60 / 111320)
    QUALIFY row_number() OVER (
        PARTITION BY facility_id
        ORDER BY ST_Distance(geometry, ST_Point(stated.longitude, stated.latitude)), district_id
    ) = 1
)
SELECT
    stated.*,
    $code AS municipality_code,
    true AS is_temporary,
    located.town_block_id,
    coalesce(located.district_id, within.district_id) AS district_id,
    'journal' AS source,
    'journal' AS source_file,
    $is_sample AS is_sample
FROM stated
LEFT JOIN located USING (facility_id)
LEFT JOIN within USING (facility_id);
