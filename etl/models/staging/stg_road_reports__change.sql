-- One row per change of a post that its source tells in a journal.
SELECT * FROM raw
