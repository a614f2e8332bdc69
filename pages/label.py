"""What is it really?"""

import streamlit as st

from analytics import ui
from analytics.ui import labelling as view

with ui.open_page("label") as page:
    schema = view.pick(page)
    if schema is None:
        st.info(
            "There is no schema yet. A schema is a question about documents, and its answers.", icon=":material/label:"
        )
        view.make(page)
        st.stop()

    def label(page: ui.Page) -> None:
        """The settings, and the queue with the guidelines beside it."""
        with st.container(horizontal=True, vertical_alignment="bottom"):
            setting = view.settings(page)
            view.whole_selection(page, schema, setting)
        left, right = st.columns([7, 3], gap="medium") if schema.guidelines else (st.container(), None)
        with left:
            st.markdown(f"**{ui.plain(schema.question or schema.name)}**")
            view.queue(page, schema, setting)
            view.progress(page, schema)
        if right is not None:
            with right:
                st.caption("Guidelines")
                st.text(schema.guidelines)

    views = {
        "Queue": label,
        "Answers": lambda page: view.progress(page, schema, in_full=True),
        "Predict": lambda page: view.predict(page, schema),
        "Change the schema": lambda page: view.make(page, schema),
        "New schema": view.make,
    }
    ui.tabs(views, page, in_url=True)
