"""How does the model behave?"""

import streamlit as st

from analytics import ui
from analytics.ui import logs
from analytics.ui.logs import behaviour as view

with ui.open_page("behaviour") as page:
    logs.say_simulated(page)
    answers = view.answers(page)
    said = st.container()
    view.measures(page, answers)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        found = view.pick(page, answers)
        dimension = logs.pick_dimension(answers, "By", key="by", default="model")
        k = logs.pick_k(answers)

    if found is None:
        st.info(
            "Write a regular expression: the share of answers that it is found in is drawn below.",
            icon=":material/regular_expression:",
        )
    else:
        said.markdown(ui.plain(found.summary_text()))
        left, right = st.columns([3, 2], gap="medium")
        with left:
            st.subheader("Where?", anchor=False)
            if dimension is None:
                st.caption("Nothing divides these answers into groups.")
            else:
                view.by(page, found, dimension, k)
        with right:
            st.subheader("When?", anchor=False)
            view.over_time(page, found, k)
            st.subheader("Who is asked about?", anchor=False)
            view.by_mention(page, found, k)
