-- A good run's rows are those of its files.
SELECT run_id, source, rows_in, accepted, rejected, duplicates
FROM meta.source_runs WHERE success AND rows_in <> accepted + rejected + duplicates;
