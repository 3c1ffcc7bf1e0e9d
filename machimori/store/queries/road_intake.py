"""Posts received by week, for the control chart: weeks of the municipality's own zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

import pandas as pd

from machimori.domain.control_chart import Chart, xmr
from machimori.store.shared import shared
from machimori.store.warehouse import Warehouse

#: Weeks shown, the one under way among them.
WEEKS = 78
_WEEK = timedelta(weeks=1)
#: The first Monday at or before 1970-01-01, which was a Thursday.
_MONDAY = datetime.fromisoformat("1969-12-29T00:00:00")
#: A feed whose newest data is older than this has stopped, and holds back no week.
_STOPPED = timedelta(days=28)

_FEEDS = """
SELECT min(requested_at) AS first, max(as_of) AS as_of FROM wh.marts.road_reports
WHERE ($category = 'all' OR coalesce(category, 'not_stated') = $category)
GROUP BY source
"""

_POSTS = """
SELECT (epoch_us(requested_at) - epoch_us($monday::TIMESTAMP)) // 604800000000 AS week,
    count(*) AS posts
FROM wh.marts.road_reports
WHERE requested_at >= $since AND requested_at <= $until
    AND ($category = 'all' OR coalesce(category, 'not_stated') = $category)
GROUP BY week
"""


@dataclass(frozen=True)
class Intake:
    """Weeks oldest first: ``begins`` (local midnight), posts, is_whole, signal; and the limits.

    ``chart`` is None with too few whole weeks, and then every signal is "not_judged".
    """

    weeks: pd.DataFrame
    chart: Chart | None


@shared
def weekly(warehouse: Warehouse, *, zone: tzinfo, category: str = "all") -> Intake | None:
    """Posts by week up to the newest data; None without any.

    A week is whole when every feed that has not stopped reaches to its end, and when it began
    after the first post. Weeks begin on Monday, by the zone's offset at the newest data.
    """
    feeds = warehouse.frame(_FEEDS, {"category": category}).dropna()
    if feeds.empty:
        return None
    newest = feeds["as_of"].max()
    reached = feeds.loc[feeds["as_of"] >= newest - _STOPPED, "as_of"].min()
    offset = newest.to_pydatetime().replace(tzinfo=zone).utcoffset() or timedelta()
    monday = _MONDAY - offset  # in UTC
    last = (newest.to_pydatetime() - monday) // _WEEK
    first = max((feeds["first"].min().to_pydatetime() - monday) // _WEEK, last - WEEKS + 1)
    bound = {
        "category": category,
        "monday": monday,
        "since": monday + first * _WEEK,
        "until": newest.to_pydatetime(),
    }
    counted = warehouse.frame(_POSTS, bound).set_index("week")["posts"]
    numbers = pd.RangeIndex(first, last + 1)
    posts = counted.reindex(numbers, fill_value=0).astype("int64")
    whole = [
        monday + number * _WEEK >= feeds["first"].min() and monday + (number + 1) * _WEEK <= reached
        for number in numbers
    ]
    chart = xmr(posts.tolist(), whole)
    return Intake(
        pd.DataFrame(
            {
                "begins": [_MONDAY + number * _WEEK for number in numbers],
                "posts": posts.to_numpy(),
                "is_whole": whole,
                "signal": [str(one) for one in chart.signals]
                if chart
                else ["not_judged"] * len(posts),
            }
        ),
        chart,
    )
