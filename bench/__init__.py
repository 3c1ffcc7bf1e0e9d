"""Side-by-side measurements. Ratios of one run count; machines are noisy."""
