-- One row per published place. One without an id of its own is named by its name and where it is.
SELECT
    raw.*,
    source || ':' || layer || ':' || coalesce(published_id, left(md5(identity), 16)) AS place_id
FROM raw
