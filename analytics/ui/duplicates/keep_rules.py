"""What would each keep rule remove? All rules side by side, by source."""

from __future__ import annotations

import duckdb
import pandas as pd
import streamlit as st

from analytics.ask.duplicates import KEEP_RULES, KeepPolicy, compare_policies, source_sizes
from analytics.ask.selection import Selection
from analytics.ui.components import formats
from analytics.ui.components.table import table
from analytics.ui.duplicates.losses import source_name
from analytics.ui.duplicates.queries import DuplicatesView
from analytics.ui.frame.cache import Shared

UNITS = ("documents", "tokens")
COMPARISONS = Shared(16, "Comparing all keep rules")


def keep_rules(view: DuplicatesView) -> None:
    """Documents or tokens that each rule would remove, of each source."""
    unit = pick_unit("rules-unit")
    removed = view.page.ask(_compare, view.keyed, shared=COMPARISONS)
    rows = _by_source(removed, f"removed_{unit}")
    sizes = source_sizes(view.connection, view.selection)
    totals = sizes.set_index(sizes.source.map(source_name))[f"all_{unit}"]
    rows.insert(1, "Total", rows.Source.map(totals).where(rows.index > 0, totals.sum()))
    columns = {"Source": formats.text(pinned=True)} | {name: formats.count() for name in rows.columns[1:]}
    table(rows, columns, f"{unit} that each rule removes, by source")
    st.caption(
        f"{unit.capitalize()} removed. “One per cluster” keeps a single document of each cluster. "
        "The other rules also keep documents that are close only to a removed one."
    )


def pick_unit(key: str) -> str:
    """Whether documents or tokens are counted."""
    unit = st.segmented_control("Unit", UNITS, default=UNITS[0], key=key, required=True, label_visibility="collapsed")
    return unit or UNITS[0]


def _by_source(removed: pd.DataFrame, value: str) -> pd.DataFrame:
    """One row a source and one column a rule, "all" first, then the sources that lose most."""
    named = removed.assign(source=removed.source.map(source_name))
    wide = named.pivot_table(index="source", columns="name", values=value, aggfunc="sum", sort=False)
    if len(wide):
        by_loss = wide.columns[0]
        wide = wide.reindex(columns=list(dict.fromkeys(removed.name))).sort_values(by_loss, ascending=False)
    return pd.concat([wide.sum().to_frame("all").T, wide]).reset_index(names="Source")


def _compare(connection: duckdb.DuckDBPyConnection, selection: Selection, view: DuplicatesView) -> pd.DataFrame:
    return compare_policies(connection, view.graph, view.thresholds, _policies(connection, view.policy))


def _policies(connection: duckdb.DuckDBPyConnection, chosen: KeepPolicy) -> dict[str, KeepPolicy]:
    """By name: the chosen policy, and each other one that needs no further choice."""
    policies = {_name(chosen): chosen}
    for rule in KEEP_RULES:
        needs_choice = rule in ("best signal", "source priority") and chosen.rule != rule
        if needs_choice or (rule == "newest" and not _has_dates(connection)):
            continue
        for keep_indirect in (True, False):
            policy = KeepPolicy(rule, chosen.signal, chosen.lower_is_better, chosen.sources, keep_indirect)
            policies.setdefault(_name(policy), policy)
    return policies


def _has_dates(connection: duckdb.DuckDBPyConnection) -> bool:
    return bool(connection.execute("SELECT 1 FROM documents WHERE created_at IS NOT NULL LIMIT 1").fetchone())


def _name(policy: KeepPolicy) -> str:
    name = f"{policy.rule} ({policy.signal})" if policy.rule == "best signal" and policy.signal else policy.rule
    return name if policy.keep_indirect else f"{name}, one per cluster"
