"""What the page asks: the outcome of the recipe, and which of its documents are selected."""

from __future__ import annotations

import numpy as np
import streamlit as st

from analytics.ask.filters import Decided
from analytics.ask.selection import Selection, where
from analytics.errors import DataloupeError
from analytics.recipe.model import Recipe
from analytics.recipe.outcome import Outcome
from analytics.ui.components.selection import change
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page


def outcome(page: Page, recipe: Recipe) -> Outcome | None:
    """What the recipe comes to; None, said in one line, where a step does not fit: it can then be switched off."""
    try:
        return page.decisions.outcome(recipe)
    except DataloupeError as error:
        st.error(plain(error), icon=":material/error:")
        return None


def selected(page: Page, found: Outcome | None) -> np.ndarray:
    """Which of the documents are selected (bool); none where there is no outcome."""
    if found is None:
        return np.zeros(0, bool)
    if not page.selection:
        return np.ones(len(found.doc_ids), bool)
    ids = page.connection.execute(
        f"SELECT doc_id FROM documents WHERE {where(page.connection, page.selection)}"
    ).fetchnumpy()["doc_id"]
    return found.among(ids)


def select_kept_or_left_out(found: Outcome) -> None:
    """Buttons that select what is kept or left out, on every page."""
    for name, kept in (("kept", True), ("left out", False)):
        part = Decided(found.recipe.digest, kept)
        st.button(
            f"Select what is {name}",
            key=f"select-{kept}",
            icon=":material/filter_alt:",
            on_click=change,
            args=(lambda selection, part=part: _with(selection, part),),
        )


def _with(selection: Selection, part: Decided) -> Selection:
    """The selection within what the part holds, instead of what an earlier one did."""
    return Selection((*(one for one in selection.filters if not isinstance(one, Decided)), part))
