-- One row per station, scenario and hour; persons NULL where the figure is unknown.
INSERT INTO marts.stranded_commuters BY NAME
SELECT station_id, scenario, hour, persons, source, coalesce(is_sample, false) AS is_sample
FROM staging.stg_stations__station_hour
WHERE scenario IS NOT NULL AND hour IS NOT NULL
QUALIFY row_number() OVER (
    PARTITION BY station_id, scenario, hour ORDER BY source, source_file, source_row
) = 1
ORDER BY station_id, scenario, hour;
