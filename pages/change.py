"""What changed?"""

import streamlit as st

from analytics import ui
from analytics.ui import logs
from analytics.ui.logs import change as view
from analytics.ui.logs.drift import drift
from analytics.ui.logs.feedback import whole_of_ratings

with ui.open_page("change") as page:
    ratings = logs.pick_roles(logs.pick_ratings(page))
    summary = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pair = view.pick_pair(ratings)
        stratifier = view.pick_stratifier(ratings, pair) if pair else None
        k = logs.pick_min_users(ratings)

    if pair is None:
        st.info(
            "These ratings cannot be compared: they have no times, and no column divides them into groups.",
            icon=":material/compare_arrows:",
        )
        whole_of_ratings(page, ratings)
    else:
        change = view.change(page, ratings, pair, stratifier)
        with summary:
            st.markdown(ui.plain(change.summary_text()))
            st.markdown(ui.plain(change.decomposition_text()))
            if stratifier is not None:
                st.markdown(ui.plain(change.selection_text()))
        for warning in change.warnings():
            st.warning(ui.plain(warning), icon=":material/swap_vert:")
        if stratifier is not None:
            view.components(change)
            view.standardised(change)
            st.subheader("Where does it come from?", anchor=False)
            view.strata(change, k)
            drift(page, ratings, pair, stratifier)
        st.caption(ui.plain(change.sample_size_text()))
