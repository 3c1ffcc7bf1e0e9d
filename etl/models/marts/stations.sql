-- One row per station, however many hours are told of it.
INSERT INTO marts.stations BY NAME
SELECT
    station_id,
    first(name ORDER BY source_file, source_row) AS name,
    first(name_en ORDER BY source_file, source_row) FILTER (name_en IS NOT NULL) AS name_en,
    first(latitude ORDER BY source_file, source_row) FILTER (latitude IS NOT NULL) AS latitude,
    first(longitude ORDER BY source_file, source_row) FILTER (latitude IS NOT NULL) AS longitude,
    first(town_block_id ORDER BY source_file, source_row) FILTER (latitude IS NOT NULL)
        AS town_block_id,
    first(district_id ORDER BY source_file, source_row) FILTER (latitude IS NOT NULL)
        AS district_id,
    first(source ORDER BY source_file, source_row) AS source,
    bool_or(coalesce(is_sample, false)) AS is_sample
FROM staging.stg_stations__station_hour
GROUP BY station_id
ORDER BY station_id;
