"""``[road_groups]`` of a city.toml: how near in place and time posts may tell of one thing."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from machimori.domain.repeat_rules import CategoryRules, GroupRules


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GroupCategory(_Strict):
    """What differs for one category, by its name as published; the rest as for all."""

    radius_m: float | None = Field(default=None, gt=0, le=1_000)
    window_days: float | None = Field(default=None, gt=0)
    diameter_m: float | None = Field(default=None, gt=0, le=1_000)


class RoadGroups(_Strict):
    """Posts of the same hole; what the numbers stand for is in ``docs/same_hole.md``."""

    #: A post is compared with earlier ones so near, and so many days back.
    radius_m: float = Field(default=CategoryRules.radius_m, gt=0, le=1_000)
    window_days: float = Field(default=CategoryRules.window_days, gt=0)
    #: No two posts of a group lie further apart.
    diameter_m: float = Field(default=CategoryRules.diameter_m, gt=0, le=1_000)
    #: A post is put to an earlier one from this probability on.
    least_score: float = Field(default=GroupRules.least_score, gt=0, lt=1)
    categories: dict[str, GroupCategory] = Field(default_factory=dict)

    def rules(self) -> GroupRules:
        """The rules as grouping takes them."""
        usual = CategoryRules(self.radius_m, self.window_days, self.diameter_m)
        return GroupRules(
            default=usual,
            by_category={
                name: CategoryRules(
                    one.radius_m or usual.radius_m,
                    one.window_days or usual.window_days,
                    one.diameter_m or usual.diameter_m,
                )
                for name, one in self.categories.items()
            },
            least_score=self.least_score,
        )


def model_at(where: tuple[str | int, ...]) -> type[BaseModel]:
    """The model that the place of a key belongs to, for the message that names its nearest."""
    return GroupCategory if "categories" in where else RoadGroups
