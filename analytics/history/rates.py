"""Which documents, ratings and comparisons does each rate of the numbers count?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import columns, tables
from analytics.ask.duplicates import Thresholds
from analytics.ask.groupings import GROUPINGS
from analytics.ask.logs.feedback_kinds import feedback_kinds
from analytics.ask.logs.ratings import KEYS, RATINGS, UNITS
from analytics.history.rows import Grouped, Rows, grouped
from analytics.signals.registry import SIGNAL_TABLES
from analytics.sql import identifier

ANY_PERSONAL_DATA = "pii_count"
NO_PERSONAL_DATA = "documented_example_count"

COPIES = f"""
SELECT b AS doc_id, kind FROM duplicate_pairs WHERE kind = 'exact'
    OR (kind = 'near' AND jaccard >= {Thresholds().jaccard}::FLOAT)
"""


class CountedRate(NamedTuple):
    """A rate: the values in [0, 1] that it is the mean of, their clusters, and their groups."""

    number: str
    of: str | None
    values: np.ndarray
    clusters: np.ndarray
    groups: dict[str, Grouped]


def iter_rates(
    connection: duckdb.DuckDBPyConnection, rows: Rows, document_filter: str | None = None
) -> Iterator[CountedRate]:
    """Every rate that the tables of this workspace give."""
    yield from _duplicates(connection, rows)
    yield from _personal_data(connection, rows)
    yield from _labels(connection, rows)
    yield from iter_feedback(connection, rows)
    yield from _wins(connection, document_filter)


def _duplicates(connection: duckdb.DuckDBPyConnection, rows: Rows) -> Iterator[CountedRate]:
    if "duplicate_pairs" not in tables(connection):
        return
    pairs = connection.execute(COPIES).fetchnumpy()
    kinds = np.asarray(pairs["kind"], dtype=object).astype(str)
    for of in (None, "exact", "near"):
        copies = pairs["doc_id"] if of is None else pairs["doc_id"][kinds == of]
        repeats = np.isin(rows.doc_ids, copies).astype(float)
        yield CountedRate("duplicate_rate", of, repeats, rows.clusters, rows.groups if of is None else {})


def _personal_data(connection: duckdb.DuckDBPyConnection, rows: Rows) -> Iterator[CountedRate]:
    known = {column.name for column in columns(connection, "content")}
    kinds = [name for name in personal_data_columns() if name in known]
    if not kinds:
        return
    flags = ", ".join(f"({identifier(name)} > 0)::DOUBLE AS {identifier(name)}" for name in kinds)
    table = connection.execute(f"SELECT doc_id, {flags} FROM content ORDER BY doc_id").fetchnumpy()
    scanned = np.isin(rows.doc_ids, table["doc_id"])
    places = np.searchsorted(table["doc_id"], rows.doc_ids[scanned])
    for name in kinds:
        groups = {group: keep(one, scanned) for group, one in rows.groups.items()}
        values = np.ma.filled(table[name], 0.0)[places]
        yield CountedRate("pii_rate", name, values, rows.clusters[scanned], groups if name == ANY_PERSONAL_DATA else {})


def personal_data_columns() -> list[str]:
    """The columns of `content` that count personal data: all kinds together first, then each."""
    return [
        name
        for name, signal in SIGNAL_TABLES["content"].items()
        if signal.unit == "findings" and name != NO_PERSONAL_DATA
    ]


def _labels(connection: duckdb.DuckDBPyConnection, rows: Rows) -> Iterator[CountedRate]:
    if "label_checks" not in tables(connection):
        return
    table = connection.execute("SELECT doc_id, is_issue::DOUBLE AS is_issue FROM label_checks").fetchnumpy()
    checked = np.isin(table["doc_id"], rows.doc_ids)
    clusters = rows.clusters[np.searchsorted(rows.doc_ids, table["doc_id"][checked])]
    yield CountedRate("label_issue_rate", None, np.ma.filled(table["is_issue"], 0.0)[checked], clusters, {})


def iter_feedback(connection: duckdb.DuckDBPyConnection, rows: Rows) -> Iterator[CountedRate]:
    """For each kind of feedback its mean rating, and the share of what could be rated that is. A rating of a
    conversation belongs to its first message.
    """
    for kind in feedback_kinds(connection):
        user = "user_id" if kind.has_several_raters else "coalesce(user_id, rater)"
        table = connection.sql(
            f"""SELECT doc_id, coalesce({user}, conversation_id, doc_id::VARCHAR) AS person, value
            FROM ({UNITS[kind.unit]}) LEFT JOIN ({RATINGS[kind.unit]}) ON rated = {KEYS[kind.unit]} ORDER BY doc_id""",
            params={"name": kind.name},
        ).to_arrow_table()
        doc_ids = table["doc_id"].to_numpy()
        here = np.isin(doc_ids, rows.doc_ids)
        values = table["value"].to_numpy().astype(float)[here]
        people = np.asarray(pd.factorize(table["person"].to_pandas())[0])[here]
        places = np.searchsorted(rows.doc_ids, doc_ids[here])
        rated = np.isfinite(values)
        groups = {group: keep(keep(one, places), rated) for group, one in rows.groups.items()}
        if kind.unit == "conversations" and "model" in groups:
            groups["model"] = keep(keep(_models(connection), here), rated)
        yield CountedRate("positive_rate", kind.name, values[rated], people[rated], groups)
        yield CountedRate("rated_share", kind.name, rated.astype(float), people, {})


def _models(connection: duckdb.DuckDBPyConnection) -> Grouped:
    """The model of most messages of each conversation, in the order of its first message."""
    query = "SELECT mode(model) AS model FROM turns GROUP BY conversation_id ORDER BY min(doc_id)"
    return grouped(connection.sql(query).to_arrow_table()["model"], GROUPINGS["model"].missing)


def _wins(connection: duckdb.DuckDBPyConnection, document_filter: str | None) -> Iterator[CountedRate]:
    if "comparisons" not in tables(connection):
        return
    where = document_filter or "true"
    selected = f"(SELECT doc_id FROM documents WHERE {where})"
    condition = "true" if document_filter is None else f"coalesce(a_doc_id, b_doc_id, prompt_doc_id) IN {selected}"
    rows = connection.execute(
        f"""WITH sides AS (
            SELECT comparison_id, judge, model_a AS model, winner = 'a' AS wins, winner
            FROM comparisons WHERE {condition} UNION ALL
            SELECT comparison_id, judge, model_b, winner = 'b', winner FROM comparisons WHERE {condition}
        )
        SELECT model, coalesce(judge, comparison_id::VARCHAR) AS judge,
            CASE WHEN winner IN ('a', 'b') THEN wins::DOUBLE ELSE 0.5 END AS value
        FROM sides WHERE model IS NOT NULL AND winner IS NOT NULL"""
    ).df()
    if rows.empty:
        return
    codes, names = pd.factorize(rows["model"])
    models = Grouped(codes.astype(np.int64), tuple(map(str, names)))
    yield CountedRate("win_rate", "model", rows["value"].to_numpy(), pd.factorize(rows["judge"])[0], {"model": models})


def keep(one: Grouped, rows: np.ndarray) -> Grouped:
    """The groups of only these rows (boolean, or places)."""
    return Grouped(one.codes[rows], one.names)
