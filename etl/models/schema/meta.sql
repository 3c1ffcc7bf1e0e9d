-- One row: which build this is, of which municipality, and up to where the journal is folded in.
CREATE TABLE meta.build (
    build_id VARCHAR NOT NULL,
    built_at TIMESTAMP NOT NULL,
    code VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    is_sample BOOLEAN NOT NULL,
    journal_watermark BIGINT NOT NULL,      -- last journal sequence number folded in
    areas_fingerprint VARCHAR               -- of the polygons that points were located in
);
-- One row per run and source: success or not, and what became of its rows.
CREATE TABLE meta.source_runs (
    run_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,                -- id of the configured source
    source_name VARCHAR NOT NULL,           -- one of the ten
    title VARCHAR,
    producer VARCHAR,
    licence VARCHAR,
    licence_url VARCHAR,
    cadence_days DOUBLE,
    is_sample BOOLEAN NOT NULL,
    fetched_at TIMESTAMP,
    as_of TIMESTAMP,                        -- newest data time of its rows
    rows_in BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    duplicates BIGINT NOT NULL,
    seconds DOUBLE NOT NULL,
    success BOOLEAN NOT NULL,
    is_held_back BOOLEAN NOT NULL,          -- the rows in the marts are of an earlier run
    error VARCHAR
);
-- One row per file read: its copy, its balance, what the profile decided and why.
CREATE TABLE meta.source_files (
    run_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    source_file VARCHAR NOT NULL,
    origin VARCHAR,
    sha256 VARCHAR NOT NULL,
    bytes BIGINT NOT NULL,
    fetched_at TIMESTAMP,
    format VARCHAR NOT NULL,
    encoding VARCHAR,
    layout VARCHAR NOT NULL,
    decisions VARCHAR NOT NULL,             -- JSON list of {what, choice, why}
    rows_in BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    duplicates BIGINT NOT NULL
);
-- One row per verdict: a rejected row ("row"), or a value set to NULL or doubted ("value").
CREATE TABLE meta.rejects (
    run_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT,
    severity VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    "column" VARCHAR,
    value VARCHAR,
    suggestion VARCHAR,
    raw VARCHAR                             -- the row as published (personal columns left out)
);
-- One row per rule: the sentence and what to do, in both languages.
CREATE TABLE meta.rules (
    rule VARCHAR NOT NULL,
    what_ja VARCHAR NOT NULL, todo_ja VARCHAR NOT NULL,
    what_en VARCHAR NOT NULL, todo_en VARCHAR NOT NULL
);
-- One row per correction in force, and whether it met its row.
CREATE TABLE meta.corrections (
    correction_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    locator VARCHAR NOT NULL,               -- JSON
    action VARCHAR NOT NULL,                -- drop, override, flag
    reason VARCHAR NOT NULL,
    expect VARCHAR,                         -- JSON
    rows_met BIGINT NOT NULL,
    status VARCHAR NOT NULL                 -- applied, not_met, expectation_failed
);
