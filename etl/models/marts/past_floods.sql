-- One row per town and flood on record, with the town block where one alone has the town's name.
INSERT INTO marts.past_floods BY NAME
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
)
SELECT
    flood.source || ':' || left(md5(concat_ws('|', town_key, flooded_on, coalesce(event, ''))), 16)
        AS flood_id,
    town,
    by_name.town_block_id,
    flooded_on,
    event,
    cause,
    above_floor_houses,
    below_floor_houses,
    depth_m,
    flood.source,
    source_file,
    source_row,
    is_sample
FROM staging.stg_past_floods__flood AS flood
LEFT JOIN by_name ON by_name.own_key = flood.town_key
ORDER BY flood_id;
