"""What tells two selections apart? How large they are and how far they overlap, their terms and columns, and what users
say of each.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import tables
from analytics.ask.comparison.column_differences import differing_columns
from analytics.ask.comparison.document_groups import GroupPair
from analytics.ask.comparison.term_differences import distinctive_terms
from analytics.ask.logs.ratings import feedback_kinds, load_ratings
from analytics.ask.selection import Selection, doc_ids, where
from analytics.ask.size import Size, size
from analytics.statistics.intervals import Estimate, Rate, difference, rate


@dataclass(frozen=True)
class Sizes:
    """How large two selections are, and how many documents are in both: those count for the first only."""

    a: Size
    b: Size
    both: int

    @property
    def comparable(self) -> bool:
        """Whether both sides hold a document that the other has not."""
        return self.a.documents > 0 and self.b.documents > self.both

    def summary_text(self) -> str:
        """The sizes in words; that there is nothing to compare, where there is not."""
        if not self.comparable:
            return f"There is nothing to compare: {self.a.describe()} against {self.b.documents - self.both:,} others."
        if self.both == self.a.documents:
            return f"{self.a.describe()} against the {self.b.documents - self.both:,} others."
        shared = f" {self.both:,} are in both and count for the first only." if self.both else ""
        return f"{self.a.describe()} against {self.b.describe()}.{shared}"


def sizes(connection: duckdb.DuckDBPyConnection, a: Selection, b: Selection) -> Sizes:
    """The sizes of two selections."""
    ((both,),) = connection.execute(
        f"SELECT count(*) FROM documents WHERE {where(connection, a)} AND {where(connection, b)}"
    ).fetchall()
    return Sizes(size(connection, a), size(connection, b), both)


def terms(connection: duckdb.DuckDBPyConnection, a: Selection, b: Selection) -> pd.DataFrame:
    """The terms of each, as of `distinctive_terms`."""
    return distinctive_terms(connection, GroupPair.of(connection, a, b))


def columns(connection: duckdb.DuckDBPyConnection, a: Selection, b: Selection) -> pd.DataFrame:
    """The columns and signals that are distributed most differently, as of `differing_columns`."""
    return differing_columns(connection, GroupPair.of(connection, a, b), n=12)


def feedback(connection: duckdb.DuckDBPyConnection, a: Selection, b: Selection) -> pd.DataFrame:
    """What users say of each: one row a kind of feedback that both have, with name, n_a, n_b, mean_a, mean_b (0 worst
    to 1 best), difference, low, high (95 %, by Newcombe's method, of intervals that allow for users who rate more than
    once). Empty without logs.
    """
    rows = []
    if {"feedback", "turns"} <= tables(connection):
        inside, other = doc_ids(connection, a), doc_ids(connection, b)
        other = np.setdiff1d(other, inside)
        for one in feedback_kinds(connection):
            of = load_ratings(connection, one.name)
            sides: list[Rate] = []
            for ids in (inside, other):
                rated = of.is_rated & np.isin(of.doc_ids, ids)
                sides.append(rate(of.values[rated], np.asarray(pd.factorize(of.users[rated])[0])))
            if sides[0].n and sides[1].n:
                apart: Estimate = difference(sides[0], sides[1])
                rows.append(
                    (
                        one.name,
                        sides[0].n,
                        sides[1].n,
                        sides[0].value,
                        sides[1].value,
                        apart.value,
                        apart.low,
                        apart.high,
                    )
                )
    return pd.DataFrame(rows, columns=["name", "n_a", "n_b", "mean_a", "mean_b", "difference", "low", "high"])
