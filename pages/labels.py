"""Which labels are likely wrong?"""

import streamlit as st

from analytics import ui
from analytics.ask import labels
from analytics.ui import labels as view

with ui.open_page("labels") as page:
    by = view.pick(page)
    if by is None:
        st.info(
            "No labels could be judged: it takes a column that names at least two classes of ten documents with vectors.",
            icon=":material/label_off:",
        )
        st.stop()
    check = page.ask(labels.check_labels, by)
    st.markdown(ui.plain(check.summary_text()))
    view.unjudged(page)
    if not check.judged:
        st.stop()
    views = {"Likely errors": view.suspects, "Classes that overlap": view.overlaps, "Balance": view.balance}
    ui.tabs(views, page, by, check)
