-- One row per post. A post without a published id is named by what does not change later.
SELECT
    raw.* EXCLUDE (report_id),
    report_id AS source_report_id,
    source || ':' || coalesce(report_id, left(md5(identity), 16)) AS report_id
FROM raw
