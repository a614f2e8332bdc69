"""The one selection of a visit: in the URL, the same on every page, as plain words that can be taken away one by
one.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics.ask.filters import Filter
from analytics.ask.selection import Selection
from analytics.ask.size import Size
from analytics.ui.components.text import plain

PARAMETER, ASIDE = "sel", "against"
_KEPT, _PAGE, _DATASET, _ASIDE = "_selection", "_selection_page", "_selection_dataset", "_selection_aside"


def current(page: str, dataset: str) -> Selection:
    """The selection of this visit. The URL decides; a page switch, which empties the URL, carries the selection along.

    Raises DataloupeError when the URL holds no selection that can be read.
    """
    state = st.session_state
    carried = state.get(_KEPT, "") if state.get(_PAGE) != page else ""
    if state.get(_DATASET, dataset) != dataset:
        st.query_params.pop(PARAMETER, None)
        carried = ""
    state[_PAGE], state[_DATASET] = page, dataset
    text = st.query_params.get(PARAMETER, carried)
    try:
        selection = Selection.from_url(text)
    except Exception:
        _remember("")
        raise
    _remember(selection.to_url())
    return selection


def select(*parts: Filter) -> None:
    """Narrow the selection by `parts`. To be called from a widget's callback, or before `st.rerun()`."""
    selection = Selection.from_url(st.session_state.get(_KEPT, ""))
    for part in parts:
        selection = selection.with_filter(part)
    _remember(selection.to_url())


def change(how: Callable[[Selection], Selection]) -> None:
    """Put what `how` makes of the selection in its place. To be called from a widget's callback, or before
    `st.rerun()`.
    """
    _remember(how(Selection.from_url(st.session_state.get(_KEPT, ""))).to_url())


def bar(selection: Selection, selected: Size, corpus: Size, more: Callable[[Selection], None]) -> None:
    """Say what is selected and how much that is; each part, and all of it, can be taken away. `more` adds what else can
    be done with it. Nothing when nothing is selected.
    """
    if not selection:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small", key="selection"):
        share = selected.documents / corpus.documents if corpus.documents else 0
        st.markdown(
            f":primary[:material/filter_alt:] **{plain(selected.describe())}** ({share:.1%} of all)", width="content"
        )
        for index, part in enumerate(selection.filters):
            st.button(
                plain(part.describe(), limit=70),
                key=f"selection-{index}",
                icon=":material/close:",
                help="Take this part away",
                on_click=_drop,
                args=(index,),
            )
        st.button("Clear all", key="selection-clear", type="tertiary", on_click=_remember, args=("",))
        more(selection)


def set_aside() -> Selection | None:
    """The selection that was set aside to be compared with, in this visit or by the link; None when there is none."""
    text = st.query_params.get(ASIDE, st.session_state.get(_ASIDE))
    return None if text is None else Selection.from_url(text)


def put_aside(selection: Selection) -> None:
    """Set a selection aside, to be compared with another one."""
    st.session_state[_ASIDE] = selection.to_url()
    if ASIDE in st.query_params:
        st.query_params[ASIDE] = selection.to_url()


def _drop(index: int) -> None:
    _remember(Selection.from_url(st.session_state.get(_KEPT, "")).without_filter(index).to_url())


def _remember(text: str) -> None:
    st.session_state[_KEPT] = text
    if text:
        st.query_params[PARAMETER] = text
    else:
        st.query_params.pop(PARAMETER, None)
