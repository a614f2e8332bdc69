"""What goes into training? What rules and deduplication leave of each source, and how often weights and a budget of
tokens let each be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.ask.columns import tables
from analytics.ask.duplicates import DuplicateGraph, KeepPolicy, Thresholds, decisions, graph
from analytics.ask.groupings import Grouping, grouping_named
from analytics.ask.selection import ALL, Selection, where
from analytics.ask.size import format_count
from analytics.ask.verdicts import VerdictColumns
from analytics.errors import DataloupeError
from analytics.rules import RuleSelection, resolve_rules

LEFT, FAILS_RULES, DUPLICATE = 0, 1, 2
FATES = {LEFT: "left", FAILS_RULES: "rules", DUPLICATE: "duplicates"}
MANY_EPOCHS = 4
"""Up to four epochs, repeated data train about as well as new data (Muennighoff et al. 2023, "Scaling data-constrained
language models").
"""

SCHEMES = {"by tokens left": 1.0, "by their square root": 0.5, "all alike": 0.0}
"""Weights before anybody edits them: tokens left to this power (temperature sampling with 1 / power)."""

GPT3 = pd.DataFrame(
    [
        ("Common Crawl (filtered)", 410e9, 0.60, 0.44),
        ("WebText2", 19e9, 0.22, 2.9),
        ("Books1", 12e9, 0.08, 1.9),
        ("Books2", 55e9, 0.08, 0.43),
        ("Wikipedia", 3e9, 0.03, 3.4),
    ],
    columns=["source", "left", "weight", "published_epochs"],
)
"""Brown et al. 2020, "Language models are few-shot learners", table 2.2, as published: its weights, which are rounded,
sum to 101 %.
"""
GPT3_BUDGET = 300e9


@dataclass(frozen=True)
class Deduplication:
    """The thresholds from which on documents repeat one another, and which of them stays."""

    thresholds: Thresholds = field(default_factory=Thresholds)
    keep: KeepPolicy = field(default_factory=KeepPolicy)


def fates(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    rule_selection: RuleSelection,
    deduplication: Deduplication | None,
    kept: VerdictColumns | None = None,
    pairs: Callable[[], DuplicateGraph] | None = None,
) -> pa.Table:
    """doc_id and fate of every selected document: LEFT, FAILS_RULES (any of the rules), or DUPLICATE (of a document
    that passes them and is kept).

    `pairs` gives the proved pairs of all documents, where somebody has them already.
    """
    rules = resolve_rules(rule_selection)
    masks = (kept or VerdictColumns()).masks(connection, rules) if rules else None
    fails = masks["fails"].to_numpy() != 0 if masks is not None else None
    ids = connection.execute(
        f"SELECT doc_id FROM documents WHERE {where(connection, selection)} ORDER BY doc_id"
    ).fetchnumpy()["doc_id"]
    fate = (
        np.where(fails[ids], FAILS_RULES, LEFT).astype(np.uint8)
        if fails is not None
        else np.full(len(ids), LEFT, np.uint8)
    )
    if deduplication is not None and "duplicate_pairs" in tables(connection):
        found = (pairs or (lambda: graph(connection)))()
        among = found if selection == ALL and not rules else found.among(ids[fate == LEFT])
        decided = decisions(connection, among, deduplication.thresholds, deduplication.keep)
        fate[np.searchsorted(ids, decided.doc_id[~decided.kept].to_numpy())] = DUPLICATE
    return pa.table({"doc_id": ids, "fate": fate})


def steps(connection: duckdb.DuckDBPyConnection, fates: pa.Table) -> pd.DataFrame:
    """What each step takes of each source, the largest first: source, documents, tokens, and for each of `FATES` its
    documents and tokens (`left`, `left_tokens`, `rules`, `rules_tokens`, ...); tokens are estimates.
    """
    counted = _counted(connection, fates, grouping_named("source"))
    found = counted.groupby("group", sort=False)[["documents", "tokens"]].sum()
    for fate, name in FATES.items():
        own = (
            counted[counted.fate == fate]
            .groupby("group")[["documents", "tokens"]]
            .sum()
            .reindex(found.index, fill_value=0)
        )
        found[f"{name}_documents"], found[f"{name}_tokens"] = own.documents, own.tokens
    return found.rename_axis("source").sort_values(["tokens", "documents"], ascending=False).reset_index()


def weights(left: pd.Series, scheme: str, edited: Mapping[str, float]) -> pd.Series:
    """The share of each source (the index of `left`, its tokens left) in training, summing to 1: edited shares as they
    are, the others by the scheme in what remains; edited ones that come to more than 1 are scaled down. Nothing is
    drawn from a source of which nothing is left.

    Raises DataloupeError for an unknown scheme or a negative share.
    """
    if scheme not in SCHEMES:
        raise DataloupeError(f"there is no weighting {scheme!r} - there are {', '.join(SCHEMES)}")
    if any(not share >= 0 for share in edited.values()):
        raise DataloupeError("a share cannot be below zero")
    there = left.to_numpy(float) > 0
    fixed = np.array([edited.get(str(source), np.nan) for source in left.index], float)
    fixed = np.where(there, fixed, 0.0)
    free = np.isnan(fixed)
    by_scheme = np.where(free, np.power(np.maximum(left.to_numpy(float), 1.0), SCHEMES[scheme]), 0.0)
    rest = max(1.0 - np.nansum(fixed), 0.0)
    share = np.where(free, by_scheme * (rest / by_scheme.sum() if by_scheme.sum() else 0.0), fixed)
    return pd.Series(share / share.sum() if share.sum() else share, left.index, dtype=float)


def plan(left: pd.Series, share: pd.Series, budget: float) -> pd.DataFrame:
    """Under these shares and a budget of tokens, for each source: left, weight, trained (tokens seen), epochs (how
    often each token is seen; NaN where nothing is left).
    """
    trained = share * budget
    return pd.DataFrame({"left": left, "weight": share, "trained": trained, "epochs": (trained / left).where(left > 0)})


def balance(connection: duckdb.DuckDBPyConnection, fates: pa.Table, share: pd.Series, grouping: str) -> pd.DataFrame:
    """Shares of the tokens of each group as it is, of what is left, and as weighted by source: group, as_is, left,
    weighted, the largest first.
    """
    counted = _counted(connection, fates, grouping_named(grouping), grouping_named("source"))
    own = counted[counted.fate == LEFT]
    of_source = own.groupby("source").tokens.sum()
    drawn = (
        own.tokens
        / own.source.map(of_source).astype(float).replace(0, np.nan)
        * own.source.map(share).astype(float).fillna(0.0)
    )
    found = pd.DataFrame(
        {
            "as_is": counted.groupby("group").tokens.sum(),
            "left": own.groupby("group").tokens.sum(),
            "weighted": drawn.groupby(own.group).sum(),
        }
    )
    found = found.fillna(0.0).astype(float)
    found = found / found.sum().replace(0, np.nan)
    return found.sort_values("as_is", ascending=False).rename_axis("group").reset_index()


def summary_text(steps: pd.DataFrame, planned: pd.DataFrame, budget: float) -> str:
    """What is left and what the budget means, in words."""
    tokens, left = steps.tokens.sum(), steps.left_tokens.sum()
    if not tokens:
        return "There are no tokens here to train on."
    said = f"Of {format_count(tokens)} tokens (est.), the rules take {steps.rules_tokens.sum() / tokens:.1%} and duplicates {steps.duplicates_tokens.sum() / tokens:.1%}"
    said += f"; {format_count(left)} are left."
    if not left or not planned.weight.sum():
        return said
    most, often = planned.epochs.idxmax(), planned.epochs.max()
    said += f" A budget of {format_count(budget)} sees each of them {_times(budget / left)} on average"
    return said + (
        f", and those of {most}, the most repeated source, {_times(often)}." if often > 1.005 * budget / left else "."
    )


def _times(epochs: float) -> str:
    return "once" if f"{epochs:.2g}" == "1" else f"{epochs:.2g} times" if epochs < 100 else f"{epochs:,.0f} times"


def _counted(connection: duckdb.DuckDBPyConnection, fates: pa.Table, *groupings: Grouping) -> pd.DataFrame:
    """documents and tokens by fate and group (and source, where a second grouping is given)."""
    values = [
        f'coalesce(CAST({one.value} AS VARCHAR), ?) AS "{name}"'
        for one, name in zip(groupings, ("group", "source"), strict=False)
    ]
    joins = " ".join(dict.fromkeys(one.joins for one in groupings))
    return connection.execute(
        f"""SELECT {", ".join(values)}, fate, count(*) AS documents, coalesce(sum(n_tokens), 0)::BIGINT AS tokens
            FROM documents JOIN fates USING (doc_id) LEFT JOIN signals USING (doc_id) {joins} GROUP BY ALL ORDER BY documents DESC, "group" """,
        [one.missing for one in groupings],
    ).df()
