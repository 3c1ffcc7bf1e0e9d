-- One row per area; its key is without the municipality's own name.
SELECT
    * REPLACE (
        coalesce(
            nullif(regexp_replace(area_key, '^.{0,4}?' || regexp_escape(municipality_name()), ''), ''),
            area_key
        ) AS area_key
    ),
    (SELECT min(files.rowid) FROM landing.files AS files WHERE files.source = raw.source)
        AS precedence
FROM raw
