"""Add data in the browser: choose files, see how they are read, correct it, and build."""

from __future__ import annotations

import streamlit as st

from analytics.access import Permission
from analytics.ui.data.corrections import Files
from analytics.ui.data.picking import pick_sources
from analytics.ui.data.reading import show_readings
from analytics.ui.data.starting import offer_build
from analytics.ui.frame.page import Page


def add_data(page: Page) -> None:
    """Choose or upload files, see and correct how they are read, and build."""
    if not page.may(Permission.BUILD):
        st.info(page.grant.refusal(Permission.BUILD), icon=":material/lock:")
        return
    sources = pick_sources(page)
    if not sources:
        return
    files = Files(tuple(sources), workspace=page.workspace.path)
    with st.spinner("Reading the first records"):
        count, inputs = files.inputs()
    offer_build(page, files, inputs)
    show_readings(files, count, inputs)
