"""Serves the component's files, and plotly.js out of the plotly wheel, from the dashboard's own server.

Streamlit serves a component's `asset_dir`, but finds it only for installed distributions whose import name is their
project's name, and only below their own folder. So both folders are declared here, by the call that Streamlit makes for
what it finds itself: it works from a checkout, from a wheel, below a base path and for a deep link into a cold server,
and no file is copied.
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
"""Where the files of each component are: the root of the package, and the folder in it."""


def component(name: str, css: str | None = None) -> ComponentRenderer:
    """The component whose code is `frontend/<name>.js`, ready to be mounted. To be called in each run: a server starts
    with none.
    """
    manager = get_bidi_component_manager()
    for folder, (root, assets) in FOLDERS.items():
        if manager.get_component_asset_root(f"{PROJECT}.{folder}") is None:
            manager.register_from_manifest(
                ComponentManifest(PROJECT, __version__, [ComponentConfig(folder, assets)]), root
            )
    # Plotly writes its styles into the document, so the map lives in the document too.
    return st.components.v2.component(f"{PROJECT}.{name}", js=f"{name}.js", css=css, isolate_styles=False)
