"""The steps on the page, each with what it does, why, what it came to, and the buttons to change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from analytics.ask.filters import Decided
from analytics.ask.size import format_count
from analytics.recipe.model import Recipe
from analytics.recipe.outcome import Outcome, table
from analytics.recipe.steps import Mask, Step
from analytics.ui.components.selection import select
from analytics.ui.components.text import plain
from analytics.ui.decisions.offer import LONGEST_REASON
from analytics.ui.frame.page import Page


def steps(page: Page, recipe: Recipe, found: Outcome | None, within: np.ndarray) -> None:
    """Every step in its order, with its numbers among the documents `within` (bool); without numbers where the recipe
    does not fit (`found` None).
    """
    numbers = table(found, within) if found is not None else None
    for index, step in enumerate(recipe.steps):
        with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
            with st.container(gap=None, width="stretch"):
                said = f"**{index + 1}.** {plain(step.do.describe(), limit=240)}"
                st.markdown(said if step.active else f":gray[{said} (switched off)]")
                told = "" if numbers is None else _numbers(numbers.iloc[index], step, int(within.sum()))
                st.caption(plain(f"{told} {step.reason}".strip(), limit=400) or "\u00a0")
            _buttons(page, recipe, index, step, found)


def offer_mask(page: Page) -> None:
    """The step that no finding of another page leads to: masking personal data in what is exported."""
    from analytics.batch.pii import KINDS

    with st.popover("Mask personal data", icon=":material/visibility_off:"):
        kinds = st.multiselect("Kinds", KINDS, default=["email", "phone"], key="decide-mask-kinds")
        st.caption("In the text and title of what is exported; nothing changes here.")
        st.button(
            "Add to the decisions",
            key="decide-mask",
            type="primary",
            disabled=not kinds,
            on_click=page.decisions.add,
            args=(Mask(tuple(kinds)),),
        )


def _numbers(row: Any, step: Step, of: int) -> str:
    """What a step came to, in words, as a row of `table` has it; `of` documents in all."""
    if not step.active or pd.isna(row.documents):
        return ""
    documents, alone = int(row.documents), int(row.alone_documents)
    said = f"{documents:,} document{'s' * (documents != 1)}" + (f" ({documents / of:.1%})" if of else "")
    said += "" if pd.isna(row.tokens) else f", {format_count(row.tokens)} tokens"
    if not step.do.removes:
        return f"Tags {said} of those that are kept."
    return f"Leaves out {said}" + ("." if alone == documents else f"; {alone:,} if it were the only step.")


def _buttons(page: Page, recipe: Recipe, index: int, step: Step, found: Outcome | None) -> None:
    def button(name: str, icon: str, help: str, how: Callable[..., None], *args: Any, disabled: bool = False) -> None:
        st.button(
            "",
            key=f"step-{index}-{name}",
            icon=f":material/{icon}:",
            help=help,
            type="tertiary",
            on_click=how,
            args=args,
            disabled=disabled,
        )

    change = page.decisions.change
    if found is not None and index in found.alone:
        button(
            "select",
            "filter_alt",
            "Select what it leaves out, on every page",
            select,
            Decided(recipe.digest, kept=False, step=index),
        )
    with st.popover("", icon=":material/edit_note:", type="tertiary", help="Why?"):
        key = f"step-{index}-reason-{hash(step.reason)}"
        st.text_input(
            "Why?",
            value=step.reason,
            key=key,
            max_chars=LONGEST_REASON,
            on_change=_give_reason,
            args=(page, index, key),
        )
    button("up", "arrow_upward", "Earlier", change, lambda recipe: recipe.moved(index, -1), disabled=index == 0)
    button(
        "down",
        "arrow_downward",
        "Later",
        change,
        lambda recipe: recipe.moved(index, 1),
        disabled=index == len(recipe.steps) - 1,
    )
    switch = ("toggle_on", "Switch off") if step.active else ("toggle_off", "Switch on")
    button("active", *switch, change, lambda recipe: recipe.changed(index, active=not step.active))
    button("remove", "delete", "Take this step away", change, lambda recipe: recipe.without(index))


def _give_reason(page: Page, index: int, key: str) -> None:
    reason = " ".join((st.session_state.get(key) or "").split())
    page.decisions.change(lambda recipe: recipe.changed(index, reason=reason))
