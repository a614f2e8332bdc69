"""Which labels are likely wrong, how are the classes balanced, and which of them overlap?"""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.ask.columns import Column, column, columns, tables
from analytics.ask.selection import ALL, Selection, where
from analytics.sql import identifier
from analytics.statistics.labels import combined, confident_joint, issues, neighbour_votes, out_of_fold

LEAST_OF_A_CLASS = 10
"""Smaller classes cannot be learnt: their documents are not judged."""
MOST_CLASSES, MOST_DOCUMENTS = 200, 20_000
"""Beyond these the largest classes, and documents by a hash of their id, are judged."""


@dataclass(frozen=True)
class Checked:
    """What was found among the labels of `documents` documents in `classes` classes that could be judged, of `labelled` that carry one.

    `suspects`: doc_id, label, suggested, confidence (probability of the given label), suggested_confidence, is_issue (confident
    learning says so, and the neighbours' labels too); the most suspicious first. `pairs`: label, belongs_to, documents - labels whose documents confidently belong to another class, the most frequent first.
    `balance`: label, documents, suspected.
    """

    labelled: int
    documents: int
    classes: int
    accuracy: float
    suspects: pd.DataFrame = field(repr=False)
    pairs: pd.DataFrame = field(repr=False)
    balance: pd.DataFrame = field(repr=False)

    @property
    def found(self) -> int:
        return int(self.suspects.is_issue.sum())

    def sentence(self) -> str:
        if not self.documents:
            return f"Of {self.labelled:,} labelled documents none can be judged: it takes two classes of {LEAST_OF_A_CLASS} documents with vectors."
        return (
            f"{self.found:,} of {self.documents:,} labels ({self.found / self.documents:.1%}) may be wrong. By their meaning alone {self.accuracy:.0%} "
            f"of the documents would get the label they carry, out of {self.classes}; where that is low, classes overlap and a suspicion means less."
        )


def choices(connection: duckdb.DuckDBPyConnection) -> list[Column]:
    """The columns that may hold labels: the label itself where there is one, then text columns of the input that name few classes."""
    found = [one for one in columns(connection, "documents") if one.name == "label"]
    found += [one for one in columns(connection, "metadata") if one.type == "VARCHAR"]
    counts = [
        (
            connection.execute(f"SELECT count({identifier(one.name)}), approx_count_distinct({identifier(one.name)}) FROM {identifier(one.table)}").fetchone()
            or (0, 0)
        )
        for one in found
    ]
    return [one for one, (rows, classes) in zip(found, counts, strict=True) if 1 < classes <= max(2, rows // LEAST_OF_A_CLASS)]


def check(connection: duckdb.DuckDBPyConnection, selection: Selection, by: Column) -> Checked:
    """Judge the labels in a column by the vectors and the neighbours of the selected documents."""
    by = column(connection, by.table, by.name)
    labelled, doc_ids, names, labels, vectors = judged(connection, selection, by)
    if len(names) < 2:
        nothing = {
            "suspects": ["doc_id", "label", "suggested", "confidence", "suggested_confidence", "is_issue"],
            "pairs": ["label", "belongs_to", "documents"],
        }
        empty = {name: pd.DataFrame(columns=some) for name, some in nothing.items()}
        return Checked(labelled, 0, len(names), float("nan"), **empty, balance=pd.DataFrame(columns=["label", "documents", "suspected"]))
    probabilities = out_of_fold(vectors, labels)
    agreed = np.ones(len(labels), bool)
    if "neighbors" in tables(connection):
        votes = neighbour_votes(labels, len(names), *edges(connection, doc_ids))
        probabilities = combined(probabilities, votes)
        agreed = votes.argmax(axis=1) == probabilities.argmax(axis=1)
    rows = np.arange(len(labels))
    others = probabilities.copy()
    others[rows, labels] = -1.0
    best = others.argmax(axis=1)
    suspects = pd.DataFrame(
        {
            "doc_id": doc_ids,
            "label": names[labels],
            "suggested": names[best],
            "confidence": probabilities[rows, labels],
            "suggested_confidence": probabilities[rows, best],
            "is_issue": issues(labels, probabilities) & agreed,
        }
    )
    balance = suspects.groupby("label").agg(documents=("doc_id", "size"), suspected=("is_issue", "sum")).sort_values("documents", ascending=False).reset_index()
    accuracy = float((probabilities.argmax(axis=1) == labels).mean())
    return Checked(
        labelled, len(labels), len(names), accuracy, suspects.sort_values("confidence", ignore_index=True), _pairs(labels, probabilities, names), balance
    )


def beginnings(connection: duckdb.DuckDBPyConnection, selection: Selection, doc_ids: tuple[int, ...]) -> list[str]:
    """The first 200 characters of these documents on one line each, in their order; they depend on no selection."""
    ids = ", ".join(str(int(doc_id)) for doc_id in doc_ids) or "NULL"
    found = dict(connection.execute(f"SELECT doc_id, substr(text, 1, 200) FROM documents WHERE doc_id IN ({ids})").fetchall())
    return [" ".join(found[doc_id].split()) for doc_id in doc_ids]


def evidence(connection: duckdb.DuckDBPyConnection, doc_id: int, by: Column) -> pd.DataFrame:
    """What stands near a document: neighbor_id, similarity, label (None without one), text (its beginning), the nearest first."""
    if "neighbors" not in tables(connection):
        return pd.DataFrame(columns=["neighbor_id", "similarity", "label", "text"])
    near = connection.execute("SELECT neighbor_id, similarity FROM neighbors WHERE doc_id = ? ORDER BY rank", [doc_id]).df()
    ids = tuple(int(one) for one in near.neighbor_id)
    listed = ", ".join(map(str, ids)) or "NULL"
    named = dict(connection.execute(f"SELECT doc_id, CAST({identifier(by.name)} AS VARCHAR) FROM {identifier(by.table)} WHERE doc_id IN ({listed})").fetchall())
    return near.assign(label=[named.get(one) for one in ids], text=beginnings(connection, ALL, ids))


def judged(connection: duckdb.DuckDBPyConnection, selection: Selection, by: Column) -> tuple[int, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """How many documents carry a label; and of those that can be judged doc_ids, names of classes, their codes, and vectors."""
    chosen = where(connection, selection)
    (labelled,) = connection.execute(f"SELECT count({identifier(by.name)}) FROM {identifier(by.table)} WHERE {chosen}").fetchone() or (0,)
    found = (
        connection.cursor()
        .sql(
            f"""WITH named AS (SELECT doc_id, CAST({identifier(by.name)} AS VARCHAR) AS label FROM {identifier(by.table)} SEMI JOIN embeddings USING (doc_id)
                WHERE {identifier(by.name)} IS NOT NULL AND {chosen} ORDER BY hash(doc_id), doc_id LIMIT {MOST_DOCUMENTS}),
            classes AS (SELECT label FROM named GROUP BY label HAVING count(*) >= {LEAST_OF_A_CLASS} ORDER BY count(*) DESC, label LIMIT {MOST_CLASSES})
        SELECT doc_id, label FROM named SEMI JOIN classes USING (label) ORDER BY doc_id"""
        )
        .to_arrow_table()
    )
    embedded = connection.cursor().sql("SELECT doc_id, vector FROM embeddings SEMI JOIN found USING (doc_id)").to_arrow_table()
    ascending = np.argsort(embedded.column("doc_id").to_numpy())  # here, as DuckDB takes long to sort whole vectors
    values = embedded.column("vector").combine_chunks().flatten().to_numpy()
    vectors = values.reshape(len(embedded), -1)[ascending] if len(embedded) else np.empty((0, 0), np.float32)
    coded = found.column("label").combine_chunks().dictionary_encode()
    order = np.argsort(np.array(coded.dictionary.to_pylist(), dtype=object))
    names, labels = np.array(coded.dictionary.to_pylist(), dtype=object)[order], np.argsort(order)[coded.indices.to_numpy()]
    return labelled, found.column("doc_id").to_numpy(), names, labels, vectors


def edges(connection: duckdb.DuckDBPyConnection, doc_ids: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The neighbour graph among these documents, by their places: document, neighbour, similarity."""
    judged = pa.table({"doc_id": doc_ids, "place": np.arange(len(doc_ids))})  # noqa: F841 - DuckDB finds it by its name
    found = connection.execute(
        """SELECT here.place AS document, there.place AS neighbour, similarity FROM neighbors
            JOIN judged AS here USING (doc_id) JOIN judged AS there ON neighbor_id = there.doc_id"""
    ).fetchnumpy()
    return found["document"], found["neighbour"], np.asarray(found["similarity"], float)


def _pairs(labels: np.ndarray, probabilities: np.ndarray, names: np.ndarray) -> pd.DataFrame:
    joint = confident_joint(labels, probabilities)
    np.fill_diagonal(joint, 0)
    given, real = np.nonzero(joint)
    found = pd.DataFrame({"label": names[given], "belongs_to": names[real], "documents": joint[given, real]})
    return found.sort_values(["documents", "label", "belongs_to"], ascending=[False, True, True], ignore_index=True)
