"""``[road_desk]``: who can be given a post, and ready words for those who sent one in."""

from __future__ import annotations

import string

from pydantic import BaseModel, ConfigDict, Field, field_validator

#: What a template may name: where it is, its state, its kind and its number, as published.
PLACEHOLDERS = ("place", "status", "category", "number")


class AnswerTemplate(BaseModel):
    """Words to answer with. They are filled in and shown for copying; nothing is sent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=100)
    text: str = Field(min_length=1, max_length=2_000)

    @field_validator("text")
    @classmethod
    def _known(cls, value: str) -> str:
        try:
            named = [part for _, part, _, _ in string.Formatter().parse(value) if part is not None]
        except ValueError as error:
            raise ValueError(f"a brace without its partner: {error}") from error
        for one in named:
            if one not in PLACEHOLDERS:
                known = ", ".join("{" + name + "}" for name in PLACEHOLDERS)
                raise ValueError(f"{{{one}}} is no placeholder; known: {known}")
        return value

    def filled(self, **words: str) -> str:
        """The text with its placeholders filled in."""
        return self.text.format(**words)


class RoadDeskSettings(BaseModel):
    """Sections and crews, road owners posts are handed to, and answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: Sections and crews offered; others can be typed.
    assignees: tuple[str, ...] = ()
    #: Addressees offered for 他管理者へ; others can be typed.
    addressees: tuple[str, ...] = ()
    answers: tuple[AnswerTemplate, ...] = ()

    @field_validator("answers")
    @classmethod
    def _names_differ(cls, value: tuple[AnswerTemplate, ...]) -> tuple[AnswerTemplate, ...]:
        names = [one.name for one in value]
        twice = sorted({one for one in names if names.count(one) > 1})
        if twice:
            raise ValueError(f"the answer {twice[0]!r} is named twice")
        return value
