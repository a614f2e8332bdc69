"""What would each rule remove?"""

import streamlit as st

from analytics import ui
from analytics.ui import rules as view

with ui.open_page("rules") as page:
    said = st.container()
    rule_selection = view.pick(page)
    with said:
        st.markdown(ui.plain(view.verdicts(page, rule_selection).summary_text()))

    views = {
        "Each rule": view.each,
        "Overlap": view.overlap,
        "Sources, languages, topics": view.groups,
        "Definitions": view.definitions,
    }
    ui.tabs(views, page, rule_selection, in_url=True)
