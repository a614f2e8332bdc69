"""What does each rule say of each document? One column a rule, kept, so that moving one threshold asks one rule
anew.
"""

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

KEPT_COLUMNS = 150
"""Verdict columns that are kept, of one byte a document each; those that were not asked for longest go first."""

FAILS, PASSES, NOT_APPLICABLE = 1, 0, -1


class VerdictColumns:
    """The verdicts of rules on all documents of one state of a workspace."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, np.ndarray] = OrderedDict()
        self._tokens: np.ndarray | None = None
        self._asking = threading.Lock()

    def of(self, connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> list[np.ndarray]:
        """For each rule int8[documents] by doc_id: FAILS, PASSES or NOT_APPLICABLE. Raises DataloupeError for a column
        that is not there.
        """
        tests = {rule.fails: rule for rule in rules}
        with self._asking:
            missing = {test: rule for test, rule in tests.items() if test not in self._kept}
            found = dict(zip(missing, _judge(connection, tuple(missing.values())), strict=True)) if missing else {}
            found |= {test: self._kept.pop(test) for test in tests if test in self._kept}
            self._kept.update(found)  # at the end, as the last that were asked for
            for _ in range(len(self._kept) - KEPT_COLUMNS):
                self._kept.popitem(last=False)
        return [found[rule.fails] for rule in rules]

    def tokens(self, connection: duckdb.DuckDBPyConnection) -> np.ndarray:
        """int64[documents] by doc_id: the tokens (est.) of each document, 0 where they are not known."""
        with self._asking:
            if self._tokens is None:
                found = connection.execute(
                    "SELECT doc_id, coalesce(n_tokens, 0)::BIGINT AS n_tokens FROM signals"
                ).fetchnumpy()
                tokens = np.zeros(_documents(connection), np.int64)
                tokens[found["doc_id"]] = found["n_tokens"]
                self._tokens = tokens
            return self._tokens

    def masks(self, connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> pa.Table:
        """doc_id, fails, applies (UBIGINT, a bit a rule, the first rule's the lowest) of every document."""
        verdicts = self.of(connection, rules)
        documents = len(verdicts[0]) if verdicts else _documents(connection)
        fails, applies = np.zeros(documents, np.uint64), np.zeros(documents, np.uint64)
        for place, verdict in enumerate(verdicts):
            fails |= (verdict == FAILS).astype(np.uint64) << np.uint64(place)
            applies |= (verdict != NOT_APPLICABLE).astype(np.uint64) << np.uint64(place)
        return pa.table({"doc_id": np.arange(documents), "fails": fails, "applies": applies})


def joined(connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], *more: str) -> str:
    """A FROM clause over `documents` and every table that the rules name. Raises DataloupeError when a column is not
    there or is no number.
    """
    there = {(column.table, column.name): column for column in columns(connection)}
    for test in (test for rule in rules for test in rule.tests):
        found = there.get((test.table, test.column))
        if found is None or not found.is_number:
            numbers = [name for (table, name), column in there.items() if table == test.table and column.is_number]
            raise DataloupeError(
                f"there is no number {test.column!r} in {test.table!r} that a rule could test - it has {', '.join(numbers) or 'none yet'}"
            )
    if ("signals", "lang_detected") not in there and any(test.languages for rule in rules for test in rule.tests):
        raise DataloupeError(
            "the languages of this workspace are not detected yet, and some of these rules are not made for all - build it again"
        )
    names = dict.fromkeys(name for name in (*tables_of(rules), *more) if name != "documents")
    return " ".join(["documents", *(f"LEFT JOIN {identifier(name)} USING (doc_id)" for name in names)])


def _judge(connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> list[np.ndarray]:
    verdicts = ", ".join(
        f"coalesce(CAST({rule.fails} AS TINYINT), {NOT_APPLICABLE}) AS v{place}" for place, rule in enumerate(rules)
    )
    source = joined(connection, rules)
    if tables_of(rules) == ("signals",):
        # what stands in one table needs no join: a document without a row of it has no verdict either way
        source = "signals"
    found = connection.execute(f"SELECT doc_id, {verdicts} FROM {source}").fetchnumpy()
    ids, documents = found["doc_id"], _documents(connection)
    judged = [np.full(documents, NOT_APPLICABLE, np.int8) for _ in rules]
    for place, verdict in enumerate(judged):
        verdict[ids] = found[f"v{place}"]  # doc_id is dense, but rows may come in another order
    return judged


def _documents(connection: duckdb.DuckDBPyConnection) -> int:
    (documents,) = connection.execute("SELECT count(*) FROM documents").fetchone() or (0,)
    return int(documents)
