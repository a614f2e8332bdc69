"""What repeats?"""

import streamlit as st

from analytics import ui
from analytics.ask import duplicates
from analytics.ui import duplicates as view

with ui.frame("What repeats?", icon=":material/content_copy:") as page:
    page.needs("documents", "duplicate_pairs")
    said = st.container()
    thresholds, keep = view.pick(page)
    asked = view.asked(page, thresholds, keep)
    found = duplicates.findings(page.connection, asked.decided, thresholds, page.selection)

    with said:
        st.markdown(ui.plain(found.sentence()))
        view.warn_of_wipe_outs(asked)

    clusters, curves, sources, rules, parts = st.tabs(["Clusters", "Thresholds", "Sources", "Keep rules", "Repeated parts"], key="view", on_change="rerun")
    if clusters.open:
        with clusters:
            view.clusters(asked)
    if curves.open:
        with curves:
            view.thresholds(asked)
    if sources.open:
        with sources:
            view.sources(asked)
    if rules.open:
        with rules:
            view.compare_rules(asked)
    if parts.open:
        with parts:
            view.repeated_parts(asked)

    if found.wordless:
        st.caption(f"{found.wordless:,} documents have no word at all. They can only be exact copies of one another, and count as near to nothing.")
