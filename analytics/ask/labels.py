"""Which labels are likely wrong, how are the classes balanced, and which of them overlap? Counted from the verdicts of
the build.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import pandas as pd

from analytics.ask.columns import Column, column, tables
from analytics.ask.filters import Mislabelled
from analytics.ask.selection import Selection, where
from analytics.sql import identifier

SHOWN = 50
"""Rows of each table; there may be more."""


@dataclass(frozen=True)
class Checked:
    """What was found among the labels of `documents` selected documents that could be judged, of `labelled` that carry
    one.

    A label was judged among all documents, whatever is selected. `accuracy`: share of all judged documents whose label
    is the likeliest of `classes`. `found` labels look wrong; `suspects`: doc_id, label, suggested of the most
    suspicious, those first. `pairs`: label, belongs_to, documents, suspected - labels whose documents confidently
    belong to another class, the most frequent first. `balance`: label, documents, suspected.
    """

    labelled: int
    documents: int
    classes: int
    accuracy: float
    found: int
    suspects: pd.DataFrame = field(repr=False)
    pairs: pd.DataFrame = field(repr=False)
    balance: pd.DataFrame = field(repr=False)

    def summary_text(self) -> str:
        if not self.documents:
            return f"Of {self.labelled:,} labelled documents none was judged: their classes are too small, or they have no vectors."
        unjudged = self.labelled - self.documents
        return (
            f"{self.found:,} of {self.documents:,} labels ({self.found / self.documents:.1%}) may be wrong. By their meaning alone {self.accuracy:.0%} "
            f"of all judged documents would get the label they carry, out of {self.classes}; where that is low, classes overlap and a suspicion means less."
            + (
                f" {unjudged:,} more labels were not judged: their classes are too small or too many, the document has no vector, or there are more than a build judges."
                if unjudged
                else ""
            )
        )


def choices(connection: duckdb.DuckDBPyConnection) -> list[Column]:
    """The columns whose labels were judged: the label itself where there is one, then those of the input."""
    found = connection.execute(
        "SELECT labels_in FROM label_checks GROUP BY labels_in ORDER BY labels_in NOT LIKE 'documents.%', labels_in"
    ).fetchall()
    return [column(connection, *name.split(".", 1)) for (name,) in found]


def check(connection: duckdb.DuckDBPyConnection, selection: Selection, by: Column) -> Checked:
    """What the build found about the labels in a column, among the selected documents."""
    chosen, suspected = where(connection, selection), Mislabelled(by.table, by.name)
    judged = f"FROM label_checks WHERE labels_in = ? AND {chosen}"
    (labelled,) = connection.execute(
        f"SELECT count({identifier(by.name)}) FROM {identifier(by.table)} WHERE {chosen}"
    ).fetchone() or (0,)
    classes, accuracy = connection.execute(
        "SELECT count(DISTINCT label), avg((confidence >= suggested_confidence)::INTEGER) FROM label_checks WHERE labels_in = ?",
        [suspected.labels_in],
    ).fetchone() or (0, None)
    balance = connection.execute(
        f"""SELECT label, count(*) AS documents, count(*) FILTER (is_issue) AS suspected {judged} GROUP BY label ORDER BY documents DESC, label""",
        [suspected.labels_in],
    ).df()
    suspects = connection.execute(
        f"SELECT doc_id, label, suggested {judged} AND is_issue ORDER BY confidence, doc_id LIMIT {SHOWN}",
        [suspected.labels_in],
    ).df()
    pairs = connection.execute(
        f"""SELECT label, belongs_to, count(*) AS documents, count(*) FILTER (is_issue) AS suspected {judged} AND belongs_to IS NOT NULL
            GROUP BY label, belongs_to ORDER BY documents DESC, label, belongs_to LIMIT {SHOWN}""",
        [suspected.labels_in],
    ).df()
    documents = int(balance.documents.sum())
    return Checked(
        labelled,
        documents,
        classes,
        float("nan") if accuracy is None else accuracy,
        int(balance.suspected.sum()),
        suspects,
        pairs,
        balance,
    )


def beginnings(connection: duckdb.DuckDBPyConnection, selection: Selection, doc_ids: tuple[int, ...]) -> list[str]:
    """The first 200 characters of these documents on one line each, in their order; they depend on no selection."""
    ids = ", ".join(str(int(doc_id)) for doc_id in doc_ids) or "NULL"
    found = dict(
        connection.execute(f"SELECT doc_id, substr(text, 1, 200) FROM documents WHERE doc_id IN ({ids})").fetchall()
    )
    return [" ".join(found[doc_id].split()) for doc_id in doc_ids]


def evidence(connection: duckdb.DuckDBPyConnection, doc_id: int, by: Column) -> pd.DataFrame:
    """What stands near a document: neighbor_id, similarity, label (None without one), text (its beginning), the nearest
    first.
    """
    if "neighbors" not in tables(connection):
        return pd.DataFrame(columns=["neighbor_id", "similarity", "label", "text"])
    near = connection.execute(
        "SELECT neighbor_id, similarity FROM neighbors WHERE doc_id = ? ORDER BY rank", [doc_id]
    ).df()
    ids = tuple(int(one) for one in near.neighbor_id)
    listed = ", ".join(map(str, ids)) or "NULL"
    named = dict(
        connection.execute(
            f"SELECT doc_id, CAST({identifier(by.name)} AS VARCHAR) FROM {identifier(by.table)} WHERE doc_id IN ({listed})"
        ).fetchall()
    )
    return near.assign(label=[named.get(one) for one in ids], text=beginnings(connection, Selection(), ids))
