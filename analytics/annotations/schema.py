"""What is asked about a document, and which answers are valid: one struct for each kind of question."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta

from analytics.errors import DataloupeError

NAME = re.compile(r"\w[\w .-]{0,59}(?<![ .])")
MAX_TEXT_CHARACTERS = 100_000

Count = Annotated[int, Meta(ge=0, le=1000)]
Share = Annotated[float, Meta(ge=0, le=1)]


class Schema(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    """A question about documents. `overlap` people answer each item.

    Where `test_items` is above 0, a person first answers so many gold items, and counts from `min_accuracy` on. Every
    `check_every`-th item after that is a gold item again (0: none), so that attention is measured.
    """

    levels: ClassVar[str | None] = "nominal"
    """How far two answers are apart, as `krippendorff_alpha` needs it; None where answers cannot be compared."""

    is_pair: ClassVar[bool] = False

    name: str
    question: str = ""
    guidelines: str = ""
    overlap: Annotated[int, Meta(ge=1, le=100)] = 1
    test_items: Count = 0
    min_accuracy: Share = 0.8
    check_every: Count = 0

    @property
    def kind(self) -> str:
        return str(self.__struct_config__.tag)

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers that digits choose."""
        return ()

    def check(self) -> None:
        """Raises DataloupeError for a schema that nobody can answer."""
        if not NAME.fullmatch(self.name):
            raise DataloupeError(
                f"{self.name!r} is not a name of a schema. Use at most 60 letters, digits, spaces, dots, - and _."
            )

    def valid(self, value: Any) -> Any:
        """The answer as it is stored. Raises DataloupeError for an answer that the schema does not allow."""
        raise NotImplementedError

    def same(self, first: Any, second: Any) -> bool:
        """Whether two answers are equal."""
        return bool(first == second)

    def refuse(self, value: Any) -> DataloupeError:
        """The error for an answer that is not allowed."""
        expected = f"one of: {', '.join(self.answers)}" if self.answers else self.kind
        return DataloupeError(f"{str(value)[:80]!r} is not an answer to {self.name!r}. Expected: {expected}.")


class Choice(Schema, frozen=True, tag="choice"):
    """One of several answers."""

    choices: tuple[str, ...]

    @property
    def answers(self) -> tuple[str, ...]:
        return self.choices

    def check(self) -> None:
        super().check()
        check_choices(self.name, self.choices, 2)

    def valid(self, value: Any) -> Any:
        if not isinstance(value, str) or value not in self.choices:
            raise self.refuse(value)
        return value


class Several(Schema, frozen=True, tag="several"):
    """Any number of answers; none is an answer too. They are stored in the order of the schema."""

    choices: tuple[str, ...]

    @property
    def answers(self) -> tuple[str, ...]:
        return self.choices

    def check(self) -> None:
        super().check()
        check_choices(self.name, self.choices, 1)

    def valid(self, value: Any) -> Any:
        if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) for one in value):
            raise self.refuse(value)
        if set(value) - set(self.choices):
            raise self.refuse(sorted(set(value) - set(self.choices))[0])
        return [one for one in self.choices if one in value]


class Score(Schema, frozen=True, tag="score"):
    """A whole number from `low` to `high`."""

    levels: ClassVar[str | None] = "ordinal"

    low: int = 1
    high: int = 5

    @property
    def answers(self) -> tuple[str, ...]:
        return tuple(str(one) for one in range(self.low, self.high + 1))

    def check(self) -> None:
        super().check()
        if not self.low < self.high <= self.low + 100:
            raise DataloupeError(f"The score of {self.name!r} needs low < high, with at most 101 values.")

    def valid(self, value: Any) -> Any:
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,6}", value):
            value = int(value)
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        if not is_number or value != int(value) or not self.low <= value <= self.high:
            raise self.refuse(value)
        return int(value)


class FreeText(Schema, frozen=True, tag="text"):
    """A text that a person writes, such as the answer that a model should give (a demonstration)."""

    levels: ClassVar[str | None] = None

    def valid(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip() or len(value) > MAX_TEXT_CHARACTERS:
            raise self.refuse(value)
        return clean(value)


class Pair(Schema, frozen=True, tag="pair"):
    """Which of two documents is better."""

    is_pair: ClassVar[bool] = True

    @property
    def answers(self) -> tuple[str, ...]:
        return ("a", "b", "tie", "both_bad")

    def valid(self, value: Any) -> Any:
        if not isinstance(value, str) or value not in self.answers:
            raise self.refuse(value)
        return value


class Span(Schema, frozen=True, tag="span"):
    """Passages of the text, each with a label: `start` and `end` count characters, `end` is not in the passage."""

    choices: tuple[str, ...]

    @property
    def answers(self) -> tuple[str, ...]:
        return self.choices

    def check(self) -> None:
        super().check()
        check_choices(self.name, self.choices, 1)

    def valid(self, value: Any) -> Any:
        try:
            spans = {(int(one["start"]), int(one["end"]), one["label"]) for one in value}
        except (TypeError, KeyError, ValueError, OverflowError):
            raise self.refuse(value) from None
        if any(not 0 <= start < end or label not in self.choices for start, end, label in spans):
            raise self.refuse(value)
        return [{"start": start, "end": end, "label": label} for start, end, label in sorted(spans)]


AnySchema = Choice | Several | Score | FreeText | Pair | Span


def check_choices(name: str, choices: Sequence[str], least: int) -> None:
    """Raises DataloupeError where the choices are too few, empty or not different."""
    if len(choices) < least:
        raise DataloupeError(f"The schema {name!r} needs at least {least} choice{'s' * (least > 1)}.")
    if len(set(choices)) < len(choices) or any(not one.strip() or len(one) > 200 for one in choices):
        raise DataloupeError(f"The choices of {name!r} must be different, not empty, and at most 200 characters long.")


def clean(text: str) -> str:
    """A text that every file can hold: halves of characters become a replacement character."""
    return text.encode("utf-8", "replace").decode()
