-- One row per indicator; of differing wordings the one published last in the file stands.
INSERT INTO marts.indicators BY NAME
SELECT DISTINCT ON (indicator_id)
    indicator_id, municipality, municipality_code, theme, name, name_en, unit, direction
FROM staging.stg_indicators__values
ORDER BY indicator_id, source, source_file, source_row DESC;
