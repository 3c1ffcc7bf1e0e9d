-- One row per box. A box without a published id is named by its name and address.
SELECT
    raw.* EXCLUDE (point_id),
    source || ':' || coalesce(point_id, left(md5(identity), 16)) AS point_id
FROM raw
