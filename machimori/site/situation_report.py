"""状況報告 as A4: orders, totals, what to watch, changes, what is not sure, places, the log."""

from __future__ import annotations

from machimori.domain.reception import AgeBand, Trait
from machimori.domain.vocabulary import Role
from machimori.site.paper import Column, Paper
from machimori.site.report_tables import bands, book_table, place_table
from machimori.site.report_words import ReportWords
from machimori.site.situation import Situation
from machimori.store.queries import reception
from machimori.wording import numbers

#: Lines of the book at the end; the whole of it is a file of its own.
LAST_LINES = 40
#: There is nothing to sum: no place of that kind is open.
_NONE = "–"
_COUNTERS = (
    "headcount", "households", *map(str, AgeBand), *map(str, Trait), "pets",
    "outside_headcount", "car", "home", "elsewhere",
)  # fmt: skip


def write(situation: Situation, *, lang: str, by: str, number: int | None = None) -> bytes:
    """The report as PDF.

    Args:
        situation: what it says.
        lang: ja or en.
        by: who prepared it.
        number: 第n報, where it has one.
    """
    return _Report(ReportWords(situation, lang), by, number).made()


class _Report:
    def __init__(self, words: ReportWords, by: str, number: int | None) -> None:
        self.words, self.on, self.by, self.number = words, words.on, by, number
        as_of = numbers.as_of(self.on.now, self.on.city.zone, words.lang)
        title = words.t("report.title")
        self.paper = Paper(
            f"{self.on.city.name} {title}",
            bands(words),
            f"{self.on.city.name} {title}　{as_of}　{words.t('report.staff_only')}",
            words.t("report.page", page="{page}", pages="{pages}"),
            self.on.now,
        )

    def made(self) -> bytes:
        self._head()
        self._orders()
        self._totals()
        self._watch()
        self._changes()
        self._unconfirmed()
        self._open_places()
        self._reception()
        self._owed()
        self._log()
        return self.paper.content()

    def _head(self) -> None:
        t, on = self.words.t, self.on
        title = t("report.title")
        if self.number:
            title = f"{title}　{t('report.number', n=self.number)}"
        self.paper.headline(f"{on.city.name}　{title}")
        rows = [
            [t("report.incident"), on.incident.name or t("word.unknown")],
            [t("report.mode"), t(f"mode.{on.incident.mode}")],
            [t("report.started"), self.words.moment(on.incident.started_at)],
            [t("report.as_of"), self.words.moment(on.now)],
            [t("report.by"), self.by],
        ]
        if on.incident.ended_at is not None:
            rows.insert(3, [t("report.ended"), self.words.moment(on.incident.ended_at)])
        for name, value in rows:
            self.paper.say(f"{name}：{value}")

    def _orders(self) -> None:
        t, words = self.words.t, self.words
        self.paper.heading(t("report.orders"))
        if not self.on.orders:
            self.paper.say(t("report.no_orders"))
        else:
            self.paper.rows(
                [
                    Column(t("report.level"), 3),
                    Column(t("report.area"), 4),
                    Column(t("report.issued"), 3),
                ],
                [
                    [
                        f"{t('alerts.level', level=one.alert_level)} "
                        f"{t(f'alerts.name_{one.alert_level}')}",
                        words.area(one.district_id),
                        words.moment(one.issued_at),
                    ]
                    for one in self.on.orders
                ],
            )
        if self.on.messages:
            self.paper.heading(t("report.messages"))
            for message in self.on.messages:
                said = message.spoken(words.lang).text
                self.paper.say(f"{words.clock(message.issued_at)}　{said}")

    def _totals(self) -> None:
        t, number = self.words.t, self.words.number
        self.paper.heading(t("report.totals"))
        self.paper.rows(
            [
                Column(t("report.role"), 4),
                Column(t("report.open_of_all"), 2, "R"),
                Column(t("report.capacity"), 3, "R"),
                Column(t("report.inside"), 3, "R"),
                Column(t("report.free"), 3, "R"),
                Column(t("report.outside"), 2, "R"),
                Column(t("report.unknown"), 1.5, "R"),
                Column(t("report.confirmed"), 3.2, "R"),
            ],
            [
                [
                    self.words.role(one.role),
                    f"{one.open}/{one.places}",
                    number(one.capacity, one.capacity_unknown) if one.open else _NONE,
                    number(one.people, one.people_unknown) if one.open else _NONE,
                    number(one.free, one.free_unknown) if one.open else _NONE,
                    _NONE if one.outside is None else number(one.outside),
                    str(one.unknown),
                    f"{one.confirmed}/{one.last_open}",
                ]
                for one in self.on.totals
            ],
            size=8,
        )
        self.paper.say(t("report.totals_note"), is_quiet=True)

    def _watch(self) -> None:
        t, words, sure = self.words.t, self.words, self.on.unconfirmed
        self.paper.heading(t("report.watch"))
        said = []
        if len(sure.closed_with_people):
            names = "、".join(
                t("report.place_people", name=words.name(row), n=int(row["headcount"]))
                for row in sure.closed_with_people.to_dict("records")
            )
            said.append(t("report.closed_with_people", names=names))
        if len(sure.conflicts):
            said.append(t("report.conflicts", names=words.names(sure.conflicts)))
        said += [
            t("report.too_old", role=words.role(one.role), n=one.people_too_old)
            for one in self.on.totals
            if one.people_too_old
        ]
        if sure.never_reported:
            said.append(t("report.never", n=sure.never_reported))
        for sentence in said or [t("report.nothing")]:
            self.paper.say(f"・{sentence}" if said else sentence)

    def _changes(self) -> None:
        t, words = self.words.t, self.words
        since = words.clock(self.on.changes_since)
        self.paper.heading(t("report.changes", clock=since))
        book_table(self.paper, words, self.on.changes[::-1][:LAST_LINES])

    def _unconfirmed(self) -> None:
        t, words = self.words.t, self.words
        self.paper.heading(t("report.unconfirmed"))
        ageing = self.on.unconfirmed.ageing
        if ageing.empty:
            self.paper.say(t("report.nothing"))
            return
        self.paper.rows(
            [
                Column(t("report.place"), 6),
                Column(t("report.role"), 3.4),
                Column(t("report.last_word"), 2.4),
                Column(t("report.inside"), 1.8, "R"),
                Column(t("report.checked"), 4),
            ],
            [
                [
                    words.name(row),
                    words.role(row["role"]),
                    str(row["opening"]),
                    words.number(row["headcount"]),
                    words.checked(row),
                ]
                for row in ageing.to_dict("records")
            ],
            size=8.5,
        )

    def _open_places(self) -> None:
        t = self.words.t
        self.paper.heading(t("report.open_places"))
        opened = self.on.open_places
        if opened.empty:
            self.paper.say(t("report.none_open"))
            return
        place_table(self.paper, self.words, opened.to_dict("records"))

    def _reception(self) -> None:
        t, words = self.words.t, self.words
        self.paper.heading(t("report.reception"))
        there = set(self.on.counted["role"].dropna())
        roles = [str(role) for role in Role if role in there]
        if not roles:
            self.paper.say(t("report.nothing"))
            return
        sums = {role: reception.role_sum(self.on.counted, role, _COUNTERS) for role in roles}
        used = [name for name in _COUNTERS if any(one[name] is not None for one in sums.values())]
        self.paper.rows(
            [Column(t("report.counter"), 3), *(Column(words.role(role), 3, "R") for role in roles)],
            [
                [
                    t(f"reception.{name}"),
                    *("" if sums[role][name] is None else words.number(sums[role][name])
                      for role in roles),
                ]
                for name in used
            ],
            size=8.5,
        )  # fmt: skip
        self.paper.say(t("report.reception_note"), is_quiet=True)

    def _owed(self) -> None:
        t, words = self.words.t, self.words
        self.paper.heading(t("report.owed"))
        if not self.on.owed:
            self.paper.say(t("report.nothing"))
            return
        self.paper.rows(
            [
                Column(t("report.due"), 2.5),
                Column(t("report.text"), 9),
                Column(t("report.to"), 3),
                Column(t("report.who"), 3),
            ],
            [
                [
                    "–" if one.due_at is None else words.clock(one.due_at),
                    one.text,
                    one.counterpart or "",
                    one.reporter,
                ]
                for one in self.on.owed
            ],
        )

    def _log(self) -> None:
        lines = self.on.lines[::-1][:LAST_LINES]
        self.paper.heading(self.words.t("report.log", n=len(lines)))
        book_table(self.paper, self.words, lines)
