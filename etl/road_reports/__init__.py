"""What a row of road reports needs beyond its columns: its state, its life, its name."""
