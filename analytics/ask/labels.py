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


MIN_AGREEMENT, MIN_SKILL = 2 / 3, 1 / 3
"""Below these, labels are hard to predict, and a flagged label is no likely error: the share of labels that are the
most probable ones, and how much more that is than the share of the largest class, of what is possible.
"""


@dataclass(frozen=True)
class LabelCheck:
    """The labels of the selected documents in one column: `labelled` have one, `judged` of them were checked, and
    `suspected` of these are flagged: another label is much more probable.

    A label is judged with all documents; a selection only changes which labels are counted. `accuracy` is the share of
    all judged documents whose label is the most probable of all `classes` classes, `largest_share` the share of the
    largest class.

    `suspects` has the flagged labels, the least probable first: doc_id, label, suggested. `overlaps` has
    labels whose documents confidently belong to another class, the most frequent first: label, belongs_to, documents,
    suspected. `balance` has all classes: label, documents, suspected. `placeholders` has the values of the column that
    may say that there is no label: word, documents, is_missing.
    """

    labelled: int
    judged: int
    classes: int
    accuracy: float
    largest_share: float
    suspected: int
    suspects: pd.DataFrame = field(repr=False)
    overlaps: pd.DataFrame = field(repr=False)
    balance: pd.DataFrame = field(repr=False)
    placeholders: pd.DataFrame = field(repr=False)

    @property
    def is_hard(self) -> bool:
        """Whether labels are hard to predict, so that a flagged label says little."""
        skill = (self.accuracy - self.largest_share) / max(1 - self.largest_share, 1e-9)
        return self.accuracy < MIN_AGREEMENT or skill < MIN_SKILL

    def summary_text(self) -> str:
        """What was flagged, and what that means."""
        if not self.judged:
            return (
                f"None of {self.labelled:,} labelled documents was checked: "
                "their classes are too small, or they have no vectors."
            )
        share = f"{self.suspected:,} of {self.judged:,} labels ({self.suspected / self.judged:.1%})"
        agreement = (
            f"Models that do not know the label agree with {self.accuracy:.0%} of the labels, of {self.classes} classes"
        )
        if self.is_hard:
            text = (
                f"Labels are hard to predict here. {agreement}; the largest class has {self.largest_share:.0%}. "
                f"{share} are flagged because another label is much more probable. This does not show that they are "
                "wrong."
            )
        elif self.suspected:
            text = f"{share} are flagged: another label is much more probable. Not all of them are wrong. {agreement}."
        else:
            text = f"None of {self.judged:,} labels is flagged as improbable. {agreement}."
        if unjudged := self.labelled - self.judged:
            text += (
                f" {unjudged:,} more labels were not checked: their classes are too small or too many, "
                "the document has no vector, or there are more than a build checks."
            )
        return text

    def placeholder_text(self) -> str:
        """Which values were read as missing labels, and which such words are classes; empty without any."""
        missing, classes = (self.placeholders[self.placeholders.is_missing == one] for one in (True, False))
        texts = []
        if len(missing):
            listed = ", ".join(f"{_quoted(row.word)} {row.documents:,}" for row in missing.itertuples())
            texts.append(f"{missing.documents.sum():,} labels are missing in all documents: {listed}.")
        if len(classes):
            listed = ", ".join(f"{_quoted(row.word)} {row.documents:,}" for row in classes.itertuples())
            texts.append(f"Checked as a class, because its documents resemble one another: {listed}.")
        return " ".join(texts)


def _quoted(word: str) -> str:
    return f'"{word}"' if word.strip() else "blank"


def checked_columns(connection: duckdb.DuckDBPyConnection) -> list[Column]:
    """The columns whose labels were checked: `documents.label` when it was, then columns of the input."""
    rows = connection.execute(
        "SELECT labels_in FROM label_checks GROUP BY labels_in ORDER BY labels_in NOT LIKE 'documents.%', labels_in"
    ).fetchall()
    return [column(connection, *name.split(".", 1)) for (name,) in rows]


def check_labels(connection: duckdb.DuckDBPyConnection, selection: Selection, by: Column) -> LabelCheck:
    """The labels of the selected documents in the column `by`, as the build checked them."""
    condition, labels_in = where(connection, selection), [Mislabelled(by.table, by.name).labels_in]
    placeholders = _placeholders(connection, labels_in)
    missing = placeholders.word[placeholders.is_missing.astype(bool)].tolist()
    ((labelled,),) = connection.execute(
        f"""SELECT count({identifier(by.name)}) FILTER (NOT list_contains(?::VARCHAR[], {identifier(by.name)}::VARCHAR))
        FROM {identifier(by.table)} WHERE {condition}""",
        [missing],
    ).fetchall()
    classes, accuracy, largest_share = _agreement(connection, labels_in)
    balance = connection.execute(
        f"""SELECT label, count(*) AS documents, count(*) FILTER (is_issue) AS suspected
        FROM label_checks WHERE labels_in = ? AND {condition} GROUP BY label ORDER BY documents DESC, label""",
        labels_in,
    ).df()
    return LabelCheck(
        labelled=labelled,
        judged=int(balance.documents.sum()),
        classes=classes,
        accuracy=accuracy,
        largest_share=largest_share,
        suspected=int(balance.suspected.sum()),
        suspects=_suspects(connection, condition, labels_in),
        overlaps=_overlaps(connection, condition, labels_in),
        balance=balance,
        placeholders=placeholders,
    )


def _agreement(connection: duckdb.DuckDBPyConnection, labels_in: list[str]) -> tuple[int, float, float]:
    """Of all checked labels in the column: the classes, the share that are the most probable ones, and the share of the
    largest class; NaN without any.
    """
    rows = connection.execute(
        """SELECT count(*), sum(n), sum(agree), max(n) FROM (
            SELECT count(*) AS n, count(*) FILTER (confidence >= suggested_confidence) AS agree
            FROM label_checks WHERE labels_in = ? GROUP BY label
        )""",
        labels_in,
    ).fetchall()
    classes, n, agree, largest = rows[0]
    return (classes, agree / n, largest / n) if n else (0, float("nan"), float("nan"))


def _placeholders(connection: duckdb.DuckDBPyConnection, labels_in: list[str]) -> pd.DataFrame:
    """word, documents, is_missing of the values that may say that there is no label; none in older workspaces."""
    if "label_placeholders" not in tables(connection):
        return pd.DataFrame({"word": [], "documents": [], "is_missing": []})
    return connection.execute(
        """SELECT word, documents, is_missing FROM label_placeholders WHERE labels_in = ?
        ORDER BY documents DESC, word""",
        labels_in,
    ).df()


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
