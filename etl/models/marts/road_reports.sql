-- One row per post. Owner, severity rules, duplicates and priority are no facts of the publisher
-- and are not guessed here.
INSERT INTO marts.road_reports BY NAME
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
    mesh250,
    mesh125,
    town_block_id,
    district_id,
    due_at,
    source_file,
    source_row,
    is_sample,
    as_of
FROM staging.stg_road_reports__report;
