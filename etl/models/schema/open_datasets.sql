-- One row per published dataset.
CREATE TABLE marts.open_datasets (
    dataset_id VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    description VARCHAR,
    category VARCHAR,
    publisher VARCHAR,
    licence VARCHAR,
    licence_url VARCHAR,
    format VARCHAR,
    url VARCHAR,
    landing_page VARCHAR,
    updated_at TIMESTAMP,
    data_date DATE,
    rows BIGINT,
    bytes BIGINT,
    standard VARCHAR,                       -- id of the standard data set, where it claims or meets one
    conformance VARCHAR NOT NULL,           -- valid, invalid, not_checked
    errors VARCHAR,                         -- JSON list of what is wrong
    source VARCHAR NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL,
    is_sample BOOLEAN NOT NULL
);
