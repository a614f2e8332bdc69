"""How does the model behave?"""

import streamlit as st

from analytics import ui
from analytics.ui import logs
from analytics.ui.logs import behaviour as view

with ui.open_page("behaviour") as page:
    logs.show_simulated(page)
    answers = view.answers(page)
    summary = st.container()
    view.measures(page, answers)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        measurement = view.pick(page, answers)
        dimension = logs.pick_dimension(answers, "Group by", key="by", default="model")
        k = logs.pick_min_users(answers)

    if measurement is None:
        st.info(
            "Enter a regular expression to see the share of answers that match.", icon=":material/regular_expression:"
        )
    else:
        summary.markdown(ui.plain(measurement.summary_text()))
        left, right = st.columns([3, 2], gap="medium")
        with left:
            st.subheader("Where?", anchor=False)
            if dimension is None:
                st.caption("No column divides these answers into groups.")
            else:
                view.by_group(page, measurement, dimension, k)
        with right:
            st.subheader("When?", anchor=False)
            view.over_time(page, measurement, k)
            st.subheader("Who is mentioned?", anchor=False)
            view.by_mention(page, measurement, k)
