"""How much of each source goes in: shares to edit, and the epochs that they mean for the budget."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.size import format_count
from analytics.ask.training_plan import MANY_EPOCHS
from analytics.figures.mixture import before_and_after
from analytics.ui.components.charts import show
from analytics.ui.components.table import table_height
from analytics.ui.components.text import plain
from analytics.ui.mixture.controls import edit, said
from analytics.ui.mixture.queries import Plan

ROWS_SEEN = 16


def weights(plan: Plan) -> None:
    """The table of sources with editable shares, and beside it where each source moves."""
    st.caption(plain(said(plan.wanted)))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _table(plan)
        _warn(plan)
    with right:
        known = plan.planned[plan.steps.set_index("source").tokens > 0]
        total = plan.steps.set_index("source").tokens
        before = (total / total.sum()).reindex(known.index)
        show(
            before_and_after(
                list(known.index),
                before.tolist(),
                known.weight.tolist(),
                ("of the tokens as they are", "in training"),
                "share",
            ),
            "Share of each source before and after",
        )


def _table(plan: Plan) -> None:
    steps, planned = plan.steps, plan.planned
    shown = pd.DataFrame(
        {
            "Source": steps.source,
            "Share": (planned.weight.to_numpy() * 100).round(4),
            "Epochs": planned.epochs.to_numpy(),
            "Tokens": steps.tokens,
            "Left": steps.kept_tokens,
            "Left, %": (steps.kept_tokens / steps.tokens.replace(0, pd.NA) * 100).astype(float),
            "Seen": planned.trained.to_numpy(),
        }
    )
    tokens = st.column_config.NumberColumn(format="compact", width=58)
    key = f"mixture-{plan.wanted.scheme}-{sorted(plan.wanted.edited.items())}"
    st.data_editor(
        shown,
        hide_index=True,
        height=table_height(len(shown), ROWS_SEEN),
        key=key,
        disabled=[name for name in shown if name != "Share"],
        on_change=_edited,
        args=(key, [str(source) for source in steps.source], dict(plan.wanted.edited)),
        column_config={
            "Source": st.column_config.TextColumn(pinned=True, width=100),
            "Share": st.column_config.NumberColumn(
                format="%.2f%%",
                min_value=0.0,
                max_value=100.0,
                width=75,
                help="Of training. Edit it: the other shares make room.",
            ),
            "Epochs": st.column_config.NumberColumn(
                format="%.2f", width=58, help="How often each token that is left is seen within the budget."
            ),
            "Tokens": tokens,
            "Left": tokens,
            "Left, %": st.column_config.NumberColumn(
                format="%.0f%%", width=52, help="Of its tokens, after rules and deduplication."
            ),
            "Seen": st.column_config.NumberColumn(
                format="compact", width=58, help="Tokens drawn from it within the budget."
            ),
        },
    )
    if plan.wanted.edited:
        st.button(
            "Back to the scheme's shares", on_click=edit, args=({},), icon=":material/restart_alt:", type="tertiary"
        )


def _warn(plan: Plan) -> None:
    often = plan.planned[plan.planned.epochs > MANY_EPOCHS]
    if len(often):
        names = ", ".join(
            f"{source} ({epochs:.3g})" for source, epochs in often.epochs.sort_values(ascending=False).head(4).items()
        )
        more = f" and {len(often) - 4} more" if len(often) > 4 else ""
        st.warning(
            plain(
                f"More than {MANY_EPOCHS} epochs: {names}{more}. Up to {MANY_EPOCHS}, repeated text trains about as well as new text (Muennighoff et al. 2023); beyond, ever less."
            ),
            icon=":material/replay:",
        )
    st.caption(plain(f"Budget: {format_count(plan.budget)} tokens. All tokens are estimates."))


def _edited(key: str, sources: list[str], before: dict[str, float]) -> None:
    rows = st.session_state[key]["edited_rows"]
    changes = {
        sources[int(row)]: float(cells["Share"]) / 100
        for row, cells in rows.items()
        if cells.get("Share") is not None and int(row) < len(sources)
    }
    edit(before | changes)
