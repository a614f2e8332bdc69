"""What repeats?"""

import streamlit as st

from analytics import ui
from analytics.ask import duplicates
from analytics.recipe.steps import Deduplicate
from analytics.ui import duplicates as view

with ui.open_page("duplicates") as page:
    summary = st.container()
    thresholds, policy = view.pick(page)
    deduplicated = view.find_duplicates(page, thresholds, policy)
    repeats = duplicates.summarize(page.connection, deduplicated.decided, thresholds, page.selection)

    with summary:
        st.markdown(ui.plain(repeats.summary_text()))
        view.warn_sources_mostly_removed(deduplicated)
        ui.offer(page, Deduplicate.of(thresholds, policy), "Add deduplication step")

    views = {
        "Clusters": view.clusters,
        "Thresholds": view.thresholds,
        "Sources": view.sources,
        "Document to keep": view.keep_rules,
        "Repeated passages": view.repeated_passages,
        "Against another corpus": view.contamination,
    }
    ui.tabs(views, deduplicated, in_url=True)

    if repeats.without_words:
        st.caption(
            f"Documents without words: {repeats.without_words:,}. They can be exact copies, but not near-duplicates."
        )
