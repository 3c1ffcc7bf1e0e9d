"""``[road_priority]`` of a city.toml: the scheme that orders posts, and what may differ in it."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from machimori.domain.road_priority import LEVELS, Scheme, Term, WordRule

FOLDER = Path(__file__).parent / "priority_schemes"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Rule(_Strict):
    level: int = Field(ge=1, le=4)
    words: tuple[str, ...] = ()
    from_cm: float | None = Field(default=None, ge=0)
    below_cm: float | None = Field(default=None, gt=0)


class SchemeFile(_Strict):
    """A file of ``priority_schemes/``, or one of a municipality's own."""

    key: str
    names: dict[str, str]
    sources: dict[str, str]
    url: str = ""
    weights: dict[Term, float]
    severity: tuple[float, float, float, float] = (0.25, 0.5, 0.75, 1.0)
    roads: dict[str, float] = Field(default_factory=dict)
    yes: float = Field(default=1.0, gt=0, le=1)
    no: float = Field(default=0.5, gt=0, le=1)
    repeats: tuple[tuple[int, float], ...] = ((1, 0.5), (2, 0.75), (4, 1.0))
    age: tuple[tuple[float, float], ...] = ((0.0, 0.3), (1.0, 0.8), (2.0, 1.0))
    probability_roads: dict[str, int] = Field(default_factory=dict)
    probability_more: tuple[Term, ...] = ()
    rules: tuple[_Rule, ...] = ()
    is_matrix: bool = False

    @model_validator(mode="after")
    def _possible(self) -> SchemeFile:
        worth = [*self.severity, *self.roads.values(), *(one for _, one in self.repeats)]
        worth += [one for _, one in self.age]
        if not all(0 < one <= 1 for one in worth):
            raise ValueError("what a datum is worth is above 0 and at most 1")
        if any(weight < 0 for weight in self.weights.values()) or not any(self.weights.values()):
            raise ValueError("weights are 0 or more, and not all 0")
        for line in (self.repeats, self.age):
            if [at for at, _ in line] != sorted({at for at, _ in line}):
                raise ValueError("the steps of repeats and age rise")
        return self

    def scheme(self) -> Scheme:
        """The scheme as it is reckoned with."""
        given = self.model_dump(exclude={"rules", "url"})
        rules = tuple(WordRule(**rule.model_dump()) for rule in self.rules)
        return Scheme(**given, rules=rules)


class RoadPriority(_Strict):
    """How posts are ordered."""

    #: Key of a file of ``priority_schemes/``.
    scheme: str = "standard"
    #: Weights that differ from the scheme's.
    weights: dict[Term, float] = Field(default_factory=dict)
    #: Published words of severity: "深い" = "high".
    severity_words: dict[str, str] = Field(default_factory=dict)
    #: Metres along the roads from an open shelter within which damage rises.
    shelter_way_m: float = Field(default=500.0, gt=0, le=5_000)
    #: How much each weight is changed to see how firm an order is.
    stability_change: float = Field(default=0.5, gt=0, lt=1)

    @field_validator("scheme")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in scheme_keys():
            raise ValueError(f"scheme is one of {', '.join(scheme_keys())}")
        return value

    @field_validator("severity_words")
    @classmethod
    def _levels(cls, value: dict[str, str]) -> dict[str, str]:
        for level in value.values():
            if level not in LEVELS:
                raise ValueError(f"a severity is one of {', '.join(LEVELS)}")
        return value

    @field_validator("weights")
    @classmethod
    def _weights(cls, value: dict[Term, float]) -> dict[Term, float]:
        if any(weight < 0 for weight in value.values()):
            raise ValueError("weights are 0 or more")
        return value

    def chosen(self) -> Scheme:
        """The scheme in force, with the weights changed here."""
        found = scheme(self.scheme)
        changed: dict[str, Any] = {**found.__dict__, "weights": {**found.weights, **self.weights}}
        return Scheme(**changed)

    def others(self) -> list[Scheme]:
        """Every other scheme, to see what it would change."""
        return [scheme(key) for key in scheme_keys() if key != self.scheme]


@functools.cache
def scheme_keys() -> tuple[str, ...]:
    """Keys of the schemes that are shipped."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


@functools.cache
def scheme(key: str) -> Scheme:
    """The shipped scheme of that key."""
    document = tomllib.loads((FOLDER / f"{key}.toml").read_text(encoding="utf-8"))
    return SchemeFile.model_validate(document).scheme()
