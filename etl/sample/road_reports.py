"""Road posts as the ward's own system gives them: Redmine issues with journals, and Open311.

Groups of posts tell of one hole: some metres apart, in other words, days later. Custom fields
carry what reporters typed about themselves; it is invented, and nobody may ever load it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from etl.sample import phrases
from etl.sample.dates import drawn, iso, utc
from etl.sample.ground import Ground
from etl.sample.posts import pool, swapped_axes
from etl.sample.writing import write_json

POSTS = 600
OPEN311_POSTS = 40
YEARS = 3
STATUS_IDS = {"受付済": 1, "対応中": 2, "対応済": 3, "経過観察": 4, "再開": 5, "対象外": 6,
              "他管理者へ": 7, "重複": 8}  # fmt: skip
SECTIONS = ("道路公園課 維持係", "道路公園課 設備係", "見本建設（委託）", "環境まちづくり総務課")
#: How many posts tell of the same hole.
_GROUP_SIZES = ((1, 0.72), (2, 0.15), (3, 0.08), (4, 0.03), (6, 0.02))


@dataclass(frozen=True)
class Post:
    """One post: where, when, what, and how it went on."""

    number: int
    category: phrases.Category
    subject: str
    text: str
    longitude: float
    latitude: float
    address: str
    requested: datetime
    changes: tuple[tuple[datetime, str, str], ...]

    @property
    def status(self) -> str:
        """The status it has now."""
        return self.changes[-1][1] if self.changes else "受付済"

    @property
    def updated(self) -> datetime:
        """When it last changed."""
        return self.changes[-1][0] if self.changes else self.requested

    @property
    def closed(self) -> datetime | None:
        """When it ended, where it has."""
        return self.updated if self.status in phrases.CLOSED else None


def posts(ground: Ground, seed: int, count: int, now: datetime, years: int = YEARS) -> list[Post]:
    """Posts of a ward over some years, oldest first."""
    random = np.random.default_rng(drawn(seed, "road_reports", ground.number))
    spots, blocks = pool(ground, max(count, 400), random)
    drafts: list[tuple[datetime, phrases.Category, float, float, str, bool]] = []
    spot = 0
    while len(drafts) < count:
        sizes, chances = zip(*_GROUP_SIZES, strict=True)
        size = min(int(random.choice(sizes, p=chances)), count - len(drafts))
        category = phrases.CATEGORIES[
            int(random.choice(len(phrases.CATEGORIES), p=[c.weight for c in phrases.CATEGORIES]))
        ]
        # More posts in the last year than in the first, as such systems grow.
        ago = timedelta(days=float((1 - random.random() ** 0.7) * 365 * years))
        first = now - ago - timedelta(minutes=20)
        longitude, latitude = spots[spot % len(spots)]
        town = ground.blocks[blocks[spot % len(spots)]].name
        spot += 1
        moment = first
        for which in range(size):
            off = random.normal(0, 6.0 if which else 1.0, 2)
            drafts.append(
                (
                    moment.replace(second=0, microsecond=0),
                    category,
                    float(longitude + off[0] / 90_500),
                    float(latitude + off[1] / 110_950),
                    f"{ground.prefecture}{ground.name}{town}{random.integers(1, 25)}番",
                    which > 0,
                )
            )
            moment = min(moment + timedelta(days=float(random.exponential(6))), now)
    drafts.sort(key=lambda one: (one[0], one[2]))
    return [
        _post(number, draft, now, random)
        for number, draft in enumerate(drafts, 10_001 + 100_000 * ground.number)
    ]


def _post(
    number: int,
    draft: tuple[datetime, phrases.Category, float, float, str, bool],
    now: datetime,
    random: np.random.Generator,
) -> Post:
    requested, category, longitude, latitude, address, again = draft
    text = f"{random.choice(category.texts)}。{random.choice(phrases.WISHES)}"
    if random.random() < 0.5:
        text = f"{random.choice(phrases.PLACES)}。{text}"
    return Post(
        number,
        category,
        str(random.choice(category.subjects)),
        text,
        round(longitude, 6),
        round(latitude, 6),
        address,
        requested,
        _changes(requested, category, again, now, random),
    )


def _changes(
    requested: datetime,
    category: phrases.Category,
    again: bool,
    now: datetime,
    random: np.random.Generator,
) -> tuple[tuple[datetime, str, str], ...]:
    """How a post goes on: taken up, watched, done, sometimes opened again or handed over."""
    changes: list[tuple[datetime, str, str]] = []
    taken = requested + timedelta(days=float(random.exponential(5.0)))
    ends = requested + timedelta(days=float(category.median_days * np.exp(random.normal(0, 0.9))))
    draw = float(random.random())
    if again and draw < 0.45:
        changes.append((taken, "重複", "同じ場所の通報があります"))
    elif draw < 0.06:
        changes.append((taken, "対象外", "要望として担当課へ伝えました"))
    elif draw < 0.13:
        changes.append((taken, "他管理者へ", "国道・都道のため管理者へ連絡しました"))
    else:
        changes.append((taken, "対応中", "現地を確認しました"))
        if draw < 0.28:
            changes.append((taken + (ends - taken) / 4, "経過観察", "大きさの変化を見ます"))
        if draw < 0.97:
            changes.append((max(ends, taken + timedelta(hours=3)), "対応済", "補修しました"))
        if draw > 0.93 and draw < 0.97:
            changes.append((changes[-1][0] + timedelta(days=12), "再開", "再発の連絡がありました"))
            if random.random() < 0.6:
                changes.append((changes[-1][0] + timedelta(days=9), "対応済", "再補修しました"))
    return tuple(
        (when.replace(second=0, microsecond=0), status, note)
        for when, status, note in changes
        if when <= now
    )


def write_road_reports(
    out: Path, ground: Ground, seed: int, count: int, now: datetime, years: int = YEARS
) -> int:
    """Write the ward's Redmine answer in pages of a hundred, and its Open311 answer."""
    random = np.random.default_rng(drawn(seed, "road_files", ground.number))
    all_posts = posts(ground, seed, count + OPEN311_POSTS, now, years)
    chosen = set(random.choice(len(all_posts), OPEN311_POSTS, replace=False).tolist())
    redmine = [post for index, post in enumerate(all_posts) if index not in chosen]
    issues = [_issue(post, random) for post in redmine]
    issues += [issues[index] for index in (37, 211)]  # the page turned while they were read
    page = 100
    for first in range(0, len(issues), page):
        document = {
            "issues": issues[first : first + page],
            "total_count": len(issues),
            "offset": first,
            "limit": page,
        }
        write_json(out / "redmine" / f"{ground.prefix}issues_{first:05d}.json", document)
    requests = [_request(all_posts[index], random) for index in sorted(chosen)]
    write_json(out / "open311" / f"{ground.prefix}requests.json", requests)
    return len(issues) + len(requests)


def _issue(post: Post, random: np.random.Generator) -> dict[str, Any]:
    """A Redmine issue with journals, GTT geojson and custom fields, some of them personal."""
    place: list[float] | None = [post.longitude, post.latitude]
    fault = float(random.random())
    if fault < 0.004:
        place = swapped_axes(post.longitude, post.latitude)
    elif fault < 0.010:
        place = [post.longitude + 0.6, post.latitude]
    elif fault < 0.03:
        place = None
    elif fault < 0.2:
        place = [post.longitude, post.latitude, 0.0]
    section = SECTIONS[int(random.integers(0, len(SECTIONS)))]
    before = 1
    journals = []
    for number, (when, status, note) in enumerate(post.changes):
        journals.append(
            {
                "id": post.number * 10 + number,
                "user": {"id": 5, "name": "見本 職員"},
                "notes": note,
                "created_on": utc(when),
                "private_notes": False,
                "details": [
                    {
                        "property": "attr",
                        "name": "status_id",
                        "old_value": str(before),
                        "new_value": str(STATUS_IDS[status]),
                    }
                ],
            }
        )
        before = STATUS_IDS[status]
    return {
        "id": post.number,
        "project": {"id": 1, "name": "見本区 道路通報（見本データ）"},
        "tracker": {"id": 1, "name": "こまったレポート"},
        "status": {"id": STATUS_IDS[post.status], "name": post.status},
        "priority": {"id": 2, "name": "通常"},
        "author": {"id": 900 + post.number % 70, "name": f"見本 投稿者{post.number % 70}"},
        "assigned_to": {"id": 20, "name": section},
        "category": {"id": 1, "name": post.category.name},
        "subject": post.subject,
        "description": post.text,
        "start_date": f"{post.requested:%Y-%m-%d}",
        "due_date": None,
        "done_ratio": 100 if post.closed else 0,
        "custom_fields": _custom_fields(post, random),
        "created_on": utc(post.requested),
        "updated_on": utc(post.updated),
        "closed_on": utc(post.closed) if post.closed else None,
        "geojson": None
        if place is None
        else {
            "type": "Feature",
            "properties": {"id": post.number},
            "geometry": {"type": "Point", "coordinates": place},
        },
        "journals": journals,
    }


def _custom_fields(post: Post, random: np.random.Generator) -> list[dict[str, Any]]:
    """Fields of the system; what is personal in them is invented."""
    decades = ("20代", "30代", "40代", "50代", "60代", "70代以上")
    return [
        {"id": 1, "name": "場所の目印", "value": str(random.choice(phrases.PLACES))},
        {"id": 2, "name": "住所", "value": post.address},
        {"id": 3, "name": "電話番号", "value": f"090-0000-{post.number % 10000:04d}"},
        {"id": 4, "name": "年代", "value": str(random.choice(decades))},
        {"id": 5, "name": "性別", "value": str(random.choice(("男", "女", "回答しない")))},
        {"id": 6, "name": "職業", "value": "見本"},
    ]


def _request(post: Post, random: np.random.Generator) -> dict[str, Any]:
    """An Open311 request; a few carry latitude and longitude as text, some an empty update."""
    as_text = bool(random.random() < 0.5)
    return {
        "service_request_id": str(post.number),
        "status": "closed" if post.closed else "open",
        "status_notes": post.changes[-1][2] if post.changes else None,
        "service_name": post.category.name,
        "service_code": f"{phrases.CATEGORIES.index(post.category) + 1:03d}",
        "description": post.text,
        "agency_responsible": "見本区 道路公園課",
        "requested_datetime": iso(post.requested),
        "updated_datetime": iso(post.updated) if post.changes else "",
        "address": post.address,
        "lat": str(post.latitude) if as_text else post.latitude,
        "long": str(post.longitude) if as_text else post.longitude,
        "media_url": None,
    }
