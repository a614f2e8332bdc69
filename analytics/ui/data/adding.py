"""Add data in the browser: choose files, see how they are read, correct it, and build."""

from __future__ import annotations

import streamlit as st

from analytics.ui.data.corrections import Files
from analytics.ui.data.permissions import may_add
from analytics.ui.data.picking import pick_sources
from analytics.ui.data.reading import show_readings
from analytics.ui.data.starting import offer_build
from analytics.ui.frame.page import Page

READ_ONLY = (
    "You cannot add data: this dashboard is open to other machines. "
    "Add it on the machine itself, or start `dataloupe serve` with --allow-uploads."
)


def add_data(page: Page) -> None:
    """Choose or upload files, see and correct how they are read, and build."""
    if not may_add():
        st.info(READ_ONLY, icon=":material/lock:")
        return
    sources = pick_sources(page)
    if not sources:
        return
    files = Files(tuple(sources))
    with st.spinner("Reading the first records"):
        count, inputs = files.inputs()
    offer_build(page, files, inputs)
    show_readings(files, count, inputs)
