"""Serves the files of the component, and plotly.js from the plotly wheel, by the dashboard's own server.

Streamlit serves the `asset_dir` of a component, but finds it only in installed distributions whose import name is the
name of their project, and only below their own folder. So this module registers both folders with the function that
Streamlit calls for the components that it finds. That works from a checkout, from a wheel, below a base path, and for a
deep link into a cold server. No file is copied.
"""

from __future__ import annotations

from pathlib import Path

import plotly
import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.components.v2.types import ComponentRenderer

from analytics import __version__

PROJECT = "dataloupe"
FOLDERS = {
    "plotly": (Path(plotly.__file__).parent, "package_data"),
    "map": (Path(__file__).parent, "frontend"),
    "hover": (Path(__file__).parent, "frontend"),
}
"""The files of each component: the root of the package, and the folder in it."""


def component(name: str, css: str | None = None) -> ComponentRenderer:
    """The component with the code `frontend/<name>.js`, ready to be mounted. Call it in each run: a new server has no
    components.
    """
    manager = get_bidi_component_manager()
    for folder, (root, assets) in FOLDERS.items():
        if manager.get_component_asset_root(f"{PROJECT}.{folder}") is None:
            manager.register_from_manifest(
                ComponentManifest(PROJECT, __version__, [ComponentConfig(folder, assets)]), root
            )
    # Plotly writes its styles into the document, so the map is in the document too, not in a shadow root.
    return st.components.v2.component(f"{PROJECT}.{name}", js=f"{name}.js", css=css, isolate_styles=False)
