"""What is in here?"""

import streamlit as st

from analytics import ui
from analytics.ask import overview
from analytics.signals.registry import SIGNALS
from analytics.ui import data, evaluation
from analytics.ui import overview as view

CLICK = "Click a bar to select its documents."

with ui.open_page("overview") as page:
    data.warn_outdated(page.manifest)
    summary = page.ask(overview.summary)
    st.markdown(ui.plain(summary.summary_text()))
    view.whole(page)
    evaluation.warn(page)
    view.counts(summary)

    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("Which sources?", anchor=False, help=f"The column `source`. {CLICK}")
        view.values(page, page.column("documents", "source"))
        view.add_values(page, page.column("documents", "source"))
    with right:
        st.subheader("Which languages, kinds or labels?", anchor=False, help=CLICK)
        category = ui.pick_category(page)
        view.values(page, category, view.MAX_CATEGORIES)
        view.add_values(page, category)
        st.subheader("How long are the documents?", anchor=False, help=SIGNALS["n_words"].formula)
        view.lengths(page)

    st.subheader("When were they written?", anchor=False, help="The column `created_at`.")
    view.dates(page)

    missing, rejects, built = st.tabs(["Missing values", "Rejected rows", "Inputs and stages"])
    with missing:
        view.missing_values(page.ask(overview.missing))
    with rejects:
        data.rejects(page.connection)
    with built:
        data.built(page.manifest)
