-- One row per published polygon, with the name the area itself bears: prefecture and municipality
-- are left out of it, and of its key. A code several areas share (that of the municipality) is
-- none of theirs.
WITH named AS (
    SELECT
        * EXCLUDE (geometry),
        ST_GeomFromWKB(geometry) AS geometry,
        coalesce(
            nullif(regexp_replace(name, '^.{0,4}?' || regexp_escape(municipality_name()), ''), ''),
            name
        ) AS own_name,
        coalesce(
            nullif(
                regexp_replace(name_key, '^.{0,4}?' || regexp_escape(municipality_name()), ''), ''
            ),
            name_key
        ) AS own_key,
        (SELECT min(files.rowid) FROM landing.files AS files WHERE files.source = raw.source)
            AS precedence
    FROM raw
)
SELECT
    *,
    CASE WHEN count(DISTINCT own_key) OVER (PARTITION BY kind, code) = 1 THEN code END AS own_code
FROM named
