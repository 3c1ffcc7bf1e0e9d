"""From published files to a complete warehouse: fetch, profile, transform, stage, build."""
