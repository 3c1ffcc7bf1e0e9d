-- One row per post. Owner, severity rules, duplicates and priority are no facts of the publisher
-- and are not guessed here. The mesh is computed in steps, each once: a million posts pass here.
INSERT INTO marts.road_reports BY NAME
WITH counted AS (
    SELECT
        *,
        mesh_row(latitude) AS mesh_y,
        mesh_column(longitude) AS mesh_x,
        mesh_covers(longitude, latitude) AS is_meshed
    FROM staging.stg_road_reports__report
),
meshed AS (
    SELECT *, CASE WHEN is_meshed THEN mesh_number(mesh_y, mesh_x) END AS mesh
    FROM counted
)
SELECT
    report_id,
    source,
    source_report_id,
    category,
    status,
    status_original,
    severity,
    requested_at,
    updated_at,
    closed_at,
    end_kind,
    reopened_count,
    assignee,
    description,
    latitude,
    longitude,
    position_precision,
    address,
    photo_url,
    CAST(mesh // 10 AS VARCHAR) AS mesh250,
    CAST(mesh AS VARCHAR) AS mesh125,
    town_block_id,
    district_id,
    due_at,
    source_file,
    source_row,
    is_sample,
    as_of
FROM meshed;
