"""Posts whose hole is known: what grouping is measured on. Frozen: a test pins its output.

Written before any grouping was, and not changed for its sake. Its rates resemble what cities
publish: 13 % of San Diego's requests name an earlier one of the same matter, and most of its
open potholes do; 3.6 % of those name one outside the published file (reference of the study in
``docs/same_hole.md``). What makes it hard is drawn on purpose:

- a position is read off a phone, dropped as a pin, or stands for a whole address; its error has
  a heavy tail and is scaled by ``error``;
- further posts come while a hole is open, some are sent in days after they were seen;
- one hole is filed under near categories and told in other words, or in none;
- distinct holes lie about 15 m apart, several break together along a street, pavement breaks
  again where it was mended, and old streets have more of everything;
- "closed" may mean mended, filed as a repeat, or closed without a repair;
- first posts may lie before the file's first day, or not be published.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bench.labelled_streets import SIDE_M, Streets, degrees, streets
from bench.labelled_wording import CATEGORIES, MISTAKEN, Told, texts

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
#: The last day of the file (UTC), and days of life before its first day.
ENDS = np.datetime64("2026-09-30T00:00:00", "m")
BEFORE_DAYS = 300.0
#: Posts per hole on average, to come near the number asked for (measured, not a promise).
POSTS_PER_HOLE = 1.22
TWINS = 0.08  # holes with another one about 15 m away, broken at about the same time
WALKS = 0.05  # holes that break together with the next ones along the street
BREAKS_AGAIN = 0.12  # mended holes that come back
SENT_TWICE = 0.012  # posts sent in twice within minutes
UNPUBLISHED = 0.04  # first posts that are not in the file
WITHOUT_PLACE = 0.012


@dataclass(frozen=True)
class _Holes:
    """Holes: where, what, when broken, mended, and recorded as closed (days; inf is never)."""

    place_m: Floats
    category: Integers
    born: Floats
    mended: Floats
    closed: Floats
    reports: Floats

    def __len__(self) -> int:
        return len(self.born)


def labelled_posts(
    posts: int, seed: int, *, error: float = 1.0, wards: int = 1, days: float = 1_095.0
) -> pd.DataFrame:
    """About so many posts, in random order.

    Args:
        posts: how many, within a few per cent.
        seed: the same arguments give the same frame.
        error: what every position error is multiplied by.
        wards: wards of 11.6 square kilometres the posts are spread over.
        days: length of the file.

    Returns:
        ``report_id, category, status, requested_at, closed_at, description, address, photo_url,
        longitude, latitude`` as published (times in UTC without zone), and the truth:
        ``hole_id``; ``is_repeat``: an earlier post of the same hole is in the file;
        ``is_repeat_anywhere``: there was an earlier one, published or not.
    """
    random = np.random.default_rng((seed, 20_260))
    count = int(posts / POSTS_PER_HOLE / (1 + TWINS + 0.09) * (days + BEFORE_DAYS) / days)
    maps = [streets(ward, random) for ward in range(wards)]
    holes = _holes(maps, count, days, random)
    frame = _posts(holes, days, error, random)
    return _published(frame, holes, days, random)


def _holes(maps: list[Streets], count: int, days: float, random: np.random.Generator) -> _Holes:
    """First the holes by themselves, then twins beside them, then those that come back."""
    ward = np.sort(random.integers(0, len(maps), count))
    place = np.empty((count, 2))
    along = np.empty((count, 2))
    walk = np.cumsum(random.random(count) > WALKS)
    for number, ground in enumerate(maps):
        rows = np.flatnonzero(ward == number)
        chances = ground.weight / ground.weight.sum()
        chosen = random.choice(len(chances), len(rows), p=chances)
        near_crossing = random.random(len(rows)) < 0.2
        share = random.random(len(rows))
        share = np.where(near_crossing, share * 0.12, share)
        place[rows] = ground.places(chosen, share, random.normal(0, 2.5, len(rows)))
        along[rows] = ground.along[chosen]
    born = _born(count, days, random)
    category = random.choice(len(CATEGORIES), count, p=_shares(1))
    first = np.searchsorted(walk, walk)  # the first hole of each walk
    step = np.arange(count) - first
    on_walk = step > 0
    way = np.cumsum(random.uniform(15, 60, count))
    place[on_walk] = (place[first] + along[first] * (way - way[first])[:, None])[on_walk]
    born[on_walk] = born[first][on_walk]
    alike = on_walk & (random.random(count) < 0.7)
    category[alike] = category[first][alike]

    twins = np.flatnonzero(random.random(count) < TWINS)
    gap = random.normal(15, 2.0, len(twins)) * random.choice((-1.0, 1.0), len(twins))
    place = np.vstack([place, place[twins] + along[twins] * gap[:, None]])
    born = np.concatenate([born, born[twins] + random.normal(0, 12, len(twins))])
    other = random.choice(len(CATEGORIES), len(twins), p=_shares(1))
    same = random.random(len(twins)) < 0.75
    category = np.concatenate([category, np.where(same, category[twins], other)])
    mended = born + _lives(category, random)

    again = np.flatnonzero(random.random(len(born)) < BREAKS_AGAIN)
    place = np.vstack([place, place[again] + random.normal(0, 1.5, (len(again), 2))])
    born = np.concatenate(
        [born, mended[again] + np.exp(random.normal(np.log(150), 0.9, len(again)))]
    )
    category = np.concatenate([category, category[again]])
    mended = np.concatenate([mended, born[-len(again) :] + _lives(category[again], random)])

    closed = mended + random.exponential(1.5, len(born))
    early = random.random(len(born)) < 0.08  # closed, not repaired
    closed = np.where(early, born + (mended - born) * random.random(len(born)), closed)
    closed = np.where(random.random(len(born)) < 0.04, np.inf, closed)  # nobody recorded it
    expected = np.asarray([entry[3] for entry in CATEGORIES])[category]
    seen_by = random.gamma(0.4, 1 / 0.4, len(born))  # few holes are seen by many
    return _Holes(place, category, born, mended, closed, expected * seen_by)


def _shares(column: int) -> Floats:
    shares = np.asarray([float(entry[column]) for entry in CATEGORIES])
    return np.asarray(shares / shares.sum())


def _born(count: int, days: float, random: np.random.Generator) -> Floats:
    """Days from the file's first; a fifth after one of the heavy rains of the time."""
    even = random.uniform(-BEFORE_DAYS, days, count)
    rains = random.uniform(-BEFORE_DAYS, days, max(1, int((days + BEFORE_DAYS) / 15)))
    after_rain = random.choice(rains, count) + random.exponential(1.5, count)
    return np.asarray(np.where(random.random(count) < 0.2, after_rain, even))


def _lives(category: Integers, random: np.random.Generator) -> Floats:
    """Days until mended; one in twenty-five is left for years."""
    median = np.asarray([entry[2] for entry in CATEGORIES])[category]
    lives = median * np.exp(random.normal(0, 0.9, len(category)))
    return np.asarray(np.where(random.random(len(category)) < 0.04, lives * 12, lives))


def _posts(holes: _Holes, days: float, error: float, random: np.random.Generator) -> pd.DataFrame:
    """The posts of all holes: first, further, and those sent in twice; before publication."""
    count = len(holes)
    first_seen = holes.born + np.minimum(random.exponential(5.0, count), holes.mended - holes.born)
    open_days = holes.mended - first_seen
    typical = np.asarray([entry[2] for entry in CATEGORIES])[holes.category]
    further = random.poisson(holes.reports * np.clip(open_days / typical, 0.1, 12.0))
    hole = np.concatenate([np.arange(count), np.repeat(np.arange(count), further)])
    is_first = np.arange(len(hole)) < count
    share = np.where(is_first, 0.0, random.beta(0.8, 1.4, len(hole)))
    seen = first_seen[hole] + share * open_days[hole]
    late = np.exp(random.normal(np.log(0.05), 2.2, len(hole)))
    sent = seen + np.minimum(late, 30.0)
    place = holes.place_m[hole] + _errors(holes.place_m[hole], error, random)
    twice = np.flatnonzero(random.random(len(hole)) < SENT_TWICE)
    hole = np.concatenate([hole, hole[twice]])
    place = np.vstack([place, place[twice]])
    sent = np.concatenate([sent, sent[twice] + random.uniform(0.3, 20, len(twice)) / 1_440])
    frame = pd.DataFrame({"hole": hole, "sent": sent, "x": place[:, 0], "y": place[:, 1]})
    frame["copy_of"] = np.concatenate([np.full(len(frame) - len(twice), -1), twice])
    frame["draw"] = np.arange(len(frame))
    frame = frame[frame["sent"] < days].sort_values(["hole", "sent", "draw"], ignore_index=True)
    frame["number_of_hole"] = frame.groupby("hole").cumcount()
    return frame


def _errors(place: Floats, error: float, random: np.random.Generator) -> Floats:
    """Metres off: a phone's fix and where its owner stood, a pin dropped, an address, a mistake."""
    count = len(place)
    how = random.random(count)
    phone = random.standard_t(3, (count, 2)) * 4.5 + random.normal(0, 4.0, (count, 2))
    spread = np.where(random.random(count) < 0.1, 55.0, 12.0)[:, None]
    pin = random.normal(0, 1, (count, 2)) * spread
    lattice = np.array([38.0, 26.0]) * error
    address = (np.round(place / lattice) * lattice - place) / error
    mistake = random.normal(0, 180, (count, 2))
    how = how[:, None]
    chosen = np.where(how < 0.55, phone, np.where(how < 0.85, pin, address))
    return np.asarray(np.where(how > 0.975, mistake, chosen) * error)


def _published(
    frame: pd.DataFrame, holes: _Holes, days: float, random: np.random.Generator
) -> pd.DataFrame:
    """What gets into the file, as the file has it, with the truth beside it."""
    count = len(frame)
    hole = frame["hole"].to_numpy()
    number = frame["number_of_hole"].to_numpy()
    told = Told(
        fault=holes.category[hole],
        size=_mixed(hole, 7),
        landmark=_mixed(np.floor(holes.place_m[hole] / 130).astype(np.int64) @ [8_191, 1], 11),
        is_repeat=number > 0,
    )
    frame["description"] = texts(told, random)
    frame["filed"] = _filed(told.fault, random)
    _repeat_what_was_sent_twice(frame)
    frame["closed"], frame["status"] = _ends(frame, holes, days, random)
    frame["address"] = _addresses(frame[["x", "y"]].to_numpy(), random)
    frame["has_photo"] = random.random(count) < 0.62
    unknown = random.random(count) < WITHOUT_PLACE
    hidden = (number == 0) & (random.random(count) < UNPUBLISHED)
    frame["is_repeat_anywhere"] = number > 0
    frame = frame.assign(unknown=unknown)[(frame["sent"] >= 0) & ~hidden]
    frame = frame.sort_values(["sent", "draw"], ignore_index=True)
    frame["is_repeat"] = frame.groupby("hole").cumcount() > 0
    place = degrees(frame[["x", "y"]].to_numpy())
    place[frame["unknown"].to_numpy()] = np.nan
    ids = [f"R{number:07d}" for number in range(1, len(frame) + 1)]
    names = np.asarray([entry[0] for entry in CATEGORIES], dtype=object)
    out = pd.DataFrame(
        {
            "report_id": ids,
            "category": names[frame["filed"].to_numpy()],
            "status": frame["status"],
            "requested_at": _moments(frame["sent"], days),
            "closed_at": _moments(frame["closed"], days),
            "description": frame["description"],
            "address": frame["address"],
            "photo_url": [
                f"https://photos.example/{name}.jpg" if has else None
                for name, has in zip(ids, frame["has_photo"], strict=True)
            ],
            "longitude": np.round(place[:, 0], 6),
            "latitude": np.round(place[:, 1], 6),
            "hole_id": frame["hole"].to_numpy(),
            "is_repeat": frame["is_repeat"].to_numpy(),
            "is_repeat_anywhere": frame["is_repeat_anywhere"].to_numpy(),
        }
    )
    return out.iloc[random.permutation(len(out))].reset_index(drop=True)


def _mixed(values: Integers, by: int) -> Integers:
    """Numbers that look drawn, the same for the same value."""
    return np.asarray((values * 2_654_435_761 + by * 40_503) % 1_000_003, dtype=np.int64)


def _filed(fault: Integers, random: np.random.Generator) -> Integers:
    """The category a post is filed under."""
    filed = fault.copy()
    draw = random.random(len(fault))
    reached = np.zeros(len(CATEGORIES))
    for own, other, share in MISTAKEN:
        low = reached[own]
        filed[(fault == own) & (draw >= low) & (draw < low + share)] = other
        reached[own] += share
    return filed


def _repeat_what_was_sent_twice(frame: pd.DataFrame) -> None:
    """A post sent in twice says the same words under the same category."""
    copies = frame.index[frame["copy_of"] >= 0]
    at = pd.Series(frame.index, index=frame["draw"])
    originals = at.reindex(frame.loc[copies, "copy_of"]).to_numpy()
    known = ~pd.isna(originals)
    rows, sources = copies[known], originals[known].astype(int)
    for column in ("description", "filed"):
        frame.loc[rows, column] = frame.loc[sources, column].to_numpy()


def _ends(
    frame: pd.DataFrame, holes: _Holes, days: float, random: np.random.Generator
) -> tuple[Floats, NDArray[np.object_]]:
    """When each post was closed (NaN where it is open at the end) and under which status."""
    count = len(frame)
    sent = frame["sent"].to_numpy()
    is_repeat = frame["number_of_hole"].to_numpy() > 0
    with_hole = holes.closed[frame["hole"].to_numpy()]
    with_hole = np.where(with_hole < sent, sent + random.exponential(7, count), with_hole)
    draw = random.random(count)
    as_repeat = is_repeat & (draw < 0.45)
    alone = is_repeat & (draw > 0.9)
    closed = np.where(as_repeat, sent + random.exponential(4.0, count), with_hole)
    closed = np.where(alone, sent + random.exponential(30.0, count), closed)
    is_open = closed >= days
    other = random.random(count)
    ended = np.where(other < 0.05, "対象外", np.where(other < 0.11, "他管理者へ", "対応済"))
    going = np.where(other < 0.45, "受付済", np.where(other < 0.9, "対応中", "経過観察"))
    status = np.where(is_open, going, np.where(as_repeat, "重複", ended)).astype(object)
    return np.where(is_open, np.nan, closed), status


def _addresses(place: Floats, random: np.random.Generator) -> list[str | None]:
    """The address of the posted position, in several spellings; a third have none."""
    town = np.floor((place + SIDE_M / 2) / 420).astype(np.int64)
    block = np.floor((place + SIDE_M / 2) / 55).astype(np.int64) % 8
    spelled = random.random(len(place))
    kanji = "一二三四五六七八九"
    out: list[str | None] = []
    for (east, north), (column, row), draw in zip(
        town.tolist(), block.tolist(), spelled.tolist(), strict=True
    ):
        name, quarter, number = f"見本{'東西南北中'[east % 5]}町", north % 9, column * 8 + row + 1
        if draw < 0.33:
            out.append(None)
        elif draw < 0.6:
            out.append(f"{name}{kanji[quarter]}丁目{number}番")
        elif draw < 0.85:
            out.append(f"見本区{name}{quarter + 1}-{number}")
        else:
            out.append(f"{name}{quarter + 1}丁目")
    return out


def _moments(day: pd.Series, days: float) -> pd.Series:
    minutes = np.round((day.to_numpy() - days) * 1_440)
    known = np.isfinite(minutes)
    moments = ENDS + np.where(known, minutes, 0).astype("timedelta64[m]")
    return pd.Series(np.where(known, moments, np.datetime64("NaT")).astype("datetime64[us]"))
