"""What would people say about the documents that nobody labelled? The classifier says it, with probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from analytics.annotations.current import as_text
from analytics.annotations.events import Event
from analytics.annotations.files import FOLDER
from analytics.annotations.schema import AnySchema
from analytics.ask.labelling.orders import Labelled
from analytics.ask.labelling.predicting import fit
from analytics.ask.search import vectors
from analytics.ask.selection import Selection, doc_ids
from analytics.files import atomic_path
from analytics.statistics.intervals import wilson
from analytics.workspace.views import view_annotations

FOLDS = 5
MIN_LABELS = 20
BLOCK_ROWS = 8192


@dataclass(frozen=True)
class Propagated:
    """How many documents got a predicted label, and how often the classifier is right on labels that it did not see.

    `by_label`: label, documents, mean_probability.
    """

    documents: int
    taught_by: int
    accuracy: float
    low: float
    high: float
    by_label: pd.DataFrame = field(repr=False)

    def summary_text(self) -> str:
        return (
            f"{self.documents:,} documents have a predicted label. On labels that it did not learn from, the "
            f"classifier is right in {self.accuracy:.0%} ({self.low:.0%} to {self.high:.0%}, n = {self.taught_by:,})."
        )


def majority_labels(events: Sequence[Event], schema: AnySchema, known: np.ndarray) -> Labelled:
    """The label of each document with a vector (`known`, ascending doc_ids): of several people, the answer of most."""
    votes: dict[int, list[str]] = {}
    for one in events:
        if not one.is_gold and isinstance(one.value, (str, int)) and as_text(one.value) in schema.answers:
            votes.setdefault(one.doc_id, []).append(as_text(one.value))
    ids = np.array(sorted(votes), np.int64)
    ids = ids[np.isin(ids, known)]
    codes = {answer: code for code, answer in enumerate(schema.answers)}
    majority = [codes[max(votes[int(one)], key=votes[int(one)].count)] for one in ids]
    return Labelled(np.searchsorted(known, ids), np.array(majority, np.int64), max(len(codes), 2))


def propagate(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    selection: Selection,
    schema: AnySchema,
    events: Sequence[Event],
) -> Propagated | str:
    """Write the predicted labels of the selected documents without a label; what is missing where that cannot be."""
    known = vectors(connection)
    labels = majority_labels(events, schema, known.doc_id)
    if len(labels.rows) < MIN_LABELS or len(np.unique(labels.codes)) < 2:
        return f"Label at least {MIN_LABELS} documents, with at least two different answers, first."
    taught = known.matrix[labels.rows].astype(np.float32)
    chosen = doc_ids(connection, selection)
    chosen = chosen[np.isin(chosen, known.doc_id) & ~np.isin(chosen, known.doc_id[labels.rows])]
    rows = np.searchsorted(known.doc_id, chosen)
    centre = (
        known.matrix[rows[:: max(len(rows) // 4000, 1)]].astype(np.float32).mean(axis=0) if len(rows) else 0 * taught[0]
    )
    right = _right(taught, labels, centre)
    model = fit(taught, labels.codes, labels.n_classes, centre)
    blocks = [rows[start : start + BLOCK_ROWS] for start in range(0, len(rows), BLOCK_ROWS)]
    scores = [model.probabilities(known.matrix[block].astype(np.float32)) for block in blocks]
    probability = np.concatenate(scores) if scores else np.zeros((0, labels.n_classes), np.float32)
    table = pd.DataFrame(
        {
            "doc_id": chosen,
            "schema": schema.name,
            "label": np.array(schema.answers, object)[probability.argmax(axis=1)],
            "probability": probability.max(axis=1, initial=0).astype(np.float32),
            "is_predicted": True,
        }
    )
    with atomic_path(folder / FOLDER / f"{schema.name}.predicted.parquet") as path:
        table.to_parquet(path, index=False)
    view_annotations(connection)
    groups = table.groupby("label").probability
    by_label = pd.DataFrame({"documents": groups.size(), "mean_probability": groups.mean()}).reset_index()
    low, high = wilson(right.sum(), len(right))
    by_label = by_label.sort_values("documents", ascending=False, ignore_index=True)
    return Propagated(len(table), len(right), float(right.mean()), float(low), float(high), by_label)


def _right(taught: np.ndarray, labels: Labelled, centre: np.ndarray) -> np.ndarray:
    """bool, one a label: whether a model that did not learn from it predicts it."""
    fold = np.random.default_rng(0).permutation(len(taught)) % FOLDS
    right = np.zeros(len(taught), bool)
    for one in range(FOLDS):
        held = fold == one
        model = fit(taught[~held], labels.codes[~held], labels.n_classes, centre)
        right[held] = model.probabilities(taught[held]).argmax(axis=1) == labels.codes[held]
    return right
