-- One row per district: those published as districts, the wards of a designated city in N03 files,
-- or, where there is neither, the town blocks joined by the district each of them names.
INSERT INTO marts.districts BY NAME
WITH stated AS (
    SELECT coalesce(own_code, municipality_code() || '_d' || left(md5(own_key), 8)) AS district_id, *
    FROM staging.stg_boundaries__outline
    WHERE kind = 'districts' OR (kind = 'municipality' AND city_name = municipality_name())
),
named AS (
    SELECT
        municipality_code() || '_d' || left(md5(district_name), 8) AS district_id,
        * REPLACE (district_name AS own_name, NULL AS name_en)
    FROM staging.stg_boundaries__outline
    WHERE kind = 'town_blocks' AND district_name IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM stated)
)
SELECT
    district_id,
    first(own_name ORDER BY precedence, source_file, source_row) AS name,
    first(name_en ORDER BY precedence, source_file, source_row) FILTER (name_en IS NOT NULL)
        AS name_en,
    municipality_code() AS municipality_code,
    ST_Union_Agg(geometry) AS geometry,
    first(source ORDER BY precedence, source_file, source_row) AS source,
    bool_or(coalesce(is_sample, false)) AS is_sample
FROM (FROM stated UNION ALL BY NAME FROM named)
GROUP BY district_id
ORDER BY district_id;
