"""Which answer wins?"""

import streamlit as st

from analytics import ui
from analytics.ask.logs import preferences
from analytics.ui.logs import preferences as view
from analytics.ui.logs.judges import judges

with ui.open_page("preferences") as page:
    comparisons = view.pick_comparisons(page)
    summary = st.container()
    ranking = view.rank(page, comparisons)
    with summary:
        st.markdown(ui.plain(preferences.summary_text(comparisons, ranking)))
    view.show_ranking(comparisons, ranking)
    st.subheader(
        "Do the judges agree?",
        anchor=False,
        help="Whether people and models agree more often than by chance, and whether the order of the answers has an "
        "effect. The page Judges compares verdicts on single answers with labels.",
    )
    judges(page, comparisons)
