"""Comparisons of two answers: which models were compared, by which judges, and who won."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import tables
from analytics.ask.selection import Selection, where
from analytics.statistics.intervals import Rate, rate

OUTCOMES = {"a": 1.0, "b": 0.0, "tie": 0.5, "both_bad": 0.5}
"""The share of the win that a gets; a tie, good or bad, is half a win for both."""

ALL_KINDS = "all"
UNKNOWN_KIND = "unknown"

MIN_JUDGES = 5
"""Judges from which the variance between judges can be estimated."""

MIN_KNOWN_LENGTHS = 0.5
"""The share of comparisons with known lengths from which length can be controlled."""


@dataclass(frozen=True)
class Comparisons:
    """One row per comparison of two known models.

    `a` and `b` are codes of `models`, `judges` of `judge_names`, `prompts` from 0 (-1: unknown); `outcome` is the share
    of the win that a gets; `kinds` of judges are "user", "annotator", "model" or "unknown"; `is_order_known` is whether
    a is known to be shown first; `log_length_ratio` is ln(words of a / words of b) (NaN: unknown).
    """

    models: tuple[str, ...]
    judge_names: tuple[str, ...] = field(repr=False)
    a: np.ndarray = field(repr=False)
    b: np.ndarray = field(repr=False)
    outcome: np.ndarray = field(repr=False)
    judges: np.ndarray = field(repr=False)
    kinds: np.ndarray = field(repr=False)
    prompts: np.ndarray = field(repr=False)
    turns: np.ndarray = field(repr=False)
    is_order_known: np.ndarray = field(repr=False)
    log_length_ratio: np.ndarray = field(repr=False)

    def __len__(self) -> int:
        return len(self.a)

    def keep(self, rows: np.ndarray) -> Comparisons:
        """Only these rows (boolean)."""
        names = [one.name for one in fields(self) if one.name not in ("models", "judge_names")]
        return replace(self, **{name: getattr(self, name)[rows] for name in names})

    def of_kind(self, kind: str) -> Comparisons:
        """Those of one kind of judge, or all."""
        return self if kind == ALL_KINDS else self.keep(self.kinds == kind)

    @property
    def clusters(self) -> np.ndarray:
        """What is left out for intervals: prompts; the comparison itself when its prompt is unknown."""
        codes = np.where(self.prompts >= 0, self.prompts, -1 - np.arange(len(self)))
        return np.asarray(pd.factorize(codes)[0])

    @property
    def crossed(self) -> np.ndarray | None:
        """Judges, which are also left out for intervals; an unknown judge counts as a judge of one comparison. None
        with fewer than MIN_JUDGES known judges: the intervals then hold for these judges only.
        """
        if len(np.unique(self.judges[self.judges >= 0])) < MIN_JUDGES:
            return None
        codes = np.where(self.judges >= 0, self.judges, -1 - np.arange(len(self)))
        return np.asarray(pd.factorize(codes)[0])

    @property
    def ties(self) -> Rate:
        return rate((self.outcome == 0.5).astype(float), self.clusters, crossed=self.crossed)

    @property
    def has_lengths(self) -> bool:
        """Whether the lengths of both answers are known for most comparisons."""
        return bool(len(self)) and float(np.isfinite(self.log_length_ratio).mean()) > MIN_KNOWN_LENGTHS


def count(connection: duckdb.DuckDBPyConnection) -> int:
    """How many comparisons there are, with or without known models."""
    if "comparisons" not in tables(connection):
        return 0
    return int(connection.execute("SELECT count(*) FROM comparisons").fetchall()[0][0])


def load_comparisons(connection: duckdb.DuckDBPyConnection, selection: Selection) -> Comparisons:
    """All decided comparisons of two known models; with a selection, those with a selected prompt or answer."""
    rows = connection.execute(_query(connection, selection)).df()
    names = np.concatenate([rows.model_a.to_numpy(object), rows.model_b.to_numpy(object)])
    models, codes = np.unique(names, return_inverse=True)
    judges, judge_names = pd.factorize(rows.judge, sort=True)
    return Comparisons(
        models=tuple(map(str, models)),
        judge_names=tuple(map(str, judge_names)),
        a=codes[: len(rows)],
        b=codes[len(rows) :],
        outcome=rows.winner.map(OUTCOMES).to_numpy(float),
        judges=judges,
        kinds=rows.judge_kind.fillna(UNKNOWN_KIND).to_numpy(object),
        prompts=pd.factorize(rows.prompt)[0],
        turns=rows.turn.to_numpy(int),
        is_order_known=rows.is_order_known.to_numpy(bool),
        log_length_ratio=rows.log_length_ratio.to_numpy(float, na_value=np.nan),
    )


def _query(connection: duckdb.DuckDBPyConnection, selection: Selection) -> str:
    ratio, joins = "NULL", ""
    if "signals" in tables(connection):
        ratio = "ln((1 + length_a.n_words) / (1 + length_b.n_words))"
        joins = """LEFT JOIN signals AS length_a ON length_a.doc_id = a_doc_id
            LEFT JOIN signals AS length_b ON length_b.doc_id = b_doc_id"""
    columns = ("prompt_doc_id", "a_doc_id", "b_doc_id")
    is_selected = " OR ".join(f"coalesce({where(connection, selection, column)}, false)" for column in columns)
    return f"""
        SELECT model_a, model_b, winner, judge, judge_kind, coalesce(prompt_id, prompt_doc_id::VARCHAR) AS prompt,
            coalesce(turn, 0) AS turn, coalesce(in_order, false) AS is_order_known, {ratio} AS log_length_ratio
        FROM comparisons {joins}
        WHERE winner IS NOT NULL AND model_a IS NOT NULL AND model_b IS NOT NULL AND model_a <> model_b
            {f"AND ({is_selected})" if selection else ""}
        ORDER BY comparison_id"""
