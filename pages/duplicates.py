"""What repeats?"""

import streamlit as st

from analytics import ui
from analytics.ask import duplicates
from analytics.recipe.steps import Deduplicate
from analytics.ui import duplicates as view

with ui.open_page("duplicates") as page:
    said = st.container()
    thresholds, keep = view.pick(page)
    asked = view.asked(page, thresholds, keep)
    found = duplicates.summarize(page.connection, asked.decided, thresholds, page.selection)

    with said:
        st.markdown(ui.plain(found.summary_text()))
        view.warn_sources_mostly_removed(asked)
        ui.offer(page, Deduplicate.of(thresholds, keep), "Deduplicate so")

    views = {
        "Clusters": view.clusters,
        "Thresholds": view.thresholds,
        "Sources": view.sources,
        "Keep rules": view.compare_rules,
        "Repeated parts": view.repeated_passages,
        "Against another corpus": view.against,
    }
    ui.tabs(views, asked)

    if found.wordless:
        st.caption(
            f"{found.wordless:,} documents have no word at all. They can only be exact copies of one another, and count as near to nothing."
        )
