"""How do two selections differ? Their sizes and overlap, terms, columns, and the feedback of users."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import tables
from analytics.ask.comparison.column_differences import differing_columns
from analytics.ask.comparison.document_groups import GroupPair
from analytics.ask.comparison.term_differences import distinctive_terms
from analytics.ask.logs.feedback_kinds import feedback_kinds
from analytics.ask.logs.ratings import Ratings, load_ratings
from analytics.ask.selection import Selection, doc_ids, where
from analytics.ask.size import Size, size
from analytics.statistics.intervals import Rate, difference, rate

MAX_COLUMNS = 12
EXAMPLES, EXCERPT_CHARACTERS = 5, 400
FEEDBACK_COLUMNS = ("name", "n_a", "n_b", "mean_a", "mean_b", "difference", "low", "high")


@dataclass(frozen=True)
class Sizes:
    """The sizes of two selections, and how many documents are in `both`. These count for the first selection only."""

    a: Size
    b: Size
    both: int

    @property
    def comparable(self) -> bool:
        """Whether each side has a document that the other has not."""
        return self.a.documents > 0 and self.b.documents > self.both

    def summary_text(self) -> str:
        """The sizes in words, or that there is nothing to compare."""
        others = self.b.documents - self.both
        if not self.comparable:
            return f"There is nothing to compare: {self.a.describe()} against {others:,} others."
        if self.both == self.a.documents:
            return f"{self.a.describe()} against the {others:,} others."
        shared = f" {self.both:,} are in both and count for the first only." if self.both else ""
        return f"{self.a.describe()} against {self.b.describe()}.{shared}"


def sizes(connection: duckdb.DuckDBPyConnection, a: Selection, b: Selection) -> Sizes:
    """The sizes of two selections."""
    ((both,),) = connection.execute(
        f"SELECT count(*) FROM documents WHERE {where(connection, a)} AND {where(connection, b)}"
    ).fetchall()
    return Sizes(size(connection, a), size(connection, b), both)


def terms(
    connection: duckdb.DuckDBPyConnection, a: Selection, b: Selection, function_words: bool = False
) -> pd.DataFrame:
    """The terms that differ, as of `distinctive_terms`."""
    return distinctive_terms(connection, GroupPair.of(connection, a, b), function_words=function_words)


def examples(connection: duckdb.DuckDBPyConnection, a: Selection, b: Selection) -> pd.DataFrame:
    """The beginnings of a few documents of each side, always the same ones: side ("first" or "second"), doc_id,
    excerpt.
    """
    groups = GroupPair.of(connection, a, b)
    return connection.execute(
        f"""WITH chosen AS ({groups.sampled(EXAMPLES)})
        SELECT if(a, 'first', 'second') AS side, doc_id, substr(text, 1, {EXCERPT_CHARACTERS}) AS excerpt
        FROM chosen JOIN documents USING (doc_id) ORDER BY a DESC, doc_id"""
    ).df()


def columns(connection: duckdb.DuckDBPyConnection, a: Selection, b: Selection) -> pd.DataFrame:
    """The columns and signals that differ, as of `differing_columns`."""
    return differing_columns(connection, GroupPair.of(connection, a, b), n=MAX_COLUMNS)


def feedback(connection: duckdb.DuckDBPyConnection, a: Selection, b: Selection) -> pd.DataFrame:
    """The ratings of both selections: a row for each kind of feedback that both have, with name, n_a, n_b, mean_a,
    mean_b (0 worst to 1 best), difference, low, high. Empty without logs.

    The interval of the difference is at 95 %, by Newcombe's method, from intervals that allow for users who rate more
    than once.
    """
    rows = []
    if {"feedback", "turns"} <= tables(connection):
        in_a = doc_ids(connection, a)
        in_b = np.setdiff1d(doc_ids(connection, b), in_a)
        for kind in feedback_kinds(connection):
            all_ratings = load_ratings(connection, kind.name)
            rate_a, rate_b = _rate_among(all_ratings, in_a), _rate_among(all_ratings, in_b)
            if rate_a.n and rate_b.n:
                gap = difference(rate_a, rate_b)
                means = (rate_a.value, rate_b.value)
                rows.append((kind.name, rate_a.n, rate_b.n, *means, gap.value, gap.low, gap.high))
    return pd.DataFrame(rows, columns=FEEDBACK_COLUMNS)


def _rate_among(ratings: Ratings, ids: np.ndarray) -> Rate:
    """The mean rating of these documents, with its interval."""
    rated = ratings.is_rated & np.isin(ratings.doc_ids, ids)
    return rate(ratings.values[rated], np.asarray(pd.factorize(ratings.users[rated])[0]))
