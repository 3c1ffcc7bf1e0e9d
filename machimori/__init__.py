"""Machimori: one picture of the town, from the data the town already has."""

__version__ = "0.1.0"
