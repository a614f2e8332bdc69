"""What have we decided?"""

import streamlit as st

from analytics import ui
from analytics.ui import decisions as view

with ui.open_page("decisions") as page:
    recipe = page.decisions.recipe()
    found = view.outcome(page, recipe)
    within = view.selected(page, found)

    if not recipe:
        st.info(
            "Nothing is decided yet: all documents stay. Select documents on any page and press Decide.",
            icon=":material/gavel:",
        )
    elif found is not None:
        st.markdown(ui.plain(found.summary_text(within)))
        view.warn_sources_mostly_removed(found)

    with st.container(horizontal=True):
        view.offer_mask(page)
        view.downloads(page, found)
        if recipe and found is not None:
            view.select_kept_or_left_out(found)
        st.button(
            "Undo",
            key="decisions-undo",
            icon=":material/undo:",
            disabled=not page.decisions.can_undo(),
            on_click=page.decisions.undo,
        )

    if recipe and found is not None:
        one_by_one, sources = st.tabs(["Steps", "By source"], key="view", on_change="rerun")
        if one_by_one.open:
            with one_by_one:
                view.steps(page, recipe, found, within)
        if sources.open:
            with sources:
                view.by_source(found, within)
    else:
        view.steps(page, recipe, None, within)
