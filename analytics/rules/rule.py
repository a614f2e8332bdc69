"""What is a rule? Tests of a document's numbers against thresholds, as three-valued SQL: fails, passes, or not
applicable.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from analytics.errors import DataloupeError
from analytics.number_text import number_text
from analytics.signals.registry import TEXT_TABLES, find_signal
from analytics.signals.signal import Signal
from analytics.sql import identifier, literal

OPERATORS = {"<": "less than", ">": "more than"}
JOINS = {"and": "all conditions", "or": "any condition"}
OWN = "own"
"""The set of the rules that people add themselves."""

OWN_ORIGIN = "own rule"


@dataclass(frozen=True)
class Test:
    """Compare a number of a document with a threshold: `column` of `table`, which has one row a document."""

    __test__ = False  # pytest must not collect this class

    table: str
    column: str
    operator: str
    threshold: float

    def __post_init__(self) -> None:
        if self.operator not in OPERATORS:
            raise DataloupeError(f"There is no operator {self.operator!r}. There are: {', '.join(OPERATORS)}.")
        is_number = isinstance(self.threshold, (int, float)) and not isinstance(self.threshold, bool)
        if not is_number or not math.isfinite(self.threshold):
            raise DataloupeError(f"A threshold must be a finite number, not {self.threshold!r}.")

    @property
    def signal(self) -> Signal | None:
        """The registry's entry: formula, unit and languages. None for a column of the input, whose meaning is not
        known here.
        """
        return find_signal(self.table, self.column)

    @property
    def title(self) -> str:
        return self.signal.title if self.signal else self.column

    @property
    def is_fraction(self) -> bool:
        return self.signal is not None and self.signal.is_fraction

    def number(self, value: float) -> str:
        """A value of the column as text: `20%`, `1,000`."""
        if not self.is_fraction:
            return number_text(value, 6)
        return f"{value:.4%}".rstrip("0%").rstrip(".") + "%" if value else "0%"

    @property
    def description(self) -> str:
        """When a document fails, in words: `characters in duplicate lines more than 20%`."""
        title = self.title[:1].lower() + self.title[1:] if self.signal else self.title
        return f"{title} {OPERATORS[self.operator]} {self.number(self.threshold)}"

    @property
    def languages(self) -> str | None:
        """A SQL condition for the documents whose language the signal is made for; None for a signal of all languages.

        A signal that is made for some languages only does not apply to a text whose language is unknown. Signals of
        answers are NULL where they do not apply.
        """
        signal, detected = self.signal, 'signals."lang_detected"'
        if self.table not in TEXT_TABLES:
            return None
        if signal is not None and signal.languages is not None:
            return f"{detected} IN ({_list(signal.languages)})"
        if signal is not None and signal.not_languages:
            return f"({detected} IS NULL OR {detected} NOT IN ({_list(signal.not_languages)}))"
        return None

    @property
    def value(self) -> str:
        """The column in SQL: NULL where the value is unknown or the signal does not apply."""
        name = f"{identifier(self.table)}.{identifier(self.column)}"
        if self.signal is None:
            name = f"nullif(CAST({name} AS DOUBLE), 'nan'::DOUBLE)"
        return f"CASE WHEN {self.languages} THEN {name} END" if self.languages else name

    @property
    def sql(self) -> str:
        """True where the test holds, false where it does not, NULL where it is not applicable."""
        return f"({self.value} {self.operator} {float(self.threshold)!r})"


@dataclass(frozen=True)
class Rule:
    """A document fails when all (`joined` "and") or any ("or") of the tests hold."""

    set: str
    name: str
    tests: tuple[Test, ...]
    origin: str
    joined: str = "and"

    def __post_init__(self) -> None:
        if self.joined not in JOINS:
            raise DataloupeError(
                f"Tests cannot be joined by {self.joined!r}. They can be joined by: {', '.join(JOINS)}."
            )
        if not self.tests:
            raise DataloupeError(f"The rule {self.name!r} has no test. Choose a column and a threshold.")

    @property
    def key(self) -> tuple[str, str]:
        return self.set, self.name

    @property
    def id(self) -> str:
        return f"{self.set}: {self.name}"

    @property
    def description(self) -> str:
        """When a document fails, in words."""
        return f" {self.joined} ".join(test.description for test in self.tests)

    @property
    def applies_to(self) -> str:
        """The languages that its signals are made for, in words."""
        languages = dict.fromkeys(test.signal.applies_to if test.signal else "all languages" for test in self.tests)
        return "; ".join(languages)

    def with_threshold(self, threshold: float, test: int = 0) -> Rule:
        """The same rule with another threshold in one of its tests."""
        tests = list(self.tests)
        tests[test] = replace(tests[test], threshold=threshold)
        return replace(self, tests=tuple(tests))

    @property
    def fails(self) -> str:
        """A SQL expression over the tables that the rule names: true where a document fails, false where it passes,
        NULL where the rule is not applicable.

        Not applicable means that the tests that apply do not decide it: a value is unknown, or the signal is not made
        for the detected language.
        """
        if self.joined == "and":
            return f"({' AND '.join(test.sql for test in self.tests)})"
        return any_of([test.sql for test in self.tests])


def any_fails(rules: Iterable[Rule]) -> str:
    """A SQL expression like `Rule.fails`: true where one of the rules fails, NULL where none applies."""
    return any_of([rule.fails for rule in rules])


def any_of(tests: list[str]) -> str:
    """SQL's OR gives NULL where one test is false and another does not apply; this gives false."""
    if len(tests) == 1:
        return tests[0]
    applies = " OR ".join(f"{test} IS NOT NULL" for test in tests)
    return f"(CASE WHEN {applies} THEN {' OR '.join(f'coalesce({test}, false)' for test in tests)} END)"


def tables_of(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The tables whose columns the rules name."""
    tests = [test for rule in rules for test in rule.tests]
    return tuple(sorted({test.table for test in tests} | {"signals" for test in tests if test.languages}))


def _list(codes: tuple[str, ...]) -> str:
    return ", ".join(literal(code) for code in codes)
