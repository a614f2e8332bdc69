"""What should others see?"""

import streamlit as st

from analytics import ui
from analytics.ui import report as view

with ui.open_page("report") as page:
    if page.selection:
        st.info(
            "The report covers the whole workspace. The selection does not apply to it.",
            icon=":material/filter_alt_off:",
        )
    st.markdown(
        "One page of findings in text and charts, with definitions, decisions and versions. "
        "It opens from an e-mail, works offline, and prints."
    )
    if options := view.pick_report(page):
        view.create_report(page, options)
