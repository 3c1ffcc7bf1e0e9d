-- One row per post. A view over the landed rows, which are normalised, located and meshed already:
-- a copy would cost as much as reading them. Owner, severity rules, duplicates and priority are no
-- facts of the publisher and are not guessed here.
DROP TABLE marts.road_reports;
CREATE VIEW marts.road_reports AS
SELECT
    report_id,
    source,
    source_report_id,
    category,
    status,
    status_original,
    severity,
    CAST(NULL AS VARCHAR) AS owner,
    CAST(NULL AS DOUBLE) AS owner_confidence,
    CAST(NULL AS DOUBLE) AS owner_distance_m,
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
    mesh250,
    mesh125,
    town_block_id,
    district_id,
    CAST(NULL AS VARCHAR) AS duplicate_group_id,
    due_at,
    CAST(NULL AS VARCHAR) AS due_basis,
    CAST(NULL AS VARCHAR) AS road_id,
    CAST(NULL AS TINYINT) AS severity_level,
    CAST(NULL AS DOUBLE) AS priority_log,
    CAST(NULL AS DOUBLE) AS priority_weight,
    source_file,
    source_row,
    is_sample,
    as_of
FROM staging.stg_road_reports__report;
