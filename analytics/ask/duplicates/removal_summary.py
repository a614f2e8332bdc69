"""How many of the selected documents repeat another, and how much do the decisions remove?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import duckdb
import pandas as pd

from analytics.ask.duplicates.pairs import Thresholds
from analytics.ask.selection import ALL, Selection, where
from analytics.ask.size import format_count, size

KINDS = {
    "copies": ("is a further copy of a text", "are further copies of a text"),
    "near": ("repeats another's words", "repeat another's words"),
    "semantic": ("says the same in other words", "say the same in other words"),
}
"""What makes documents go, in words for one and for several of them."""


@dataclass(frozen=True)
class DuplicateSummary:
    """What repeats among the selected documents, and what the decisions remove.

    `removed` counts documents, and `removed_tokens` their tokens (None while unknown), by what makes them go (KINDS):
    further copies of a text, then what repeats another text's words, then what is close to one only by its embedding.
    `wordless` documents have no word and can only be exact copies.
    """

    documents: int
    tokens: int | None
    clusters: int
    in_clusters: int
    removed: dict[str, int]
    removed_tokens: dict[str, int] | None
    wordless: int

    @property
    def removed_documents(self) -> int:
        return sum(self.removed.values())

    @property
    def all_removed_tokens(self) -> int | None:
        return None if self.removed_tokens is None else sum(self.removed_tokens.values())

    def summary_text(self) -> str:
        """The findings in words and numbers."""
        if not self.clusters:
            return f"None of {self.documents:,} documents repeats another."
        parts = ", ".join(f"{count:,} {KINDS[kind][count != 1]}" for kind, count in self.removed.items() if count)
        gone = f"{self.removed_documents:,} document{'s' * (self.removed_documents != 1)}"
        tokens, all_tokens = self.all_removed_tokens, self.tokens
        cost = (
            ""
            if tokens is None or not all_tokens
            else f" and {format_count(tokens)} tokens (est., {tokens / all_tokens:.1%})"
        )
        return (
            f"{self.in_clusters:,} of {self.documents:,} documents ({self.in_clusters / self.documents:.1%}) repeat one another, "
            f"in {self.clusters:,} cluster{'s' * (self.clusters != 1)}. {gone}{cost} could go: {parts}."
        )


def summarize(
    connection: duckdb.DuckDBPyConnection, decided: pd.DataFrame, thresholds: Thresholds, selection: Selection = ALL
) -> DuplicateSummary:
    """What `keep.decisions` come to."""
    total = size(connection, selection)
    again = decided.sort_values("kept", ascending=False, kind="stable").duplicated("text").reindex(decided.index)
    by_words = replace(thresholds, cosine=None).reached(decided) | decided.cosine.isna()
    gone = {"copies": again, "near": ~decided.kept & ~again & by_words, "semantic": ~decided.kept & ~again & ~by_words}
    (wordless,) = connection.execute(
        f"SELECT count(*) FROM signatures WHERE n_shingles = 0 AND {where(connection, selection)}"
    ).fetchone() or (0,)
    return DuplicateSummary(
        documents=total.documents,
        tokens=total.tokens,
        clusters=decided.cluster.nunique(),
        in_clusters=len(decided),
        removed={name: int(these.sum()) for name, these in gone.items()},
        removed_tokens=None
        if total.tokens is None
        else {name: int(decided.n_tokens[these].sum()) for name, these in gone.items()},
        wordless=wordless,
    )
