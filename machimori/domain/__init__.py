"""Pure rules: vocabularies, folds, ageing. No I/O and no clock; ``now`` is an argument."""
