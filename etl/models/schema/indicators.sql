-- One row per definition of an indicator.
CREATE TABLE marts.indicators (
    indicator_id VARCHAR NOT NULL,
    municipality VARCHAR NOT NULL,
    municipality_code VARCHAR,
    theme VARCHAR,
    name VARCHAR NOT NULL,
    name_en VARCHAR,
    unit VARCHAR,
    direction VARCHAR NOT NULL              -- higher_is_better, lower_is_better, none
);
-- One row per value and date, as printed.
CREATE TABLE marts.indicator_values (
    indicator_id VARCHAR NOT NULL,
    name VARCHAR,                           -- as worded with this value; values of one name may be compared
    name_en VARCHAR,
    kind VARCHAR NOT NULL,                  -- code of domain.vocabulary.ValueKind
    precision VARCHAR NOT NULL,             -- code of domain.vocabulary.Precision
    date_basis VARCHAR NOT NULL,            -- code of domain.vocabulary.DateBasis
    value DOUBLE,
    unit VARCHAR,
    target_value DOUBLE,
    target_due VARCHAR,
    period_start DATE,
    period_end DATE,
    value_original VARCHAR,                 -- as printed
    as_of_original VARCHAR,                 -- as printed
    qualifier VARCHAR,                      -- as printed
    note VARCHAR,
    document_id VARCHAR,
    document_title VARCHAR,
    issuer VARCHAR,
    document_date DATE,
    section VARCHAR,
    source_quote VARCHAR,                   -- NULL in what the project ships
    source VARCHAR NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL,
    is_sample BOOLEAN NOT NULL
);
-- One row per value, date or target that a new build found changed, added or gone: the log keeps
-- itself, and is carried from build to build.
CREATE TABLE marts.indicator_corrections (
    changed_at TIMESTAMP NOT NULL,          -- UTC: when the changed file was fetched
    change VARCHAR NOT NULL,                -- corrected, added, withdrawn
    indicator_id VARCHAR NOT NULL,
    municipality VARCHAR,
    name VARCHAR,
    name_en VARCHAR,
    as_of_original VARCHAR,                 -- which of the indicator's values
    field VARCHAR,                          -- column of indicator_values; NULL: the whole value
    old VARCHAR,
    new VARCHAR,
    reason VARCHAR,                         -- of the municipality's correction; NULL: the publisher changed it
    document_title VARCHAR
);
