"""What is asked for: how many documents, and what makes them worth having."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from analytics.ask.duplicates import Thresholds
from analytics.ask.selection import ALL, Selection
from analytics.errors import DataloupeError

UNITS = ("documents", "tokens")


@dataclass(frozen=True)
class Weights:
    """How much each aim counts, from 0 to 1. Each aim is measured as a share of what it reaches when it alone counts,
    so that equal weights mean equal importance.
    """

    diversity: float = 1.0
    quality: float = 0.0
    closeness: float = 0.0
    balance: float = 0.0

    def __post_init__(self) -> None:
        for aim in fields(self):
            if not 0 <= getattr(self, aim.name) <= 1:
                raise DataloupeError(f"The weight of {aim.name} must be from 0 to 1, not {getattr(self, aim.name)}.")
        if not any(getattr(self, aim.name) for aim in fields(self)):
            raise DataloupeError("All weights are 0. Give at least one aim a weight above 0.")

    def describe(self) -> str:
        used = {aim.name: getattr(self, aim.name) for aim in fields(self) if getattr(self, aim.name)}
        if len(used) == 1:
            return f"by {next(iter(used))}"
        return "by " + ", ".join(f"{name} {weight:g}" for name, weight in used.items())


@dataclass(frozen=True)
class Request:
    """`size` documents or tokens of a selection.

    `quality` is the column (table, name) that says how good a document is; more is better unless `lower_is_better`.
    `target` has the documents that the chosen ones should resemble, `examples` texts that they should.
    `balance` is a grouping whose groups should have equal shares. Of documents that are duplicates at `thresholds` one
    is chosen; None allows duplicates.
    """

    size: int = 1000
    unit: str = "documents"
    weights: Weights = field(default_factory=Weights)
    quality: tuple[str, str] | None = None
    lower_is_better: bool = False
    target: Selection = ALL
    balance: str | None = None
    thresholds: Thresholds | None = field(default_factory=Thresholds)
    examples: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 1:
            raise DataloupeError(f"The number of {self.unit} to choose must be at least 1, not {self.size}.")
        if self.unit not in UNITS:
            raise DataloupeError(f"A choice cannot be counted in {self.unit!r}. There are: {', '.join(UNITS)}.")
        needs = {
            "quality": (self.quality, "a column with a score"),
            "closeness": (self.target or self.examples, "a target: documents or examples to resemble"),
            "balance": (self.balance, "a grouping, such as source"),
        }
        for aim, (given, needed) in needs.items():
            if getattr(self.weights, aim) and not given:
                raise DataloupeError(f"The weight of {aim} is above 0. This needs {needed}.")

    def describe(self) -> str:
        like = f", like {len(self.examples):,} examples" if self.examples and self.weights.closeness else ""
        return f"{self.size:,} {self.unit} {self.weights.describe()}{like}"
