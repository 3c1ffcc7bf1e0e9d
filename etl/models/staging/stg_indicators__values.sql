-- One row per published value of an indicator.
SELECT * FROM raw
