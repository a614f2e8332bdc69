"""What changed?"""

import streamlit as st

from analytics import ui
from analytics.ui import logs
from analytics.ui.logs import change as view
from analytics.ui.logs.drift import drift

with ui.open_page("change") as page:
    ratings = logs.feedback(page)
    said = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        sides = view.pick_sides(ratings)
        stratum = view.pick_stratum(ratings, sides) if sides else None
        k = logs.pick_k(ratings)

    if sides is None:
        st.info(
            "There is nothing to compare: these ratings carry no times, and no column divides them.",
            icon=":material/compare_arrows:",
        )
    else:
        found = view.change(page, ratings, sides, stratum)
        with said:
            st.markdown(ui.plain(found.summary_text()))
            st.markdown(ui.plain(found.why()))
        for warning in found.warnings():
            st.warning(ui.plain(warning), icon=":material/swap_vert:")
        if stratum is not None:
            view.parts(found)
            view.standardised(found)
            st.subheader("Where does it come from?", anchor=False)
            view.strata(found, k)
            drift(ratings, sides, stratum)
        st.caption(ui.plain(found.needed()))
