-- One row per incident that published statements name; the journal's own incidents are added with
-- its events.
INSERT INTO marts.incidents BY NAME
SELECT
    incident_id,
    coalesce(
        first(incident_name ORDER BY observed_at, source_row) FILTER (incident_name IS NOT NULL),
        incident_id
    ) AS name,
    coalesce(first(mode ORDER BY observed_at, source_row) FILTER (mode IS NOT NULL), 'real') AS mode,
    min(observed_at) AS started_at,
    false AS is_opened_here
FROM staging.stg_facility_status__statement
WHERE incident_id IS NOT NULL
GROUP BY incident_id
ORDER BY incident_id;
