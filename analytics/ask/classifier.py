"""How far can the quality classifier be trusted, which words decide, and how does each source score?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pandas as pd

from analytics.ask.selection import Selection, where
from analytics.sql import identifier
from analytics.statistics.intervals import Estimate
from analytics.workspace import Manifest

NO_SOURCE = "(no source)"
MAX_SOURCES = 30


@dataclass(frozen=True)
class Evaluation:
    """How a classifier does on held-out documents. `reliability` as of statistics.classification."""

    auc: Estimate
    accuracy: Estimate
    calibration_error: Estimate
    reliability: pd.DataFrame = field(repr=False)

    @classmethod
    def of(cls, notes: Mapping[str, Any]) -> Evaluation:
        auc, accuracy, error = (Estimate(*notes[name]) for name in ("auc", "accuracy", "calibration_error"))
        return cls(auc, accuracy, error, pd.DataFrame(notes["reliability"]))


@dataclass(frozen=True)
class Training:
    """The training behind the current scores: descriptions of the two sides, and counts of documents as (like, unlike).

    `both_sides` documents were on both sides and count for neither. `repeats` are duplicates that were not trained on.
    """

    like: str
    unlike: str
    trained_on: tuple[int, int]
    held_out: tuple[int, int]
    both_sides: int
    repeats: int
    seconds: float
    words: Evaluation
    vectors: Evaluation | None

    def summary_text(self) -> str:
        auc, accuracy = self.words.auc, self.words.accuracy
        return (
            f"Of {sum(self.held_out):,} held-out documents, it puts {accuracy.value:.1%} "
            f"({accuracy.low:.1%} to {accuracy.high:.1%}) on the right side; "
            "a positive example scores above a negative one in "
            f"{auc.value:.2%} of pairs ({auc.low:.2%} to {auc.high:.2%})."
        )


def training(manifest: Manifest) -> Training | None:
    """The training behind the current scores; None when there are no scores."""
    if "classifier" not in manifest.stages or "quality" not in manifest.tables:
        return None
    record = manifest.stages["classifier"]
    notes = record.notes
    return Training(
        like=notes["like"],
        unlike=notes["unlike"],
        trained_on=(notes["like_taught"], notes["unlike_taught"]),
        held_out=(notes["like_held_out"], notes["unlike_held_out"]),
        both_sides=notes["both_sides"],
        repeats=notes["repeats"],
        seconds=record.seconds,
        words=Evaluation.of(notes["words"]),
        vectors=Evaluation.of(notes["vectors"]) if "vectors" in notes else None,
    )


def sources(connection: duckdb.DuckDBPyConnection, selection: Selection) -> list[str | None]:
    """The sources of the selected documents, the largest first; None for missing."""
    rows = connection.execute(
        f"SELECT source FROM documents WHERE {where(connection, selection)} GROUP BY 1 ORDER BY count(*) DESC, source"
    ).fetchall()
    return [source for (source,) in rows]


def top_features(connection: duckdb.DuckDBPyConnection, selection: Selection) -> pd.DataFrame:
    """The words with the largest contributions for and against: word, weight, contribution (to the mean distance
    between the sides, in logits), like_share, unlike_share. They do not depend on the selection.
    """
    return connection.execute(
        """SELECT word, weight, contribution, like_share, unlike_share
        FROM classifier_words ORDER BY contribution DESC"""
    ).df()


def scores_by_source(
    connection: duckdb.DuckDBPyConnection, selection: Selection, column: str = "quality_score"
) -> pd.DataFrame:
    """Quantiles of a score in each source: source, documents, p05, p25, median, p75, p95, the highest median first."""
    scores = f"SELECT doc_id, {identifier(column)} AS v FROM quality WHERE {where(connection, selection)}"
    return connection.execute(
        f"""
        WITH by_source AS (
            SELECT source, count(v) AS documents, quantile_disc(v, [0.05, 0.25, 0.5, 0.75, 0.95]) AS q
            FROM ({scores}) JOIN documents USING (doc_id) WHERE v IS NOT NULL GROUP BY source
        )
        SELECT coalesce(source, '{NO_SOURCE}') AS source, documents,
            q[1] AS p05, q[2] AS p25, q[3] AS median, q[4] AS p75, q[5] AS p95
        FROM by_source ORDER BY median DESC, source LIMIT {MAX_SOURCES}
        """
    ).df()
