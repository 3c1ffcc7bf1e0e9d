"""Rules that turn published text into values, each property-tested."""
