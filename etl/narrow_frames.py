"""A million posts as a frame without a Python object per cell."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_EACH_ANOTHER = ("report_id", "description")


def narrow(posts: pa.Table) -> pd.DataFrame:
    """Texts as categories, those of which each is another as Arrow strings, the rest as pandas."""
    columns: dict[str, pd.Series] = {}
    for name in posts.column_names:
        column = posts[name]
        if name in _EACH_ANOTHER:
            columns[name] = pd.Series(pd.array(column, dtype=pd.ArrowDtype(pa.string())))
        elif pa.types.is_string(column.type):
            columns[name] = pc.dictionary_encode(column).combine_chunks().to_pandas()
        else:
            columns[name] = column.to_pandas()
    return pd.DataFrame(columns)
