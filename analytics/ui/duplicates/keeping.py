"""What each keep rule keeps and loses, and an alarm when it would wipe a source out."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.duplicates import KEEP_RULES, KeepPolicy, compare_policies, source_sizes, sources_mostly_removed
from analytics.ask.selection import where
from analytics.ui.components.text import plain
from analytics.ui.duplicates.queries import Asked


def warn_sources_mostly_removed(asked: Asked) -> None:
    """Say which sources the chosen rule would take more than half of."""
    lost = sources_mostly_removed(asked.connection, asked.decided, where(asked.connection, asked.selection))
    if len(lost):
        named = ", ".join(
            f"{_name(row.source)} ({row.removed:,} of {row.documents:,}, {row.share:.0%})"
            for row in lost.head(5).itertuples()
        )
        more = f" and {len(lost) - 5} more sources" if len(lost) > 5 else ""
        st.warning(plain(f"More than half would go from {named}{more}."), icon=":material/warning:")


def compare_rules(asked: Asked) -> None:
    """All rules side by side: documents and tokens that would go, of each source."""
    unit = (
        st.segmented_control(
            "Count",
            ["documents", "tokens"],
            default="documents",
            key="rules-unit",
            required=True,
            label_visibility="collapsed",
        )
        or "documents"
    )
    table = _compared(
        str(asked.page.workspace.path),
        asked.page.manifest.generation,
        asked.selection.to_url(),
        asked.thresholds,
        asked.keep,
        _asked=asked,
    )
    value = f"removed_{unit}"
    wide = table.assign(source=table.source.map(_name)).pivot_table(
        index="source", columns="name", values=value, aggfunc="sum", sort=False
    )
    wide = (
        wide.reindex(columns=list(dict.fromkeys(table.name))).sort_values(wide.columns[0], ascending=False)
        if len(wide)
        else wide
    )
    total = wide.sum().to_frame("all").T
    shown = pd.concat([total, wide]).reset_index(names="Source")
    sizes = source_sizes(asked.connection, asked.selection)
    in_all = sizes.set_index(sizes.source.map(_name))[f"all_{unit}"]
    shown.insert(1, "In all", shown.Source.map(in_all).where(shown.index > 0, in_all.sum()))
    number = st.column_config.NumberColumn(format="localized")
    config = dict.fromkeys(shown.columns[1:], number) | {"Source": st.column_config.TextColumn(pinned=True)}
    st.dataframe(shown, hide_index=True, alt=f"{unit} that each rule removes, by source", column_config=config)
    st.caption(
        f"{unit.capitalize()} that would go. “One a cluster” keeps a single document of each cluster; the others keep also what is close only to a removed one."
    )


@st.cache_resource(max_entries=16, show_spinner="Asking every rule …")
def _compared(
    path: str, generation: int, selection: str, thresholds: object, keep: KeepPolicy, _asked: Asked
) -> pd.DataFrame:
    return compare_policies(_asked.connection, _asked.graph, _asked.thresholds, _rules(_asked, keep))


def _rules(asked: Asked, chosen: KeepPolicy) -> dict[str, KeepPolicy]:
    """The chosen rule, and each other one that can be asked without further choice."""
    dated = asked.connection.execute("SELECT count(created_at) FROM documents").fetchone()
    rules = {_words(chosen): chosen}
    for rule in KEEP_RULES:
        if (
            (rule == "newest" and not (dated and dated[0]))
            or (rule == "best signal" and chosen.rule != rule)
            or (rule == "source priority" and chosen.rule != rule)
        ):
            continue
        for representative in (True, False):
            keep = KeepPolicy(rule, chosen.signal, chosen.least, chosen.sources, representative)
            rules.setdefault(_words(keep), keep)
    return rules


def _words(keep: KeepPolicy) -> str:
    name = f"{keep.rule} ({keep.signal})" if keep.rule == "best signal" and keep.signal else keep.rule
    return name if keep.representative else f"{name}, one a cluster"


def _name(source: object) -> str:
    return "(no source)" if pd.isna(source) else str(source)  # type: ignore[call-overload]
