-- One row per published dataset, with what is wrong with it where somebody looked.
INSERT INTO marts.open_datasets BY NAME
SELECT
    dataset_id,
    title,
    description,
    category,
    publisher,
    licence,
    licence_url,
    format,
    url,
    landing_page,
    updated_at,
    data_date,
    rows,
    bytes,
    standard,
    conformance,
    errors,
    source,
    source_file,
    source_row,
    is_sample
FROM staging.stg_open_datasets__dataset;
