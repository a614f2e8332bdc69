"""What personal data is in here?"""

import streamlit as st

from analytics import ui
from analytics.ask import personal_data
from analytics.ask.filters import Range
from analytics.recipe.steps import Mask
from analytics.ui import private as view

with ui.open_page("private") as page:
    kinds = page.ask(personal_data.kinds)
    with st.container(horizontal=True, vertical_alignment="center"):
        examples = page.ask(personal_data.documented_examples)
        st.markdown(ui.plain(personal_data.summary_text(kinds, page.selected.documents, examples)), width="content")
        present = tuple(kinds.kind[kinds.findings > 0])
        if present:
            ui.offer(page, Mask(present), "Add masking step")
    if missing := page.ask_of(personal_data.missing_text):
        st.caption(missing)
    kind = view.pick_kind(kinds, page.selected.documents)
    st.caption("Click a kind to see examples, with letters and digits hidden.")
    view.examples(page, kind)
    view.coverage()
    if kind in present and st.toggle("Show these documents unmasked", key="reveal"):
        counts = page.column("content", f"{kind}_count")
        ui.clicked_documents(page, (Range("content", counts.name, 1, None),), "private", counts)
