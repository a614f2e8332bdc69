"""Which labels may be wrong, how large are the classes, and which classes overlap? Counted from the checks of the
build.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import pandas as pd

from analytics.ask.columns import Column, column, tables
from analytics.ask.filters import Mislabelled
from analytics.ask.selection import Selection, where
from analytics.sql import identifier

MAX_ROWS = 50
"""Rows of each table; there may be more."""

EXCERPT_CHARACTERS = 200


@dataclass(frozen=True)
class LabelCheck:
    """The labels of the selected documents in one column: `labelled` have one, `judged` of them were checked, and
    `suspected` of these may be wrong.

    A label is judged with all documents; a selection only changes which labels are counted. `accuracy` is the share of
    all judged documents whose label is the most probable of all `classes` classes.

    `suspects` has the labels that may be wrong, the most suspicious first: doc_id, label, suggested. `overlaps` has
    labels whose documents confidently belong to another class, the most frequent first: label, belongs_to, documents,
    suspected. `balance` has all classes: label, documents, suspected.
    """

    labelled: int
    judged: int
    classes: int
    accuracy: float
    suspected: int
    suspects: pd.DataFrame = field(repr=False)
    overlaps: pd.DataFrame = field(repr=False)
    balance: pd.DataFrame = field(repr=False)

    def summary_text(self) -> str:
        if not self.judged:
            return (
                f"None of {self.labelled:,} labelled documents was checked: "
                "their classes are too small, or they have no vectors."
            )
        text = (
            f"{self.suspected:,} of {self.judged:,} labels ({self.suspected / self.judged:.1%}) may be wrong. "
            f"A model that does not know the label assigns it to {self.accuracy:.0%} of the checked documents, out of "
            f"{self.classes} classes; if this share is low, classes overlap and a likely error is less certain."
        )
        if unjudged := self.labelled - self.judged:
            text += (
                f" {unjudged:,} more labels were not checked: their classes are too small or too many, "
                "the document has no vector, or there are more than a build checks."
            )
        return text


def checked_columns(connection: duckdb.DuckDBPyConnection) -> list[Column]:
    """The columns whose labels were checked: `documents.label` when it was, then columns of the input."""
    rows = connection.execute(
        "SELECT labels_in FROM label_checks GROUP BY labels_in ORDER BY labels_in NOT LIKE 'documents.%', labels_in"
    ).fetchall()
    return [column(connection, *name.split(".", 1)) for (name,) in rows]


def check_labels(connection: duckdb.DuckDBPyConnection, selection: Selection, by: Column) -> LabelCheck:
    """The labels of the selected documents in the column `by`, as the build checked them."""
    condition, labels_in = where(connection, selection), [Mislabelled(by.table, by.name).labels_in]
    (labelled,) = connection.execute(
        f"SELECT count({identifier(by.name)}) FROM {identifier(by.table)} WHERE {condition}"
    ).fetchone() or (0,)
    classes, accuracy = connection.execute(
        """SELECT count(DISTINCT label), avg((confidence >= suggested_confidence)::INTEGER)
        FROM label_checks WHERE labels_in = ?""",
        labels_in,
    ).fetchone() or (0, None)
    balance = connection.execute(
        f"""SELECT label, count(*) AS documents, count(*) FILTER (is_issue) AS suspected
        FROM label_checks WHERE labels_in = ? AND {condition} GROUP BY label ORDER BY documents DESC, label""",
        labels_in,
    ).df()
    return LabelCheck(
        labelled=labelled,
        judged=int(balance.documents.sum()),
        classes=classes,
        accuracy=float("nan") if accuracy is None else accuracy,
        suspected=int(balance.suspected.sum()),
        suspects=_suspects(connection, condition, labels_in),
        overlaps=_overlaps(connection, condition, labels_in),
        balance=balance,
    )


def _suspects(connection: duckdb.DuckDBPyConnection, condition: str, labels_in: list[str]) -> pd.DataFrame:
    return connection.execute(
        f"""SELECT doc_id, label, suggested FROM label_checks WHERE labels_in = ? AND {condition} AND is_issue
        ORDER BY confidence, doc_id LIMIT {MAX_ROWS}""",
        labels_in,
    ).df()


def _overlaps(connection: duckdb.DuckDBPyConnection, condition: str, labels_in: list[str]) -> pd.DataFrame:
    return connection.execute(
        f"""SELECT label, belongs_to, count(*) AS documents, count(*) FILTER (is_issue) AS suspected
        FROM label_checks WHERE labels_in = ? AND {condition} AND belongs_to IS NOT NULL
        GROUP BY label, belongs_to ORDER BY documents DESC, label, belongs_to LIMIT {MAX_ROWS}""",
        labels_in,
    ).df()


def excerpts(connection: duckdb.DuckDBPyConnection, selection: Selection, doc_ids: tuple[int, ...]) -> list[str]:
    """The beginnings of these documents on one line each, in the same order; they do not depend on the selection."""
    ids = ", ".join(str(int(doc_id)) for doc_id in doc_ids) or "NULL"
    rows = connection.execute(
        f"SELECT doc_id, substr(text, 1, {EXCERPT_CHARACTERS}) FROM documents WHERE doc_id IN ({ids})"
    ).fetchall()
    texts = dict(rows)
    return [" ".join(texts[doc_id].split()) for doc_id in doc_ids]


def neighbours(connection: duckdb.DuckDBPyConnection, doc_id: int, by: Column) -> pd.DataFrame:
    """The neighbours of a document and their labels in the column `by`, the nearest first: neighbor_id, similarity,
    label (None without one), text (its beginning).
    """
    if "neighbors" not in tables(connection):
        return pd.DataFrame(columns=["neighbor_id", "similarity", "label", "text"])
    near = connection.execute(
        "SELECT neighbor_id, similarity FROM neighbors WHERE doc_id = ? ORDER BY rank", [doc_id]
    ).df()
    ids = tuple(int(neighbor_id) for neighbor_id in near.neighbor_id)
    listed = ", ".join(map(str, ids)) or "NULL"
    rows = connection.execute(
        f"""SELECT doc_id, CAST({identifier(by.name)} AS VARCHAR)
        FROM {identifier(by.table)} WHERE doc_id IN ({listed})"""
    ).fetchall()
    labels = dict(rows)
    return near.assign(
        label=[labels.get(neighbor_id) for neighbor_id in ids], text=excerpts(connection, Selection(), ids)
    )
