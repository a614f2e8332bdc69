"""What a step of a recipe can do: leave documents out, keep only some, deduplicate, mask, tag."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from analytics.ask.duplicates import KeepPolicy, Thresholds
from analytics.ask.filters import Filter
from analytics.ask.selection import Selection
from analytics.errors import DataloupeError

MASKED_COLUMNS = ("text", "title")
"""Where personal data is masked unless a step names other columns."""


class Action(Protocol):
    """What a step does. `removes` says whether documents can go by it."""

    kind: ClassVar[str]
    removes: ClassVar[bool]

    def describe(self) -> str: ...


@dataclass(frozen=True)
class Exclude:
    """Leave out the documents of a selection."""

    kind: ClassVar[str] = "exclude"
    removes: ClassVar[bool] = True
    where: Selection

    def describe(self) -> str:
        return f"exclude where {self.where.describe()}"


@dataclass(frozen=True)
class KeepOnly:
    """Leave out all documents but those of a selection; a classifier's verdict is such a selection too."""

    kind: ClassVar[str] = "keep only"
    removes: ClassVar[bool] = True
    where: Selection

    def describe(self) -> str:
        return f"keep only where {self.where.describe()}"


@dataclass(frozen=True)
class FailRules:
    """Leave out the documents for which at least one of `rules` holds: `Fails` parts for published rules, any part for
    one's own.
    """

    kind: ClassVar[str] = "fail rules"
    removes: ClassVar[bool] = True
    rules: tuple[Filter, ...]

    def describe(self) -> str:
        return "exclude what " + " or ".join(rule.describe() for rule in self.rules)


@dataclass(frozen=True)
class Deduplicate:
    """Of the documents that are left, keep one of each that repeat one another, as `ask.duplicates.keep` decides it."""

    kind: ClassVar[str] = "deduplicate"
    removes: ClassVar[bool] = True
    thresholds: Thresholds = field(default_factory=Thresholds)
    keep: KeepPolicy = field(default_factory=KeepPolicy)

    def describe(self) -> str:
        by = {
            "best signal": f" ({'least' if self.keep.least else 'most'} {self.keep.signal})",
            "source priority": f" ({', '.join(self.keep.sources)})",
        }
        chains = "" if self.keep.representative else ", one of each cluster"
        return f"deduplicate at {self.thresholds.describe()}, keep {self.keep.rule}{by.get(self.keep.rule, '')}{chains}"


@dataclass(frozen=True)
class Mask:
    """Replace personal data of some kinds in the exported text; no document goes."""

    kind: ClassVar[str] = "mask"
    removes: ClassVar[bool] = False
    kinds: tuple[str, ...]
    columns: tuple[str, ...] = MASKED_COLUMNS

    def describe(self) -> str:
        return f"mask {', '.join(self.kinds)} in {' and '.join(self.columns)}"


@dataclass(frozen=True)
class Tag:
    """Give the documents of a selection a word in the column `tags` of the export; no document goes."""

    kind: ClassVar[str] = "tag"
    removes: ClassVar[bool] = False
    tag: str
    where: Selection

    def describe(self) -> str:
        return f"tag “{self.tag}” where {self.where.describe()}"


ACTIONS: dict[str, type[Any]] = {
    action.kind: action for action in (Exclude, KeepOnly, FailRules, Deduplicate, Mask, Tag)
}


@dataclass(frozen=True)
class Counts:
    """Documents and estimated tokens (None unknown), and the documents by source: all of them, or what a step took or
    tagged.
    """

    documents: int
    tokens: int | None = None
    by_source: Mapping[str, int] = field(default_factory=dict, hash=False)

    def of(self, source: str) -> int | None:
        """Documents of one source; None where only the larger sources were noted, and it is none of them."""
        complete = sum(self.by_source.values()) == self.documents
        return self.by_source.get(source, 0 if complete else None)


@dataclass(frozen=True)
class Step:
    """An action, why, whether it is switched on, and what it came to when the recipe was last counted.

    `bound_to` identifies what a step refers to that other data has not: documents picked by hand, or a map (see
    `recipe.binding`).
    """

    do: Action
    reason: str = ""
    active: bool = True
    counts: Counts | None = None
    bound_to: str | None = None

    @property
    def removes(self) -> bool:
        return self.active and self.do.removes

    def why(self) -> str:
        """The reason as given, or in lack of one what the step does."""
        return self.reason or self.do.describe()


def filters_of(action: Action) -> tuple[Filter, ...]:
    """All parts of selections that an action asks for."""
    if isinstance(action, FailRules):
        return action.rules
    return action.where.filters if isinstance(action, (Exclude, KeepOnly, Tag)) else ()


def check_filters(action: Action) -> None:
    """Raises DataloupeError for a step that could mean anything: a selection without parts, or one that rests on
    decisions.
    """
    if isinstance(action, (Exclude, KeepOnly, Tag, FailRules)) and not filters_of(action):
        raise DataloupeError(f"a step {action.kind!r} needs at least one condition - it would mean all documents")
    if any(part.kind == "decided" for part in filters_of(action)):
        raise DataloupeError("a step cannot rest on what other steps decided - take that part of the selection away")
