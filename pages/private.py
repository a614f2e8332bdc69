"""What is private in here?"""

import streamlit as st

from analytics import ui
from analytics.ask import personal_data
from analytics.ask.filters import Range
from analytics.recipe.steps import Mask
from analytics.ui import private as view

with ui.open_page("private") as page:
    found = page.ask(personal_data.kinds)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(ui.plain(personal_data.summary_text(found, page.selected.documents)), width="content")
        there = tuple(found.kind[found.findings > 0])
        if there:
            ui.offer(page, Mask(there), "Mask these")
    kind = view.pick_kind(found, page.selected.documents)
    st.caption("Click a kind to see what was found, its letters and digits hidden.")
    view.examples(page, kind)
    if found.set_index("kind").findings[kind] and st.toggle("Read these documents, with nothing hidden", key="reveal"):
        ui.found(
            page, (Range("content", f"{kind}_count", 1, None),), "private", page.column("content", f"{kind}_count")
        )
