"""What have we decided?"""

import streamlit as st

from analytics import ui
from analytics.ui import decisions as view
from analytics.ui import evaluation

with ui.open_page("decisions") as page:
    recipe = page.decisions.recipe()
    outcome = view.current_outcome(page, recipe)
    within = view.everything(outcome)
    evaluation.warn(page)

    if not recipe:
        st.info(
            "No decisions yet: all documents are kept. Select documents on any page and press Decide.",
            icon=":material/gavel:",
        )
    elif outcome is not None:
        st.markdown(ui.plain(outcome.summary_text(within)))
        if page.selection:
            st.caption("Decisions are about all documents. The selection does not apply to these numbers.")
        view.warn_sources_mostly_removed(outcome)

    with st.container(horizontal=True):
        view.offer_mask(page)
        view.downloads(page, outcome)
        if recipe and outcome is not None:
            view.select_kept_or_removed(outcome)
        st.button(
            "Undo",
            key="decisions-undo",
            icon=":material/undo:",
            disabled=not page.decisions.can_undo(),
            on_click=page.decisions.undo,
        )

    if recipe and outcome is not None:
        views = {
            "Steps": lambda: view.steps(page, recipe, outcome, within),
            "Waterfall": lambda: view.waterfall(outcome),
            "By source": lambda: view.by_source(outcome, within),
            "History": lambda: view.history(page),
        }
        ui.tabs(views)
    else:
        view.steps(page, recipe, None, within)
        if not recipe:
            view.suggested_steps(page)
            with st.expander("History", icon=":material/history:"):
                view.history(page)
