"""The contract of a check, what it measures, and its result."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import msgspec

from analytics.ask.filters import Filter, filter_to_plain
from analytics.errors import DataloupeError
from analytics.number_text import number_text
from analytics.validation import as_lists

if TYPE_CHECKING:
    from analytics.checks.subject import Subject

PASS, WARN, FAIL = "pass", "warn", "fail"
STATES = (PASS, WARN, FAIL)
"""From good to bad; their places are the exit codes of `dataloupe check`."""

Severity = Annotated[str, msgspec.Meta(extra_json_schema={"enum": [FAIL, WARN]})]
Documents = Annotated[str, msgspec.Meta(extra_json_schema={"enum": ["all", "new"]})]
Unit = Literal["share", "number"]


@dataclass(frozen=True)
class Measured:
    """What a check measures: the value, the n that it is computed from, and its confidence interval (95 %), where there
    is one. `filters` select the documents behind a failure. `note` is one more sentence.
    """

    value: float
    n: int | None = None
    low: float = math.nan
    high: float = math.nan
    filters: tuple[Filter, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Result:
    """The outcome of one check. `limit` and `message` are sentences for people, without text from documents."""

    name: str
    kind: str
    status: str
    limit: str
    message: str
    value: float | None = None
    n: int | None = None
    low: float | None = None
    high: float | None = None
    unit: Unit = "number"
    filters: tuple[Filter, ...] = ()

    def value_text(self) -> str:
        """`1.3% (n = 1,000, 95% interval 0.8% to 2.2%)`, or "" without a value."""
        if self.value is None:
            return ""
        details = [f"n = {self.n:,}"] if self.n is not None else []
        if self.low is not None and self.high is not None:
            details.append(f"95% interval {quantity(self.low, self.unit)} to {quantity(self.high, self.unit)}")
        return quantity(self.value, self.unit) + (f" ({', '.join(details)})" if details else "")

    def to_plain(self) -> dict[str, Any]:
        """For JSON: everything that is known, the filters as in a link."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "filters"}
        plain = {name: value for name, value in plain.items() if value is not None}
        return plain | ({"filters": [filter_to_plain(one) for one in self.filters]} if self.filters else {})


class Check(msgspec.Struct, frozen=True, kw_only=True, tag_field="check", forbid_unknown_fields=True):
    """The base of every check: its name (default: what it checks), and whether it fails or only warns."""

    old_names: ClassVar[Mapping[str, str]] = {}

    name: str | None = None
    severity: Severity = FAIL

    @property
    def kind(self) -> str:
        """The check's kind in a file."""
        return str(self.__struct_config__.tag)

    @property
    def unit(self) -> Unit:
        """Whether the value is a share of 1."""
        return "number"

    def describe(self) -> str:
        """What is checked, in words: `duplicate_rate of new documents`."""
        raise NotImplementedError

    def limit_text(self) -> str:
        """The limit in words: `at most 2%`."""
        raise NotImplementedError

    def verify(self) -> None:
        """Raises DataloupeError for a check that cannot be run on any data."""
        one_of(self.severity, (FAIL, WARN), "severity")

    def tables(self) -> set[str]:
        """The tables that the check needs."""
        raise NotImplementedError

    def measure(self, subject: Subject) -> Measured:
        """What there is. Raises DataloupeError where a table, a column or a number is missing."""
        raise NotImplementedError

    def is_within(self, measured: Measured) -> bool:
        """Whether the value is within the limit."""
        raise NotImplementedError

    def to_plain(self) -> dict[str, Any]:
        """The check as in the file; default values are omitted."""
        plain: dict[str, Any] = {"check": self.kind}
        for field in msgspec.structs.fields(type(self)):
            value = getattr(self, field.name)
            if value is not None and value != () and (field.required or value != field.default):
                plain[field.encode_name] = _plain(value)
        return plain

    @property
    def title(self) -> str:
        """The name, or what is checked."""
        return self.name or self.describe()


class Limited(Check, frozen=True, kw_only=True):
    """A check whose value has a minimum, a maximum, or both."""

    min: float | None = None
    max: float | None = None

    def verify(self) -> None:
        super().verify()
        if self.min is None and self.max is None:
            raise DataloupeError("The check needs a limit: min, max or both.")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise DataloupeError(f"min ({self.min:g}) is larger than max ({self.max:g}).")
        if not all(math.isfinite(limit) for limit in (self.min, self.max) if limit is not None):
            raise DataloupeError("A limit must be a finite number.")

    def limit_text(self) -> str:
        low, high = (None if limit is None else quantity(limit, self.unit) for limit in (self.min, self.max))
        if low is None:
            return f"at most {high}"
        return f"at least {low}" if high is None else f"{low} to {high}"

    def is_within(self, measured: Measured) -> bool:
        low = -math.inf if self.min is None else self.min
        high = math.inf if self.max is None else self.max
        return low <= measured.value <= high


def quantity(value: float, unit: Unit) -> str:
    """A share as a percentage, another number with few digits."""
    return f"{number_text(100 * value, 3)}%" if unit == "share" else number_text(value)


def one_of(value: str, allowed: tuple[str, ...], name: str) -> None:
    """Raises DataloupeError for a value that is not allowed."""
    if value not in allowed:
        raise DataloupeError(f"{name} cannot be {value!r}. It can be: {', '.join(allowed)}.")


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return as_lists(filter_to_plain(value, omit_defaults=True)) if isinstance(value, Filter) else value
