"""The places of the map page: the map fills the page, and controls and drawer float above it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

CSS = Path(__file__).with_name("room.css")


def room() -> DeltaGenerator:
    """The container of the whole map."""
    st.html(CSS)
    return st.container(key="map-room")


def controls() -> DeltaGenerator:
    """The row of controls at the top left, above the map."""
    return st.container(horizontal=True, vertical_alignment="center", key="map-controls")


def drawer() -> DeltaGenerator:
    """The drawer at the right, above the map, for what is read next to it."""
    return st.container(key="map-drawer", gap="small")
