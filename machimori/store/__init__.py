"""The two stores: the warehouse (read-only, by generation) and the journal (append-only)."""
