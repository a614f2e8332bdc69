"""Can we trust the verdicts?"""

import streamlit as st

from analytics import ui
from analytics.ui import judges as view

with ui.open_page("judges") as page:
    summary = st.container()
    judged = view.pick(page)
    if judged is None:
        st.stop()
    with summary:
        st.markdown(ui.plain(judged.summary_text()))
    view.errors(judged)
    st.subheader("Where is the judge right?", anchor=False)
    view.groups(page, judged)
