-- One row per published facility row. Address and town keys without the municipality's own name,
-- which one list writes and the next leaves out; rows of an earlier entry come first.
SELECT
    * REPLACE (
        nullif(regexp_replace(address_key, '^' || regexp_escape(lower(municipality_name())), ''), '')
            AS address_key,
        nullif(regexp_replace(town_key, '^' || regexp_escape(lower(municipality_name())), ''), '')
            AS town_key
    ),
    (SELECT min(files.rowid) FROM landing.files AS files WHERE files.source = raw.source)
        AS precedence
FROM raw
