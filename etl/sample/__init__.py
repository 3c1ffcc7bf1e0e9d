"""The sample municipality: published files as they really look, their faults included.

Deterministic: one seed gives byte-identical files. Every name of a place is invented and says
見本; the ground (streets, rivers, town names) is that of ``geodata/``.
"""

from etl.sample.generate import generate
from etl.sample.posts import posts_csv

__all__ = ["generate", "posts_csv"]
