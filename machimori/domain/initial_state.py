"""What a place is while nobody has spoken of it in an incident that was opened at our desk.

To open an incident is to say that everything which is not always there is not opened yet. That
is no statement about any single place, so it has no time of confirmation and does not age.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from machimori.domain.opening_transitions import initial


def with_initial(
    shown: pd.DataFrame, permanent_roles: Collection[str], *, is_opened_here: bool
) -> pd.DataFrame:
    """Add ``is_initial`` and give places nobody spoke of the opening they began with.

    Args:
        shown: ``ageing.present`` of places with ``role``, NULL for a place of no role.
        permanent_roles: roles of places that are always there (``City.permanent_roles``).
        is_opened_here: of an incident that a published file names we know no beginning.
    """
    placed = shown.copy()
    unsaid = shown["opening"].isna() & shown["role"].notna()
    placed["is_initial"] = unsaid & is_opened_here
    permanent = shown["role"].isin(list(permanent_roles))
    began = np.where(permanent, initial(is_permanent=True), initial(is_permanent=False))
    placed["opening_shown"] = shown["opening_shown"].mask(
        placed["is_initial"], pd.Series(began, shown.index, dtype=object)
    )
    return placed
