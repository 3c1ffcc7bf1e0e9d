-- One row per statement as published.
FROM raw
