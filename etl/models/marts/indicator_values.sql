-- One row per value and date, as printed.
INSERT INTO marts.indicator_values BY NAME
SELECT
    indicator_id,
    kind,
    precision,
    date_basis,
    value,
    unit,
    target_value,
    target_due,
    period_start,
    period_end,
    value_original,
    as_of_original,
    qualifier,
    note,
    document_id,
    document_title,
    issuer,
    document_date,
    section,
    source_quote,
    source,
    source_file,
    source_row,
    is_sample
FROM staging.stg_indicators__values;
