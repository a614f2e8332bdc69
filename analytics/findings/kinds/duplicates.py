"""How much of the text repeats, and which source repeats another most?"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pandas as pd

from analytics.ask.duplicates import DuplicateGraph, KeepPolicy, Thresholds, decisions, graph, overlap, summarize
from analytics.ask.filters import Values
from analytics.ask.size import is_log as consists_of_logs
from analytics.findings.finding import ACTION, DESCRIPTION, Finding
from analytics.findings.text import name_of, percent
from analytics.recipe.steps import Deduplicate

TABLES = ("documents", "signals", "signatures", "duplicate_pairs")
MIN_SHARED = 0.02
"""The share of a source in another one from which it is reported."""


def candidates(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """The tokens that deduplication removes, and the source of which most is also in another."""
    pairs, thresholds, policy = graph(connection), Thresholds(), KeepPolicy()
    summary = summarize(connection, decisions(connection, pairs, thresholds, policy), thresholds)
    tokens = summary.all_removed_tokens
    if summary.clusters and summary.tokens and tokens is not None:
        share, is_log = tokens / summary.tokens, consists_of_logs(connection)
        of_documents = percent(summary.removed_documents / summary.documents)
        n, unit = summary.removed_documents, "message" if is_log else "document"
        repeating = f"{n:,} {unit} ({of_documents}) repeats" if n == 1 else f"{n:,} {unit}s ({of_documents}) repeat"
        yield Finding(
            kind="duplicates",
            sentence=f"{repeating} others, with {percent(share)} of all tokens.",
            value=share,
            low=share,
            high=share,
            n=summary.documents,
            page="duplicates",
            share_affected=share,
            strength=1.0,
            weight=DESCRIPTION if is_log else ACTION,
            affected_documents=summary.removed_documents,
            affected_tokens=tokens,
            action=None if is_log else Deduplicate.of(thresholds, policy),
        )
    yield from _shared_sources(connection, pairs, summary.documents)


def _shared_sources(connection: duckdb.DuckDBPyConnection, pairs: DuplicateGraph, documents: int) -> Iterator[Finding]:
    cells = overlap(connection, pairs)
    other = cells[(cells.source != cells.other) & (cells.share_of_documents >= MIN_SHARED)]
    if other.empty:
        return
    worst = other.loc[(other.documents * other.share_of_documents).idxmax()]
    source = None if pd.isna(worst.source) else str(worst.source)
    share, count = float(worst.share_of_documents), int(worst.documents)
    yield Finding(
        kind="duplicates",
        sentence=f"{percent(share)} of {name_of(source)} is also in {name_of(worst.other)}.",
        value=share,
        low=share,
        high=share,
        n=round(count / share),
        page="duplicates",
        share_affected=count / documents,
        strength=share,
        affected_documents=count,
        affected_tokens=None if pd.isna(worst.tokens) else int(worst.tokens),
        filters=(Values("documents", "source", (source,)),),
        parameters=(("view", "Sources"),),
    )
