-- One row per published statement. Its facility is found by our id, by the publisher's id, or by a
-- name only one place bears; where none fits, the statement stays under the id it came with.
-- Of a place's roles the one people stay in is meant, unless the statement names another.
CREATE OR REPLACE TEMP TABLE status_facilities AS
SELECT
    facilities.facility_id,
    facilities.place_id,
    facilities.role,
    list_position(
        ['shelter', 'welfare_shelter', 'temporary_stay', 'tsunami_building', 'evacuation_site',
         'wide_area_site', 'support_station'], facilities.role
    ) AS choice
FROM marts.facilities AS facilities;

CREATE OR REPLACE TEMP TABLE status_names AS
SELECT 'id' AS kind, facility_id AS spelling, facility_id, place_id, role, choice
FROM status_facilities
UNION ALL
SELECT 'id', place_id, facility_id, place_id, role, choice FROM status_facilities
UNION ALL
SELECT DISTINCT
    'published', source_facility_id, facilities.facility_id, place_id, facilities.role, choice
FROM facility_row_roles AS stated
JOIN status_facilities AS facilities USING (place_id)
WHERE source_facility_id IS NOT NULL AND facilities.role = own_role
UNION ALL
SELECT DISTINCT 'name', name_key, facilities.facility_id, place_id, facilities.role, choice
FROM facility_row_roles AS stated
JOIN status_facilities AS facilities USING (place_id)
WHERE name_key IS NOT NULL;

INSERT INTO marts.facility_status_history BY NAME
WITH statements AS (
    SELECT *, row_number() OVER (ORDER BY source, source_file, source_row) AS statement
    FROM staging.stg_facility_status__statement
),
met AS (
    SELECT
        statement, status_names.facility_id, place_id, choice,
        statements.role IS NOT DISTINCT FROM status_names.role AS is_role_named,
        CASE kind WHEN 'id' THEN 1 ELSE 2 END AS way
    FROM statements
    JOIN status_names ON kind <> 'name' AND spelling = statements.facility_id
    UNION ALL
    SELECT
        statement, status_names.facility_id, place_id, choice,
        statements.role IS NOT DISTINCT FROM status_names.role AS is_role_named,
        3 AS way
    FROM statements
    JOIN status_names ON kind = 'name' AND spelling = statements.name_key
),
best AS (
    SELECT * FROM met QUALIFY way = min(way) OVER (PARTITION BY statement)
),
found AS (
    -- A name two places bear says nothing about either.
    SELECT statement, facility_id FROM best
    QUALIFY min(place_id) OVER (PARTITION BY statement) = max(place_id) OVER (PARTITION BY statement)
        AND row_number() OVER (
            PARTITION BY statement ORDER BY is_role_named DESC, choice, facility_id
        ) = 1
)
SELECT
    -- All that is said; the sign between cannot stand in a published text.
    'f' || left(md5(array_to_string([
        source,
        coalesce(statements.facility_id, ''),
        coalesce(facility_name, ''),
        coalesce(statements.role, ''),
        coalesce(mode, ''),
        coalesce(incident_id, ''),
        coalesce(incident_name, ''),
        coalesce(event_type, ''),
        coalesce(opening, ''),
        coalesce(crowding, ''),
        coalesce(headcount::VARCHAR, ''),
        coalesce(headcount_delta::VARCHAR, ''),
        coalesce(households::VARCHAR, ''),
        coalesce(outside_headcount::VARCHAR, ''),
        observed_at::VARCHAR,
        coalesce(confirmed_at::VARCHAR, ''),
        coalesce(received_at::VARCHAR, ''),
        coalesce(opened_at::VARCHAR, ''),
        coalesce(closed_at::VARCHAR, ''),
        coalesce(reporter, ''),
        coalesce(note, '')
    ], chr(31))), 20) AS event_id,
    incident_id,
    coalesce(event_type, 'status') AS event_type,
    coalesce(
        found.facility_id, statements.facility_id, 'unlisted_' || left(md5(name_key), 12)
    ) AS facility_id,
    found.facility_id IS NOT NULL AS is_known_facility,
    facility_name,
    opening,
    crowding,
    headcount,
    headcount_delta,
    households,
    outside_headcount,
    observed_at,
    confirmed_at,
    greatest(observed_at, coalesce(received_at, observed_at)) AS received_at,
    opened_at,
    closed_at,
    reporter,
    source,
    source_file,
    source_row,
    coalesce(mode, 'real') AS mode,
    note,
    coalesce(is_sample, false) AS is_sample
FROM statements
LEFT JOIN found USING (statement)
ORDER BY observed_at, event_id;
