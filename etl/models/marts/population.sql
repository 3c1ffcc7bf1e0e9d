-- One row per area, sex and age band, of each area's newest survey. NULL sex and age_band = total.
-- Bands a list doesn't have are no rows; a withheld count is a row with NULL. Totals by sex stand
-- only where that sex has no bands, so that sums over sexes and bands count nobody twice.
INSERT INTO marts.population BY NAME
WITH outlines AS (
    SELECT DISTINCT
        coalesce(own_code, municipality_code() || '_' || left(md5(own_key), 8)) AS town_block_id,
        own_key
    FROM staging.stg_boundaries__outline
    WHERE kind = 'town_blocks'
),
by_name AS (
    SELECT own_key, min(town_block_id) AS town_block_id
    FROM outlines JOIN marts.town_blocks USING (town_block_id)
    GROUP BY own_key
    HAVING count(DISTINCT town_block_id) = 1
),
identified AS (
    SELECT
        *,
        -- A code several areas share (that of the municipality) is none of theirs.
        CASE
            WHEN area_code IS NOT NULL
                AND count(DISTINCT area_key) OVER (PARTITION BY area_code) = 1 THEN area_code
            ELSE municipality_code() || '_' || left(md5(area_key), 8)
        END AS area_id,
        coalesce(as_of_date, as_of::DATE) AS surveyed_on
    FROM staging.stg_population__area
),
areas AS (
    FROM identified
    QUALIFY row_number() OVER (
        PARTITION BY area_id
        ORDER BY surveyed_on DESC NULLS LAST, precedence, source, source_file, source_row
    ) = 1
),
placed AS (
    SELECT
        areas.* EXCLUDE (town_block_id, district_id),
        coalesce(
            coded.town_block_id, exact.town_block_id, wider.town_block_id, areas.town_block_id
        ) AS block_id,
        areas.district_id AS located_district_id
    FROM areas
    LEFT JOIN marts.town_blocks AS coded ON coded.town_block_id = areas.area_code
    LEFT JOIN by_name AS exact ON exact.own_key = areas.area_key
    -- Where outlines join the chome of a town, a chome's people live in the town.
    LEFT JOIN by_name AS wider
        ON wider.own_key = regexp_replace(areas.area_key, '[0-9]+丁目$', '')
),
long AS (
    FROM placed UNPIVOT INCLUDE NULLS (
        persons FOR item IN (COLUMNS('^(total|male|female)(_[0-9]+)*$'))
    )
),
counted AS (
    SELECT
        *,
        coalesce(list_contains(string_split(withheld, ','), item), false) AS is_withheld,
        nullif(split_part(item, '_', 1), 'total') AS sex,
        CASE
            WHEN item LIKE '%\_85' ESCAPE '\' THEN '85+'
            WHEN item LIKE '%\_%' ESCAPE '\' THEN replace(regexp_extract(item, '[0-9].*'), '_', '-')
        END AS age_band
    FROM long
),
kept AS (
    SELECT *, bool_or(age_band IS NOT NULL) OVER (PARTITION BY area_id, sex) AS has_bands
    FROM counted
    WHERE persons IS NOT NULL OR is_withheld OR sex IS NULL
)
SELECT
    area_id,
    area_name,
    block_id AS town_block_id,
    coalesce(town_blocks.district_id, located_district_id) AS district_id,
    sex,
    age_band,
    persons AS population,
    is_withheld,
    CASE WHEN sex IS NULL THEN households END AS households,
    surveyed_on AS as_of,
    kept.source,
    source_file,
    source_row,
    coalesce(kept.is_sample, false) AS is_sample
FROM kept
LEFT JOIN marts.town_blocks AS town_blocks ON town_blocks.town_block_id = block_id
WHERE sex IS NULL OR age_band IS NOT NULL OR NOT has_bands
ORDER BY area_id, sex NULLS FIRST, age_band NULLS FIRST;
