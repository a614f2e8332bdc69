"""Does each document fail each rule? One cached column a rule, so that a changed threshold recomputes one rule."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import duckdb
import numpy as np
import pyarrow as pa

from analytics.ask.columns import columns
from analytics.errors import DataloupeError
from analytics.rules import Rule, tables_of
from analytics.sql import identifier

MAX_CACHED_COLUMNS = 150
"""Verdict columns, of one byte a document each; the least recently used are dropped first."""

FAILS, PASSES, NOT_APPLICABLE = 1, 0, -1


class VerdictColumns:
    """The verdicts of rules on all documents of one state of a workspace."""

    def __init__(self) -> None:
        self._cached: OrderedDict[str, np.ndarray] = OrderedDict()
        self._tokens: np.ndarray | None = None
        self._asking = threading.Lock()

    def of(self, connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> list[np.ndarray]:
        """For each rule int8[documents] by doc_id: FAILS, PASSES or NOT_APPLICABLE. Raises DataloupeError for an
        unknown column.
        """
        tests = {rule.fails: rule for rule in rules}
        with self._asking:
            missing = {test: rule for test, rule in tests.items() if test not in self._cached}
            verdicts = dict(zip(missing, _judge(connection, tuple(missing.values())), strict=True)) if missing else {}
            verdicts |= {test: self._cached.pop(test) for test in tests if test in self._cached}
            self._cached.update(verdicts)  # at the end, as the most recently used
            for _ in range(len(self._cached) - MAX_CACHED_COLUMNS):
                self._cached.popitem(last=False)
        return [verdicts[rule.fails] for rule in rules]

    def tokens(self, connection: duckdb.DuckDBPyConnection) -> np.ndarray:
        """int64[documents] by doc_id: the tokens (est.) of each document, 0 where they are unknown."""
        with self._asking:
            if self._tokens is None:
                rows = connection.execute(
                    "SELECT doc_id, coalesce(n_tokens, 0)::BIGINT AS n_tokens FROM signals"
                ).fetchnumpy()
                tokens = np.zeros(_count_documents(connection), np.int64)
                tokens[rows["doc_id"]] = rows["n_tokens"]
                self._tokens = tokens
            return self._tokens

    def masks(self, connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> pa.Table:
        """doc_id, fails, applies (UBIGINT, a bit a rule, the first rule's the lowest) of every document."""
        verdicts = self.of(connection, rules)
        count = len(verdicts[0]) if verdicts else _count_documents(connection)
        fails, applies = np.zeros(count, np.uint64), np.zeros(count, np.uint64)
        for place, verdict in enumerate(verdicts):
            fails |= (verdict == FAILS).astype(np.uint64) << np.uint64(place)
            applies |= (verdict != NOT_APPLICABLE).astype(np.uint64) << np.uint64(place)
        return pa.table({"doc_id": np.arange(count), "fails": fails, "applies": applies})


def from_clause(connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], *more_tables: str) -> str:
    """`documents` joined with every table that the rules name. Raises DataloupeError when a column does not exist or
    is not a number.
    """
    _check_columns(connection, rules)
    names = dict.fromkeys(name for name in (*tables_of(rules), *more_tables) if name != "documents")
    return " ".join(["documents", *(f"LEFT JOIN {identifier(name)} USING (doc_id)" for name in names)])


def _check_columns(connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> None:
    available = {(column.table, column.name): column for column in columns(connection)}
    tests = [test for rule in rules for test in rule.tests]
    for test in tests:
        tested = available.get((test.table, test.column))
        if tested is None or not tested.is_number:
            numbers = [name for (table, name), one in available.items() if table == test.table and one.is_number]
            raise DataloupeError(
                f"A rule cannot test {test.column!r}: it is not a numeric column of the table {test.table!r}. "
                f"The table has: {', '.join(numbers) or 'none yet'}."
            )
    if ("signals", "lang_detected") not in available and any(test.languages for test in tests):
        raise DataloupeError(
            "Some rules apply to some languages only. The languages of this workspace are not detected yet. "
            "Build it again."
        )


def _judge(connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> list[np.ndarray]:
    verdicts = ", ".join(
        f"coalesce(CAST({rule.fails} AS TINYINT), {NOT_APPLICABLE}) AS v{place}" for place, rule in enumerate(rules)
    )
    source = from_clause(connection, rules)
    if tables_of(rules) == ("signals",):
        # one table needs no join: a document without a row in it has no verdict either way
        source = "signals"
    rows = connection.execute(f"SELECT doc_id, {verdicts} FROM {source}").fetchnumpy()
    ids, count = rows["doc_id"], _count_documents(connection)
    judged = [np.full(count, NOT_APPLICABLE, np.int8) for _ in rules]
    for place, verdict in enumerate(judged):
        verdict[ids] = rows[f"v{place}"]  # doc_id is dense, but the rows can have any order
    return judged


def _count_documents(connection: duckdb.DuckDBPyConnection) -> int:
    (count,) = connection.execute("SELECT count(*) FROM documents").fetchone() or (0,)
    return int(count)
