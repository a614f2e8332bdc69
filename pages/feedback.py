"""Are users happy?"""

import streamlit as st

from analytics import ui
from analytics.ui import logs
from analytics.ui.logs import happiness as view
from analytics.ui.logs import implicit

with ui.open_page("feedback") as page:
    ratings = logs.feedback(page)
    found = view.happiness(page, ratings)
    st.markdown(ui.plain(found.summary_text()))
    view.numbers(found)
    say, do = st.tabs(["What they say", "What they do"], key="view", on_change="rerun")

    if say.open:
        with say:
            with st.container(horizontal=True, vertical_alignment="bottom"):
                dimension = logs.pick_dimension(ratings, "By", key="by", default="model")
                k = logs.pick_k(ratings)
            left, right = st.columns([3, 2], gap="medium")
            with left:
                st.subheader(
                    "Who is happy?",
                    anchor=False,
                    help="Ratings of a group with their 95 % interval, and which share of the group is rated at all.",
                )
                if dimension is None:
                    st.caption("Nothing divides these ratings into groups.")
                else:
                    view.by(page, found, dimension, k)
            with right:
                st.subheader(
                    "What if all had rated?",
                    anchor=False,
                    help="People who rate are not like people who do not. Three answers, from bold to safe.",
                )
                view.bounds(found)
                st.subheader("When?", anchor=False, help="The rate over the time at which the rated turn was written.")
                view.over_time(page, found, k)

    if do.open:
        with do:
            page.needs("behaviour", "conversations")
            implicit.actions(page, ratings)
