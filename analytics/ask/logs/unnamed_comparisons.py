"""What do comparisons without names of models show? How often the longer answer is preferred, and the pairs."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import tables
from analytics.ask.selection import Selection, where
from analytics.statistics.intervals import Rate, rate

MAX_PAIRS = 50
EXCERPT_CHARACTERS = 300


@dataclass(frozen=True)
class UnnamedComparisons:
    """`longer_wins` counts the comparisons with a winner whose answers differ in length; None without any.

    `pairs`: the first MAX_PAIRS decided ones, with prompt, preferred, other (the beginnings of their texts),
    preferred_words and other_words.
    """

    n: int
    ties: int
    longer_wins: Rate | None
    pairs: pd.DataFrame = field(repr=False)

    def summary_text(self) -> str:
        """How many comparisons there are, and whether longer answers win."""
        text = f"{self.n:,} comparison{'s' * (self.n != 1)} of answers without the names of the models"
        text += f", {self.ties:,} of them ties." if self.ties else "."
        if self.longer_wins is None:
            return text
        share = self.longer_wins
        effect = "Length has no significant effect"
        if share.low > 0.5 or share.high < 0.5:
            effect = f"The {'longer' if share.low > 0.5 else 'shorter'} answer wins more often"
        return (
            f"{text} {effect}: the longer one wins {share.value:.0%} of {share.n:,} comparisons "
            f"(95 % confidence interval {share.low:.0%} to {share.high:.0%})."
        )


def unnamed_comparisons(connection: duckdb.DuckDBPyConnection, selection: Selection) -> UnnamedComparisons:
    """Of the decided comparisons with a selected prompt or answer."""
    rows = _decided(connection, selection)
    wins = rows[rows["winner"].isin(["a", "b"])]
    pairs = wins.drop(columns=["winner", "prompt_doc_id"]).head(MAX_PAIRS).reset_index(drop=True)
    return UnnamedComparisons(len(rows), len(rows) - len(wins), _longer_wins(wins), pairs)


def _decided(connection: duckdb.DuckDBPyConnection, selection: Selection) -> pd.DataFrame:
    """The decided comparisons, with the beginnings and lengths of their texts."""
    is_selected = " OR ".join(
        f"coalesce({where(connection, selection, column)}, false)"
        for column in ("prompt_doc_id", "a_doc_id", "b_doc_id")
    )
    words, join = "NULL::BIGINT", ""
    if "signals" in tables(connection):
        words, join = "n_words", "LEFT JOIN signals USING (doc_id)"
    return connection.execute(
        f"""WITH decided AS (
            SELECT comparison_id, prompt_doc_id, winner, CASE winner WHEN 'b' THEN b_doc_id ELSE a_doc_id END AS won,
                CASE winner WHEN 'b' THEN a_doc_id ELSE b_doc_id END AS lost
            FROM comparisons WHERE winner IS NOT NULL AND ({is_selected})
        ), texts AS (
            SELECT doc_id, substr(text, 1, {EXCERPT_CHARACTERS}) AS text, {words} AS words FROM documents {join}
        )
        SELECT winner, prompt_doc_id, asked.text AS prompt, one.text AS preferred, other.text AS other,
            one.words AS preferred_words, other.words AS other_words
        FROM decided LEFT JOIN texts AS asked ON asked.doc_id = prompt_doc_id
        LEFT JOIN texts AS one ON one.doc_id = won LEFT JOIN texts AS other ON other.doc_id = lost
        ORDER BY comparison_id"""
    ).df()


def _longer_wins(wins: pd.DataFrame) -> Rate | None:
    """How often the preferred answer is the longer one; the interval allows for several comparisons of one prompt."""
    lengths = wins[["preferred_words", "other_words"]].to_numpy(float, na_value=np.nan)
    known = np.isfinite(lengths).all(axis=1) & (lengths[:, 0] != lengths[:, 1])
    if not known.any():
        return None
    prompts = wins["prompt_doc_id"].to_numpy(float, na_value=-1)[known]
    clusters = np.where(prompts >= 0, prompts, -1 - np.arange(len(prompts)))
    return rate((lengths[known, 0] > lengths[known, 1]).astype(float), np.asarray(pd.factorize(clusters)[0]))
