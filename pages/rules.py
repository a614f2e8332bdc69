"""What would each rule remove?"""

import streamlit as st

from analytics import ui
from analytics.ui import rules as view

VIEWS = {
    "Each rule": view.each,
    "Overlap": view.overlap,
    "Sources, languages, topics": view.groups,
    "Definitions": view.definitions,
}

with ui.open_page("rules") as page:
    summary = st.container()
    rule_selection = view.pick_rules(page)
    with summary:
        st.markdown(ui.plain(view.verdicts(page, rule_selection).summary_text()))
    ui.tabs(VIEWS, page, rule_selection, in_url=True)
