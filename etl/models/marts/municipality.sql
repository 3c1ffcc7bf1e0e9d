-- The municipality's outline: published as such, or its districts, or its town blocks, joined.
INSERT INTO marts.municipality BY NAME
WITH stated AS (
    SELECT geometry FROM staging.stg_boundaries__outline
    WHERE kind = 'municipality'
        AND (
            code = municipality_code()
            OR city_name = municipality_name()
            -- N03 files also hold land that belongs to no municipality yet, without a code.
            OR (code IS NULL AND prefecture IS NULL)
        )
),
shapes AS (
    FROM stated
    UNION ALL
    SELECT geometry FROM marts.districts WHERE NOT EXISTS (SELECT 1 FROM stated)
    UNION ALL
    SELECT geometry FROM marts.town_blocks
    WHERE NOT EXISTS (SELECT 1 FROM stated) AND NOT EXISTS (SELECT 1 FROM marts.districts)
)
SELECT
    municipality_code() AS municipality_code,
    municipality_name() AS name,
    ST_Union_Agg(geometry) AS geometry
FROM shapes
HAVING count(*) > 0;
