"""How many of the selected documents repeat another, and how many do the decisions remove?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import duckdb
import pandas as pd

from analytics.ask.duplicates.pairs import Thresholds
from analytics.ask.selection import ALL, Selection, where
from analytics.ask.size import format_count, size

REASONS = {
    "copies": ("is a further copy of a text", "are further copies of a text"),
    "near": ("repeats another's words", "repeat another's words"),
    "semantic": ("says the same in other words", "say the same in other words"),
}
"""Why documents are removed, in words for one and for several of them."""


@dataclass(frozen=True)
class DuplicateSummary:
    """The duplicates among the selected documents, and what the decisions remove.

    `removed` counts documents, and `removed_tokens` their tokens (None while unknown), by REASONS: further copies of a
    text, documents that repeat the words of another, and documents that are close to one only by their embeddings.
    `without_words` documents have no word and can only be exact copies.
    """

    documents: int
    tokens: int | None
    clusters: int
    in_clusters: int
    removed: dict[str, int]
    removed_tokens: dict[str, int] | None
    without_words: int

    @property
    def removed_documents(self) -> int:
        return sum(self.removed.values())

    @property
    def all_removed_tokens(self) -> int | None:
        return None if self.removed_tokens is None else sum(self.removed_tokens.values())

    def summary_text(self) -> str:
        if not self.clusters:
            return f"None of {self.documents:,} documents repeats another."
        reasons = ", ".join(f"{count:,} {REASONS[name][count != 1]}" for name, count in self.removed.items() if count)
        removed = f"{self.removed_documents:,} document{'s' * (self.removed_documents != 1)}"
        if self.all_removed_tokens is not None and self.tokens:
            share = self.all_removed_tokens / self.tokens
            removed += f" and {format_count(self.all_removed_tokens)} tokens (est., {share:.1%})"
        return (
            f"{self.in_clusters:,} of {self.documents:,} documents ({self.in_clusters / self.documents:.1%}) "
            f"repeat one another, in {self.clusters:,} cluster{'s' * (self.clusters != 1)}. "
            f"{removed} could be removed: {reasons}."
        )


def summarize(
    connection: duckdb.DuckDBPyConnection, decided: pd.DataFrame, thresholds: Thresholds, selection: Selection = ALL
) -> DuplicateSummary:
    """The summary of `decisions`."""
    total = size(connection, selection)
    removed = _removed_by_reason(decided, thresholds)
    (without_words,) = connection.execute(
        f"SELECT count(*) FROM signatures WHERE n_shingles = 0 AND {where(connection, selection)}"
    ).fetchone() or (0,)
    tokens = {reason: decided.n_tokens[is_removed].sum() for reason, is_removed in removed.items()}
    return DuplicateSummary(
        documents=total.documents,
        tokens=total.tokens,
        clusters=decided.cluster.nunique(),
        in_clusters=len(decided),
        removed={reason: int(is_removed.sum()) for reason, is_removed in removed.items()},
        removed_tokens=None if total.tokens is None else {reason: int(n) for reason, n in tokens.items()},
        without_words=without_words,
    )


def _removed_by_reason(decided: pd.DataFrame, thresholds: Thresholds) -> dict[str, pd.Series]:
    """For each of REASONS whether a document is removed for it (bool, one for each row of `decided`)."""
    kept_first = decided.sort_values("kept", ascending=False, kind="stable")
    is_copy = kept_first.duplicated("text").reindex(decided.index)
    by_words = replace(thresholds, cosine=None).reached(decided) | decided.cosine.isna()
    is_other = ~decided.kept & ~is_copy
    return {"copies": is_copy, "near": is_other & by_words, "semantic": is_other & ~by_words}
