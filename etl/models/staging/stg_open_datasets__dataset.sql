-- One row per published dataset (per file where the list is one of files).
SELECT
    raw.* EXCLUDE (dataset_id),
    source || ':' || coalesce(dataset_id, left(md5(identity), 16)) AS dataset_id
FROM raw
