"""The parts a selection is made of: conditions on documents, each a query that yields `doc_id` and the words for it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np

from analytics.ask.kept import Kept
from analytics.ask.sql import query as sql_query
from analytics.errors import DataloupeError
from analytics.rules import Rule, any_fails, describe_rules, resolve_rules, selection_of, tables_of
from analytics.signals import described
from analytics.sql import identifier

SELECTABLE_TABLES = ("documents", "metadata", "signals", "content", "quality", "map", "turns", "behaviour")
"""Tables with one row a document, whose columns a selection may name."""

_ANY_I = re.compile("[iIİ]")
LONG_PATTERN = 200
"""A shorter one is found four times as fast by a regular expression as in lowered texts; a long expression takes
seconds to be made.
"""


class Filter(Protocol):
    """One condition of a selection: a query that yields `doc_id`, and the words for it."""

    kind: ClassVar[str]

    def query(self) -> tuple[str, list[Any]]: ...

    def describe(self) -> str: ...


@dataclass(frozen=True)
class Values:
    """Documents whose `column` holds one of `values`; None among them means missing."""

    kind: ClassVar[str] = "values"
    table: str
    column: str
    values: tuple[Any, ...]

    def query(self) -> tuple[str, list[Any]]:
        name = identifier(self.column)
        present = [value for value in self.values if value is not None]
        tests = [f"CAST({name} AS VARCHAR) IN ({', '.join('?' * len(present))})"] if present else []
        tests += [f"{name} IS NULL"] if None in self.values else []
        return f"SELECT doc_id FROM {_table(self.table)} WHERE {' OR '.join(tests) or 'false'}", [
            _text(value) for value in present
        ]

    def describe(self) -> str:
        shown = ["missing" if value is None else str(value) for value in self.values]
        return f"{_title(self.table, self.column)} is {' or '.join(shown) if len(shown) <= 3 else f'one of {len(shown)} values'}"


@dataclass(frozen=True)
class Range:
    """Documents whose `column` lies in [low, high]; None leaves that end open."""

    kind: ClassVar[str] = "range"
    table: str
    column: str
    low: float | str | None = None
    high: float | str | None = None

    def query(self) -> tuple[str, list[Any]]:
        name = identifier(self.column)
        tests, values = [f"{name} IS NOT NULL"], []
        for bound, operator in ((self.low, ">="), (self.high, "<=")):
            if bound is not None:
                tests.append(f"{name} {operator} ?")
                values.append(bound)
        return f"SELECT doc_id FROM {_table(self.table)} WHERE {' AND '.join(tests)}", values

    def describe(self) -> str:
        title = _title(self.table, self.column)
        if self.low is None:
            return f"{title} at most {_number(self.high)}"
        if self.high is None:
            return f"{title} at least {_number(self.low)}"
        return f"{title} from {_number(self.low)} to {_number(self.high)}"


@dataclass(frozen=True)
class Contains:
    """Documents whose text contains `pattern`, as a substring or (`regex`) as an RE2 expression."""

    kind: ClassVar[str] = "contains"
    pattern: str
    regex: bool = False
    case: bool = False

    def query(self) -> tuple[str, list[Any]]:
        if self.regex:
            return "SELECT doc_id FROM documents WHERE regexp_matches(text, ?, ?)", [
                self.pattern,
                "s" if self.case else "si",
            ]
        if self.case:
            return "SELECT doc_id FROM documents WHERE contains(text, ?)", [self.pattern]
        if len(self.pattern) > LONG_PATTERN:
            return "SELECT doc_id FROM documents WHERE contains(lower(text), lower(?))", [self.pattern]
        letters = _ANY_I.sub("[iİ]", re.escape(self.pattern))  # RE2 takes the Turkish capital for a letter of its own
        return "SELECT doc_id FROM documents WHERE regexp_matches(text, ?, 's')", [f"(?i:{letters})"]

    def describe(self) -> str:
        how = "matches" if self.regex else "contains"
        return f"text {how} “{self.pattern}”{' (case matters)' if self.case else ''}"


@dataclass(frozen=True)
class Region:
    """Documents inside a closed polygon drawn on the map: `points` is ((x, y), ...) in map coordinates, even-odd
    rule.
    """

    kind: ClassVar[str] = "region"
    points: tuple[tuple[float, float], ...]

    def query(self) -> tuple[str, list[Any]]:
        """A point is inside when an odd number of edges pass to its right. The edges travel as lists: as SQL they take
        longer to plan than to run.
        """
        xs, ys = [x for x, _ in self.points], [y for _, y in self.points]
        columns = [list(column) for column in zip(*self._edges(), strict=True)] or [[]] * 5
        return (
            """SELECT doc_id FROM (SELECT doc_id, x, y FROM map WHERE x BETWEEN ? AND ? AND y BETWEEN ? AND ?)
            JOIN (SELECT unnest(?::DOUBLE[]) AS low, unnest(?::DOUBLE[]) AS high, unnest(?::DOUBLE[]) AS x1, unnest(?::DOUBLE[]) AS y1, unnest(?::DOUBLE[]) AS slope)
            ON y >= low AND y < high AND x < x1 + (y - y1) * slope GROUP BY doc_id HAVING count(*) % 2 = 1""",
            [min(xs), max(xs), min(ys), max(ys), *columns],
        )

    def holds(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """bool[n]: which of these places (float32[n] each) the query would find."""
        xs, ys = zip(*self.points, strict=True)
        near = np.flatnonzero((x >= min(xs)) & (x <= max(xs)) & (y >= min(ys)) & (y <= max(ys)))
        near_x, near_y, odd = x[near].astype(float), y[near].astype(float), np.zeros(len(near), bool)
        for low, high, x1, y1, slope in self._edges():
            odd ^= (near_y >= low) & (near_y < high) & (near_x < x1 + (near_y - y1) * slope)
        found = np.zeros(len(x), bool)
        found[near[odd]] = True
        return found

    def _edges(self) -> list[tuple[float, float, float, float, float]]:
        """Of each edge that is not level its lowest and highest y, a point of it, and how far x moves with y."""
        ends = zip(self.points, (*self.points[1:], self.points[0]), strict=True)
        return [(min(y1, y2), max(y1, y2), x1, y1, (x2 - x1) / (y2 - y1)) for (x1, y1), (x2, y2) in ends if y1 != y2]

    def describe(self) -> str:
        return f"inside an outline of {len(self.points)} points on the map"


@dataclass(frozen=True)
class Rows:
    """Documents picked by hand, by `doc_id`."""

    kind: ClassVar[str] = "rows"
    ids: tuple[int, ...]

    def query(self) -> tuple[str, list[Any]]:
        return "SELECT doc_id FROM documents WHERE doc_id IN (SELECT unnest(?::BIGINT[]))", [list(self.ids)]

    def describe(self) -> str:
        return f"{len(self.ids)} document{'s' * (len(self.ids) != 1)} picked by hand"


@dataclass(frozen=True)
class Fails:
    """Documents that fail any of the rules that `picks` name (analytics.rules.rule_selection says how); those that no rule
    applies to do not.

    `passes` turns it round: documents that fail none of them.
    """

    kind: ClassVar[str] = "fails"
    picks: tuple[tuple[Any, ...], ...]
    passes: bool = False

    @classmethod
    def of(cls, *rules: Rule, passes: bool = False) -> Fails:
        return cls(selection_of(rules), passes)

    def query(self) -> tuple[str, list[Any]]:
        rules = resolve_rules(self.picks)
        test = f"coalesce({any_fails(rules)}, false)" if rules else "false"
        joins = " ".join(f"LEFT JOIN {_table(name)} USING (doc_id)" for name in tables_of(rules) if name != "documents")
        return f"SELECT doc_id FROM documents {joins} WHERE {'NOT ' if self.passes else ''}{test}", []

    def describe(self) -> str:
        return f"{'passes' if self.passes else 'fails'} {describe_rules(self.picks)}"


@dataclass(frozen=True)
class Holds:
    """Documents in which a repeated line or paragraph stands; `text` as `repeated_passages` has it."""

    kind: ClassVar[str] = "holds"
    text: str

    def query(self) -> tuple[str, list[Any]]:
        return (
            "SELECT DISTINCT doc_id FROM passage_documents JOIN repeated_passages USING (passage_id) WHERE text = ?",
            [self.text],
        )

    def describe(self) -> str:
        line = " ".join(self.text.split())
        return f"holds the repeated “{line if len(line) <= 60 else line[:59] + '…'}”"


@dataclass(frozen=True)
class Mislabelled:
    """Documents whose label, in a column of `documents` or `metadata`, the build takes for an error; with `label` and
    `belongs_to` those that carry the one and confidently belong to the other.
    """

    kind: ClassVar[str] = "mislabelled"
    table: str
    column: str
    label: str | None = None
    belongs_to: str | None = None

    @property
    def labels_in(self) -> str:
        """The column as `label_checks` names it."""
        return f"{self.table}.{self.column}"

    def query(self) -> tuple[str, list[Any]]:
        if self.label is None:
            return "SELECT doc_id FROM label_checks WHERE labels_in = ? AND is_issue", [self.labels_in]
        return "SELECT doc_id FROM label_checks WHERE labels_in = ? AND label = ? AND belongs_to = ?", [
            self.labels_in,
            self.label,
            self.belongs_to,
        ]

    def describe(self) -> str:
        return (
            f"{self.column} may be wrong"
            if self.label is None
            else f"{self.column} is {self.label}, rather {self.belongs_to}"
        )


@dataclass(frozen=True)
class Query:
    """Documents whose doc_id the SELECT statement `sql` gives; in it the table `selected` holds what the parts before
    this one select.

    Somebody else may have written it into a link: `where` has it answered by a process of its own, never by the
    connection of a page.
    """

    kind: ClassVar[str] = "sql"
    sql: str

    def query(self) -> tuple[str, list[Any]]:
        sql_query.check_length(self.sql)
        return f"SELECT doc_id FROM documents WHERE doc_id IN (SELECT doc_id FROM {self.answer})", []

    @property
    def answer(self) -> str:
        """The name under which the statement's doc_ids are found while a selection is answered."""
        return f"answer_{hashlib.sha256(self.sql.encode()).hexdigest()[:16]}"

    def describe(self) -> str:
        line = " ".join(self.sql.split())
        return f"SQL “{line if len(line) <= 60 else line[:59] + '…'}”"


@dataclass(frozen=True)
class Decided:
    """Documents that the decisions keep or leave out, or that step number `step` (from 0) of them leaves out.

    `recipe` is the digest of those decisions: what they come to stands in the table that `recipe.decided.provide`
    makes.
    """

    kind: ClassVar[str] = "decided"
    recipe: str
    kept: bool = True
    step: int | None = None

    def query(self) -> tuple[str, list[Any]]:
        table = identifier(f"decided_{self.recipe}")
        if self.step is not None:
            return f"SELECT doc_id FROM {table} WHERE step = ?", [self.step]
        return f"SELECT doc_id FROM {table} WHERE step IS {'' if self.kept else 'NOT '}NULL", []

    def describe(self) -> str:
        by = "the decisions" if self.step is None else f"step {self.step + 1} of the decisions"
        return f"{'kept' if self.kept and self.step is None else 'left out'} by {by}"


FILTERS: dict[str, type[Any]] = {
    part.kind: part for part in (Values, Range, Contains, Region, Rows, Fails, Holds, Mislabelled, Kept, Query, Decided)
}


def _table(name: str) -> str:
    if name not in SELECTABLE_TABLES:
        raise DataloupeError(f"a selection cannot name the table {name!r} - it can name {', '.join(SELECTABLE_TABLES)}")
    return identifier(name)


def _title(table: str, column: str) -> str:
    signal = described(table, column)
    return signal.title.lower() if signal else column


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: float | str | None) -> str:
    return f"{value:,.6g}" if isinstance(value, (int, float)) else str(value)
