-- rows_in == accepted + rejected + duplicates for each file.
SELECT source, source_file, rows_in, accepted, rejected, duplicates
FROM meta.source_files WHERE rows_in <> accepted + rejected + duplicates;
