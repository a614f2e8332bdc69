"""How many documents and tokens of each source remain after rules and deduplication?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.ask.columns import tables
from analytics.ask.duplicates import DuplicateGraph, KeepPolicy, Thresholds, decisions, graph
from analytics.ask.groupings import Grouping, grouping_named
from analytics.ask.rules import VerdictColumns
from analytics.ask.selection import ALL, Selection, where
from analytics.rules import RuleSelection, resolve_rules

KEPT, FAILS_RULES, DUPLICATE = 0, 1, 2
OUTCOMES = {KEPT: "kept", FAILS_RULES: "rules", DUPLICATE: "duplicates"}


@dataclass(frozen=True)
class Deduplication:
    """The thresholds from which documents are duplicates, and which of them is kept."""

    thresholds: Thresholds = field(default_factory=Thresholds)
    keep: KeepPolicy = field(default_factory=KeepPolicy)


def outcomes(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    rule_selection: RuleSelection,
    deduplication: Deduplication | None,
    verdicts: VerdictColumns | None = None,
    pairs: Callable[[], DuplicateGraph] | None = None,
) -> pa.Table:
    """doc_id and outcome of every selected document: KEPT, FAILS_RULES (at least one rule), or DUPLICATE (of a kept
    document, among those that pass the rules).

    `verdicts` and `pairs` give cached verdicts and the graph of all duplicates, when the caller has them.
    """
    rules = resolve_rules(rule_selection)
    doc_ids = connection.execute(
        f"SELECT doc_id FROM documents WHERE {where(connection, selection)} ORDER BY doc_id"
    ).fetchnumpy()["doc_id"]
    outcome = np.full(len(doc_ids), KEPT, np.uint8)
    if rules:
        masks = (verdicts or VerdictColumns()).masks(connection, rules)
        outcome[masks["fails"].to_numpy()[doc_ids] != 0] = FAILS_RULES
    if deduplication is not None and "duplicate_pairs" in tables(connection):
        all_duplicates = pairs() if pairs else graph(connection)
        is_whole = selection == ALL and not rules
        duplicates = all_duplicates if is_whole else all_duplicates.among(doc_ids[outcome == KEPT])
        decided = decisions(connection, duplicates, deduplication.thresholds, deduplication.keep)
        outcome[np.searchsorted(doc_ids, decided.doc_id[~decided.kept].to_numpy())] = DUPLICATE
    return pa.table({"doc_id": doc_ids, "outcome": outcome})


def outcomes_by_source(connection: duckdb.DuckDBPyConnection, outcomes: pa.Table) -> pd.DataFrame:
    """Documents and tokens of each source by outcome, the largest source first: source, documents, tokens, and for each
    of OUTCOMES its documents and tokens (`kept_documents`, `kept_tokens`, `rules_documents`, ...). Tokens are
    estimated.
    """
    counts = _count(connection, outcomes, grouping_named("source"))
    table = counts.groupby("group", sort=False)[["documents", "tokens"]].sum()
    for outcome, name in OUTCOMES.items():
        of_outcome = counts[counts.outcome == outcome].groupby("group")[["documents", "tokens"]].sum()
        of_outcome = of_outcome.reindex(table.index, fill_value=0)
        table[f"{name}_documents"], table[f"{name}_tokens"] = of_outcome.documents, of_outcome.tokens
    by_size = table.rename_axis("source").sort_values(["tokens", "documents"], ascending=False)
    return by_size.reset_index()


def group_shares(
    connection: duckdb.DuckDBPyConnection, outcomes: pa.Table, source_weights: pd.Series, grouping: str
) -> pd.DataFrame:
    """The share of each group in the tokens, the largest first: group, before (of all tokens), kept (of the kept
    tokens), weighted (of training, where sources have `source_weights`).
    """
    counts = _count(connection, outcomes, grouping_named(grouping), grouping_named("source"))
    kept = counts[counts.outcome == KEPT]
    source_tokens = kept.source.map(kept.groupby("source").tokens.sum()).astype(float).replace(0, np.nan)
    weighted = kept.tokens / source_tokens * kept.source.map(source_weights).astype(float).fillna(0.0)
    tokens = pd.DataFrame(
        {
            "before": counts.groupby("group").tokens.sum(),
            "kept": kept.groupby("group").tokens.sum(),
            "weighted": weighted.groupby(kept.group).sum(),
        }
    )
    tokens = tokens.fillna(0.0).astype(float)
    shares = tokens / tokens.sum().replace(0, np.nan)
    return shares.sort_values("before", ascending=False).rename_axis("group").reset_index()


def _count(connection: duckdb.DuckDBPyConnection, outcomes: pa.Table, *groupings: Grouping) -> pd.DataFrame:
    """documents and tokens by outcome and group (and by source, when a second grouping is given)."""
    values = [
        f'coalesce(CAST({grouping.value} AS VARCHAR), ?) AS "{name}"'
        for grouping, name in zip(groupings, ("group", "source"), strict=False)
    ]
    joins = " ".join(dict.fromkeys(grouping.joins for grouping in groupings))
    return connection.execute(
        f"""SELECT {", ".join(values)}, outcome, count(*) AS documents, coalesce(sum(n_tokens), 0)::BIGINT AS tokens
        FROM documents JOIN outcomes USING (doc_id) LEFT JOIN signals USING (doc_id) {joins}
        GROUP BY ALL ORDER BY documents DESC, "group" """,
        [grouping.missing for grouping in groupings],
    ).df()
