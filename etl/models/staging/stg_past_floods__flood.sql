-- One row per town and flood, without the municipality's own name before the town's.
SELECT
    * REPLACE (
        coalesce(
            nullif(regexp_replace(town_key, '^.{0,4}?' || regexp_escape(municipality_name()), ''), ''),
            town_key
        ) AS town_key
    )
FROM raw
