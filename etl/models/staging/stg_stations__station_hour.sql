-- One row per station, scenario and hour as published.
FROM raw
