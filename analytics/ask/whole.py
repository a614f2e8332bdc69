"""What is this workspace a sample of? Exact totals of the whole corpus, where it is one (`dataloupe sample-of`)."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from analytics.ask.columns import tables
from analytics.ask.size import format_count
from analytics.errors import DataloupeError


@dataclass(frozen=True)
class Whole:
    """The whole corpus: its documents and estimated tokens, documents with an exact copy, documents in a pair of
    near-duplicates (Jaccard of at least 0.8), and how many documents the sample has.
    """

    documents: int
    tokens: int
    copies: int
    near_duplicates: int
    sampled: int

    def summary_text(self) -> str:
        return (
            f"A sample: {format_count(self.sampled)} of {format_count(self.documents)} documents. The whole has about "
            f"{format_count(self.tokens)} tokens; {self.copies / self.documents:.1%} of its documents have an exact "
            f"copy, and {self.near_duplicates / self.documents:.1%} a near-duplicate."
        )


def by_source(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The rows of the table `whole`, the largest source first: source, documents, tokens, copies, near_duplicates,
    sampled. Raises DataloupeError where the workspace is not a sample.
    """
    if "whole" not in tables(connection):
        raise DataloupeError("This workspace is not a sample of a larger corpus. `dataloupe sample-of` draws one.")
    return connection.execute("SELECT * FROM whole ORDER BY documents DESC, source").df()


def whole(connection: duckdb.DuckDBPyConnection) -> Whole | None:
    """The totals of the whole; None where the workspace is not a sample of a larger corpus."""
    if "whole" not in tables(connection):
        return None
    names = ("documents", "tokens", "copies", "near_duplicates", "sampled")
    sums = ", ".join(f"sum({name})::BIGINT" for name in names)
    ((*counts,),) = connection.execute(f"SELECT {sums} FROM whole").fetchall()
    return Whole(*counts)
