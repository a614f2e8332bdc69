"""What data is in here, and what is being built?"""

import streamlit as st

from analytics import ui
from analytics.ui import data as view
from analytics.ui import map as text_map


def inputs(page: ui.Page) -> None:
    """What was built, and what can be changed about it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        view.build_again(page)
        if page.has("map"):
            text_map.lay_out_again(page)
    view.inputs(page)
    view.read_differently(page)
    view.stages(page)


with ui.open_page("data") as page:
    if page.selection:
        st.info("This page shows all data. The selection does not apply to it.", icon=":material/filter_alt_off:")
    view.build_state(page)
    views = {"Inputs and stages": inputs, "Add data": view.add_data, "Rejected rows": view.rejected_rows}
    views["Quarantine"] = view.quarantine
    first = "Inputs and stages" if page.manifest.stages else "Add data"
    ui.tabs({first: views[first], **views}, page, key="data-view")
