-- One row per change of a post, as its source tells it. Where there are journals they speak; the
-- dates of the row itself tell when it was sent in, taken up, closed and opened again.
-- Written down, though the rows tell it too: whoever asks for one post's would read them all.
INSERT INTO marts.road_report_history BY NAME
WITH post AS (
    SELECT
        report_id, source, source_report_id, identity, status, status_original,
        requested_at, acknowledged_at, first_closed_at, closed_at, reopened_at
    FROM staging.stg_road_reports__report
),
journals AS (
    SELECT DISTINCT
        post.report_id, change.changed_at, change.status, change.status_original, change.note,
        change.source
    FROM staging.stg_road_reports__change AS change
    JOIN post
        ON change.source = post.source
        AND change.post = coalesce(post.source_report_id, post.identity)
),
told AS (SELECT DISTINCT report_id FROM journals WHERE status IS NOT NULL),
untold AS (SELECT * FROM post ANTI JOIN told USING (report_id))
SELECT report_id, requested_at AS changed_at, '受付済' AS status, source
FROM post WHERE requested_at IS NOT NULL
UNION ALL BY NAME
SELECT * FROM journals
UNION ALL BY NAME
SELECT report_id, acknowledged_at AS changed_at, '対応中' AS status, source
FROM untold WHERE acknowledged_at IS NOT NULL
UNION ALL BY NAME
SELECT report_id, first_closed_at AS changed_at,
    CASE WHEN closed_at IS NOT NULL THEN coalesce(status, '対応済') ELSE '対応済' END AS status,
    CASE WHEN closed_at IS NOT NULL THEN status_original END AS status_original,
    source
FROM untold WHERE first_closed_at IS NOT NULL
UNION ALL BY NAME
SELECT report_id, reopened_at AS changed_at, '再開' AS status, source
FROM untold WHERE reopened_at IS NOT NULL;
