-- One row per town block (町丁). A prefecture's file is cut to the municipality's own.
INSERT INTO marts.town_blocks BY NAME
WITH blocks AS (
    SELECT
        coalesce(own_code, municipality_code() || '_' || left(md5(own_key), 8)) AS town_block_id,
        first(own_name ORDER BY precedence, source_file, source_row) AS name,
        first(name_en ORDER BY precedence, source_file, source_row) FILTER (name_en IS NOT NULL)
            AS name_en,
        first(district_name ORDER BY precedence, source_file, source_row) AS district_name,
        ST_Union_Agg(geometry) AS geometry,
        first(source ORDER BY precedence, source_file, source_row) AS source,
        bool_or(coalesce(is_sample, false)) AS is_sample
    FROM staging.stg_boundaries__outline
    WHERE kind = 'town_blocks'
        AND (city_name IS NULL OR starts_with(city_name, municipality_name()))
    GROUP BY ALL
),
points AS (
    SELECT *, ST_PointOnSurface(geometry) AS inside FROM blocks
),
districts AS (
    SELECT
        town_block_id,
        coalesce(
            min(district.district_id) FILTER (district.name = points.district_name),
            min(district.district_id) FILTER (ST_Contains(district.geometry, points.inside))
        ) AS district_id
    FROM points, marts.districts AS district
    GROUP BY town_block_id
)
SELECT
    town_block_id,
    name,
    name_en,
    districts.district_id,
    municipality_code() AS municipality_code,
    ST_Area(ST_Transform(geometry, 'EPSG:4326', metric_crs())) AS area_m2,
    ST_Y(inside) AS latitude,
    ST_X(inside) AS longitude,
    geometry,
    source,
    is_sample
FROM points
LEFT JOIN districts USING (town_block_id)
ORDER BY town_block_id;
