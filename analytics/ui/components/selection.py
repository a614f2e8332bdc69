"""The linked selection of a visit: in the URL, the same on every page, shown as filters that can be removed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics.ask.filters import Filter
from analytics.ask.selection import Selection
from analytics.ask.size import Size
from analytics.ui.components.text import plain

PARAMETER, COMPARED_PARAMETER = "sel", "against"
_CURRENT, _PAGE, _DATASET, _COMPARED = "_selection", "_selection_page", "_selection_dataset", "_selection_compared"
MAX_FILTER_CHARACTERS = 48


def current(page: str, dataset: str) -> Selection:
    """The selection of this visit.

    The URL decides. A page switch empties the URL and carries the selection along; another dataset starts without one.
    Raises DataloupeError when the selection in the URL cannot be read.
    """
    state = st.session_state
    carried = state.get(_CURRENT, "") if state.get(_PAGE) != page else ""
    if state.get(_DATASET, dataset) != dataset:
        st.query_params.pop(PARAMETER, None)
        carried = ""
    state[_PAGE], state[_DATASET] = page, dataset
    try:
        selection = Selection.from_url(st.query_params.get(PARAMETER, carried))
    except Exception:
        _set("")
        raise
    _set(selection.to_url())
    return selection


def current_page() -> str:
    """The name of the page of this visit."""
    return str(st.session_state.get(_PAGE, ""))


def select(*filters: Filter) -> None:
    """Add filters to the selection. Call it from a widget's callback, or before `st.rerun()`."""
    selection = _stored()
    for one in filters:
        selection = selection.with_filter(one)
    _set(selection.to_url())


def change(how: Callable[[Selection], Selection]) -> None:
    """Replace the selection by `how(selection)`. Call it from a widget's callback, or before `st.rerun()`."""
    _set(how(_stored()).to_url())


def bar(selection: Selection, selected: Size, corpus: Size, more: Callable[[Selection], None]) -> None:
    """Show how much is selected, and a button for each filter that removes it, in the row of the caller; nothing when
    nothing is selected.

    `more` adds what else can be done with the selection.
    """
    if not selection:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="selection"):
        share = selected.documents / corpus.documents if corpus.documents else 0
        st.markdown(
            f":primary[:material/filter_alt:] **{plain(selected.describe())}** ({share:.1%} of {corpus.documents:,})",
            width="content",
        )
        for index, one in enumerate(selection.filters):
            st.button(
                plain(one.describe(), limit=MAX_FILTER_CHARACTERS),
                key=f"selection-{index}",
                icon=":material/close:",
                help="Remove this filter",
                on_click=_remove,
                args=(index,),
            )
        st.button("Clear selection", key="selection-clear", type="tertiary", on_click=_set, args=("",))
        more(selection)


def saved_for_comparison() -> Selection | None:
    """The selection that was saved for comparison, in this visit or by the link; None when there is none."""
    text = st.query_params.get(COMPARED_PARAMETER, st.session_state.get(_COMPARED))
    return None if text is None else Selection.from_url(text)


def save_for_comparison(selection: Selection) -> None:
    """Save a selection, so that the page Compare can compare another one with it."""
    st.session_state[_COMPARED] = selection.to_url()
    if COMPARED_PARAMETER in st.query_params:
        st.query_params[COMPARED_PARAMETER] = selection.to_url()


def _remove(index: int) -> None:
    _set(_stored().without_filter(index).to_url())


def _stored() -> Selection:
    return Selection.from_url(st.session_state.get(_CURRENT, ""))


def _set(text: str) -> None:
    st.session_state[_CURRENT] = text
    if text:
        st.query_params[PARAMETER] = text
    else:
        st.query_params.pop(PARAMETER, None)
