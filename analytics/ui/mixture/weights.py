"""How much of each source goes in: shares to edit, and the epochs that they mean for the budget."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.size import format_count
from analytics.ask.training_plan import MANY_EPOCHS
from analytics.figures.mixture import before_and_after
from analytics.ui.components import formats
from analytics.ui.components.charts import show
from analytics.ui.components.table import table_height
from analytics.ui.components.text import plain, shortened
from analytics.ui.mixture.edits import set_shares
from analytics.ui.mixture.queries import Plan

VISIBLE_ROWS, MAX_SOURCES_NAMED = 16, 4
LEGENDS = ("share of current tokens", "share of training tokens")
SHARE = "Share"
COLUMNS = {
    "Source": formats.text(pinned=True, width=100).config,
    SHARE: st.column_config.NumberColumn(
        format="%.2f%%",
        min_value=0.0,
        max_value=100.0,
        width=75,
        help="Share of the training tokens. If you edit it, the other shares are rescaled.",
    ),
    "Epochs": formats.number(width=58, help="How often each kept token is used within the budget.").config,
    "Tokens": formats.tokens(width=58).config,
    "Kept": formats.tokens(width=58, help="Tokens after rules and deduplication.").config,
    "Kept, %": formats.share(
        digits=0, width=58, help="Share of the source's tokens that remain after rules and deduplication."
    ).config,
    "Trained": formats.tokens(width=62, help="Tokens drawn from the source within the budget.").config,
}
"""For the editor, which takes Streamlit's columns; shares are percentages there."""


def weights(plan: Plan) -> None:
    """The table of sources with editable shares, and a chart of how the shares change."""
    st.caption(plain(plan.options.describe()))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _editor(plan)
        _warn_many_epochs(plan)
        st.caption(plain(f"Budget: {format_count(plan.budget)} tokens. All tokens are estimates."))
    with right:
        _chart(plan)


def _editor(plan: Plan) -> None:
    shown = _rows(plan)
    edited = plan.options.edited
    key = f"mixture-{plan.options.scheme}-{sorted(edited.items())}"
    st.data_editor(
        shown,
        hide_index=True,
        height=table_height(len(shown), VISIBLE_ROWS),
        key=key,
        disabled=[name for name in shown if name != SHARE],
        on_change=_save,
        args=(key, [str(source) for source in plan.steps.source], dict(edited)),
        column_config=COLUMNS,
    )
    if edited:
        st.button("Reset shares", on_click=set_shares, args=({},), icon=":material/restart_alt:", type="tertiary")


def _rows(plan: Plan) -> pd.DataFrame:
    steps, planned = plan.steps, plan.planned
    return pd.DataFrame(
        {
            "Source": steps.source,
            SHARE: (planned.weight.to_numpy() * 100).round(4),
            "Epochs": planned.epochs.fillna(0).to_numpy(),
            "Tokens": steps.tokens,
            "Kept": steps.kept_tokens,
            "Kept, %": (steps.kept_tokens / steps.tokens.replace(0, pd.NA) * 100).astype(float),
            "Trained": planned.trained.to_numpy(),
        }
    )


def _chart(plan: Plan) -> None:
    tokens = plan.steps.set_index("source").tokens
    known = plan.planned[tokens > 0]
    before = (tokens / tokens.sum()).reindex(known.index)
    figure = before_and_after(list(known.index), before.tolist(), known.weight.tolist(), LEGENDS, "share")
    show(figure, "Share of each source before and after")


def _warn_many_epochs(plan: Plan) -> None:
    often = plan.planned.epochs[plan.planned.epochs > MANY_EPOCHS].sort_values(ascending=False)
    if often.empty:
        return
    names = [f"{source} ({epochs:.3g})" for source, epochs in often.items()]
    st.warning(
        plain(
            f"More than {MANY_EPOCHS} epochs: {shortened(names, MAX_SOURCES_NAMED)}. Up to {MANY_EPOCHS} epochs, "
            "repeated text trains about as well as new text; after that, less and less (Muennighoff et al. 2023)."
        ),
        icon=":material/replay:",
    )


def _save(key: str, sources: list[str], before: dict[str, float]) -> None:
    """Put the edited cells of the table into the URL."""
    rows = st.session_state[key]["edited_rows"]
    changes = {
        sources[int(row)]: float(cells[SHARE]) / 100
        for row, cells in rows.items()
        if cells.get(SHARE) is not None and int(row) < len(sources)
    }
    set_shares(before | changes)
