"""What went in, and what is being built?"""

import streamlit as st

from analytics import ui
from analytics.ui import map as text_map

with ui.open_page("data") as page:
    if page.selection:
        st.info("This page is about all that went in, whatever is selected.", icon=":material/filter_alt_off:")
    ui.building(page)
    if page.has("map"):
        text_map.lay_out_again(page)
    went_in, add, rejected = st.tabs(
        ["What went in", "Add data", "What could not be read"], key="data-view", on_change="rerun"
    )
    if went_in.open:
        with went_in:
            if page.manifest.stages:
                ui.built(page.manifest)
            else:
                st.caption("Nothing yet.")
            ui.workspaces()
    if add.open:
        with add:
            ui.adding(page)
    if rejected.open:
        with rejected:
            if page.has("rejects"):
                ui.rejects(page.connection)
            else:
                st.caption("Nothing has been read yet.")
