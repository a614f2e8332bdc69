"""The list of the steps: what each does, its reason, how many documents it affects, and the buttons to change it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from analytics.access import Permission
from analytics.ask.filters import Decided
from analytics.ask.size import format_count
from analytics.recipe.model import Recipe, Step
from analytics.recipe.outcome import Outcome
from analytics.recipe.outcome_tables import by_step
from analytics.recipe.steps import Mask
from analytics.signals.registry import SIGNALS
from analytics.ui.components.selection import select
from analytics.ui.components.text import plain
from analytics.ui.decisions.offer import MAX_REASON_LENGTH
from analytics.ui.frame.page import Page

DEFAULT_KINDS = ["email", "phone"]


def steps(page: Page, recipe: Recipe, outcome: Outcome | None, within: np.ndarray) -> None:
    """Every step in its order, with its numbers among the documents `within` (bool); without numbers where the recipe
    does not fit (`outcome` None).
    """
    numbers = by_step(outcome, within) if outcome is not None else None
    for index, step in enumerate(recipe.steps):
        with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
            with st.container(gap=None, width="stretch"):
                description = f"**{index + 1}.** {plain(step.action.describe(), limit=240)}"
                st.markdown(description if step.active else f":gray[{description} (switched off)]")
                counts = "" if numbers is None else _describe_counts(numbers.iloc[index], step, int(within.sum()))
                if outcome is not None and index in outcome.without_match:
                    counts = f"Its filters match no document. {counts}"
                st.caption(plain(f"{counts} {step.reason}".strip(), limit=400) or "\u00a0")
            if page.may(Permission.DECIDE):
                _buttons(page, recipe, index, outcome)


def offer_mask(page: Page) -> None:
    """The step that no finding of another page leads to: mask personal data in the exported documents."""
    from analytics.batch.pii import KINDS

    if not page.may(Permission.DECIDE):
        return

    with st.popover("Mask personal data", icon=":material/visibility_off:"):
        kinds = st.multiselect(
            "Kinds of personal data",
            KINDS,
            default=DEFAULT_KINDS,
            format_func=lambda kind: SIGNALS[f"{kind}_count"].title,
            key="decide-mask-kinds",
        )
        st.caption("In the text and title of exported documents. The workspace does not change.")
        st.button(
            "Add masking step", key="decide-mask", type="primary", disabled=not kinds, on_click=_mask, args=(page,)
        )


def _mask(page: Page) -> None:
    page.decisions.add(Mask(tuple(st.session_state["decide-mask-kinds"])))


def _describe_counts(row: Any, step: Step, total: int) -> str:
    """How many documents a step affects, in words, from a row of `by_step`; `total` documents in all."""
    if not step.active or pd.isna(row.documents):
        return ""
    documents, alone = int(row.documents), int(row.alone_documents)
    counts = f"{documents:,} document{'s' * (documents != 1)}" + (f" ({documents / total:.1%})" if total else "")
    counts += "" if pd.isna(row.tokens) else f", {format_count(row.tokens)} tokens"
    if not step.action.removes:
        return f"Tags {counts} of the kept documents."
    return f"Removes {counts}" + ("." if alone == documents else f"; {alone:,} if it were the only step.")


def _buttons(page: Page, recipe: Recipe, index: int, outcome: Outcome | None) -> None:
    change = functools.partial(page.decisions.change, seen=recipe)
    step, last = recipe.steps[index], len(recipe.steps) - 1
    if outcome is not None and index in outcome.removing:
        removed = Decided(recipe.digest, kept=False, step=index)
        _button(
            index, "select", "filter_alt", "Select the documents that this step removes, on every page", select, removed
        )
    _reason(page, recipe, index)
    _button(
        index,
        "up",
        "arrow_upward",
        "Move earlier",
        change,
        lambda now: now.with_step_moved(index, -1),
        disabled=index == 0,
    )
    _button(
        index,
        "down",
        "arrow_downward",
        "Move later",
        change,
        lambda now: now.with_step_moved(index, 1),
        disabled=index == last,
    )
    icon, label = ("toggle_on", "Switch off") if step.active else ("toggle_off", "Switch on")
    _button(index, "active", icon, label, change, lambda now: now.with_step_changed(index, active=not step.active))
    _button(index, "remove", "delete", "Remove this step", change, lambda now: now.without_step(index))


def _button(
    index: int, name: str, icon: str, help: str, action: Callable[..., None], *args: Any, disabled: bool = False
) -> None:
    st.button(
        "",
        key=f"step-{index}-{name}",
        icon=f":material/{icon}:",
        help=help,
        type="tertiary",
        on_click=action,
        args=args,
        disabled=disabled,
    )


def _reason(page: Page, recipe: Recipe, index: int) -> None:
    """A popover to change the reason."""
    step = recipe.steps[index]
    key = f"step-{index}-reason-{hash(step.reason)}"
    with st.popover("", icon=":material/edit_note:", type="tertiary", help="Reason"):
        st.text_input(
            "Reason",
            value=step.reason,
            key=key,
            max_chars=MAX_REASON_LENGTH,
            on_change=_change_reason,
            args=(page, recipe, index, key),
        )


def _change_reason(page: Page, seen: Recipe, index: int, key: str) -> None:
    reason = " ".join((st.session_state.get(key) or "").split())
    page.decisions.change(lambda recipe: recipe.with_step_changed(index, reason=reason), seen=seen)
