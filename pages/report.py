"""What should others see?"""

import streamlit as st

from analytics import ui
from analytics.ui import report as view

with ui.open_page("report") as page:
    if page.selection:
        st.caption("The report covers the whole workspace. The selection does not apply to it.")
    left, right = st.columns([2, 5], gap="medium")
    with left:
        buttons = st.container()
        options = view.pick_report(page)
        view.item_list(page)
    if options:
        with right:
            html = view.preview(page, options)
        with buttons:
            view.actions(page, options, html)
