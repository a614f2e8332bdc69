"""One number of `analytics.history.numbers` as a check names it: its row, its tables, and the documents behind it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from analytics.ask.columns import tables
from analytics.ask.filters import Filter, Query, Range
from analytics.ask.groupings import GROUPINGS, groupings
from analytics.checks.subject import Subject
from analytics.errors import DataloupeError
from analytics.history.numbers import number_value
from analytics.history.rates import COPIES
from analytics.history.rows import GROUPS
from analytics.signals.registry import SIGNAL_TABLES, SIGNALS

COUNTED = ("documents", "share", "tokens")
SIGNAL_NUMBERS = ("known", "mean", "median", "p95")
RATES = ("duplicate_rate", "pii_rate", "label_issue_rate", "positive_rate", "rated_share", "win_rate")
NAMES = (*COUNTED, "conversations", "comparisons", "rejects", *SIGNAL_NUMBERS, *RATES)
"""Numbers that a check can name. A histogram is for the check `drift`."""
SHARES = ("share", "known", *RATES)

_TABLES = {
    "tokens": {"signals"},
    "conversations": {"conversations"},
    "comparisons": {"comparisons"},
    "rejects": {"rejects"},
    "duplicate_rate": {"duplicate_pairs"},
    "pii_rate": {"content"},
    "label_issue_rate": {"label_checks"},
    "positive_rate": {"feedback", "turns"},
    "rated_share": {"feedback", "turns"},
    "win_rate": {"comparisons"},
}
_GROUP_TABLES = {"language": {"signals"}, "topic": {"map", "topics"}, "model": {"turns"}}
ANY_PERSONAL_DATA = "pii_count"


class Row(NamedTuple):
    """The value, the n it is computed from, its interval (NaN: none), and a sentence about it."""

    value: float
    n: int
    low: float = math.nan
    high: float = math.nan
    note: str = ""


@dataclass(frozen=True)
class Key:
    """What identifies a number: as the columns of `measure`."""

    number: str
    of: str | None = None
    group: str | None = None
    group_value: str | None = None

    def describe(self) -> str:
        of = f" of {self.of}" if self.of else ""
        where = f" where {self.group} is {self.group_value}" if self.group else ""
        return f"{self.number.replace('_', ' ')}{of}{where}"

    def verify(self) -> None:
        """Raises DataloupeError for a number that no workspace has."""
        if (self.group is None) != (self.group_value is None):
            raise DataloupeError("A number of a group needs both keys: group, and `is` with its value.")
        if self.group is not None and self.group not in GROUPS:
            raise DataloupeError(f"Numbers have no group {self.group!r}. There are: {', '.join(GROUPS)}.")
        if self.number == "share" and self.group is None:
            raise DataloupeError(f"A share needs a group: {', '.join(GROUPS)}.")
        if self.number in SIGNAL_NUMBERS and self.of not in SIGNALS:
            raise DataloupeError(f"There is no signal {self.of!r}. `of` must be a signal, such as n_words.")

    @property
    def of_rate(self) -> str | None:
        """`of`, with its default."""
        return ANY_PERSONAL_DATA if self.number == "pii_rate" and self.of is None else self.of


def tables_of(key: Key) -> set[str]:
    """The tables that a number needs."""
    needed = {"documents"} | _TABLES.get(key.number, set()) | _GROUP_TABLES.get(key.group or "", set())
    if key.number in SIGNAL_NUMBERS:
        needed.add(next(table for table, signals in SIGNAL_TABLES.items() if key.of in signals))
    return needed


def row_of(subject: Subject, key: Key, documents: str) -> Row:
    """The number. Raises DataloupeError where its table, its column or the number itself is missing."""
    for table in sorted(tables_of(key)):
        subject.require_table(table)
    if key.group is not None and key.group not in groupings(subject.connection):
        raise DataloupeError(f"There is no column for the group {key.group!r} in this workspace.")
    row = number_value(subject.numbers(documents), key.number, key.of_rate, key.group, key.group_value)
    if row is not None:
        return Row(float(row.value), int(row.n), float(row.low), float(row.high))
    if key.number in COUNTED and key.group is not None:
        return _counted(subject, key, documents)
    if documents == "new" and not subject.count("new"):
        whole = row_of(subject, key, "all")
        return whole._replace(n=0, note="There are no new documents: this is the number of all documents.")
    raise DataloupeError(_missing(subject, key, documents))


def interval_of(numbers: pd.DataFrame, key: Key) -> tuple[float, float] | None:
    """The interval of a number in a table of numbers; None when it has no such number."""
    row = number_value(numbers, key.number, key.of_rate, key.group, key.group_value)
    return None if row is None else (float(row.low), float(row.high))


def documents_behind(subject: Subject, key: Key, documents: str, side: str, limit: float | None) -> tuple[Filter, ...]:
    """The filters of the documents that put a number beyond its limit on one side ("low" or "high")."""
    filters = subject.filters(documents)
    if key.group is not None and key.group_value is not None:
        filters += (GROUPINGS[key.group].filter(subject.connection, key.group_value),)
    if key.number == "duplicate_rate":
        where = f" WHERE kind = '{key.of}'" if key.of in ("exact", "near") else ""
        return (*filters, Query(f"SELECT doc_id FROM ({' '.join(COPIES.split())}){where}"))
    if key.number == "pii_rate":
        return (*filters, Range("content", str(key.of_rate), 1, None))
    if key.number == "label_issue_rate":
        return (*filters, Query("SELECT doc_id FROM label_checks WHERE is_issue"))
    if key.number in SIGNAL_NUMBERS and key.of is not None:
        table = next(iter(tables_of(Key("mean", key.of)) - {"documents"}), "signals")
        if key.number == "known":
            return (*filters, Query(f"SELECT doc_id FROM {table} WHERE {key.of} IS NULL"))
        is_number = SIGNALS[key.of].dtype != "BOOLEAN"
        ends = (limit, None) if side == "high" else (None, limit)
        return (*filters, Range(table, key.of, *ends)) if is_number and limit is not None else filters
    return filters


def _counted(subject: Subject, key: Key, documents: str) -> Row:
    """Documents, share or tokens of a group that is not among the largest ones, or has no document."""
    grouping = GROUPINGS[str(key.group)]
    signals = "LEFT JOIN signals USING (doc_id)" if "signals" in tables_of(key) else ""
    total = subject.count(documents)
    amount = "coalesce(sum(n_tokens), 0)" if key.number == "tokens" else "count(*)"
    count = subject.value(
        f"""SELECT {amount} FROM (SELECT * FROM documents WHERE {subject.condition(documents)}) AS documents
        {signals} {grouping.joins} WHERE coalesce(CAST({grouping.value} AS VARCHAR), ?) = ?""",
        grouping.missing,
        key.group_value,
    )
    if key.number != "share":
        return Row(count, total)
    from analytics.statistics.intervals import wilson

    low, high = wilson(count, total)
    return Row(count / total if total else 0.0, total, float(low), float(high))


def _missing(subject: Subject, key: Key, documents: str) -> str:
    """Why there is no such number, and which there are."""
    numbers = subject.numbers(documents)
    same = numbers[numbers.number == key.number]
    if key.group is not None:
        values = same[same.group == key.group].group_value.head(10)
        return f"There is no {key.describe()}. {key.group} can be: {', '.join(map(str, values)) or 'nothing'}."
    kinds = sorted({str(of) for of in same.of.dropna()})
    if kinds and key.number not in SIGNAL_NUMBERS:
        return f"There is no {key.describe()}. {key.number} can be of: {', '.join(kinds[:20])}."
    missing = sorted(tables_of(key) - tables(subject.connection))
    reason = f"The table {missing[0]} is missing." if missing else "No document has a value for it."
    return f"There is no {key.describe()}. {reason}"
