"""What the page asks: the outcome of the recipe, and a selection of what it keeps or removes."""

from __future__ import annotations

import numpy as np
import streamlit as st

from analytics.ask.filters import Decided
from analytics.ask.selection import Selection
from analytics.errors import DataloupeError
from analytics.recipe.model import Recipe
from analytics.recipe.outcome import Outcome
from analytics.ui.components.selection import change
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page


def current_outcome(page: Page, recipe: Recipe) -> Outcome | None:
    """The outcome of the recipe; None, with one line of error, where a step does not fit and can be switched off."""
    try:
        return page.decisions.outcome(recipe)
    except DataloupeError as error:
        st.error(plain(error), icon=":material/error:")
        return None


def everything(outcome: Outcome | None) -> np.ndarray:
    """All documents (bool); empty where there is no outcome. Decisions are about the whole, whatever is selected."""
    return np.ones(0 if outcome is None else len(outcome.doc_ids), bool)


def select_kept_or_removed(outcome: Outcome) -> None:
    """Buttons that select the kept or the removed documents, on every page."""
    for name, kept in (("kept", True), ("removed", False)):
        one = Decided(outcome.recipe.digest, kept)
        st.button(
            f"Select {name} documents",
            key=f"select-{kept}",
            icon=":material/filter_alt:",
            on_click=change,
            args=(lambda selection, one=one: _with(selection, one),),
        )


def _with(selection: Selection, decided: Decided) -> Selection:
    """The selection with this filter, in place of an earlier one on the decisions."""
    return Selection((*(one for one in selection.filters if not isinstance(one, Decided)), decided))
