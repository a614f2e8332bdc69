"""What can be taken home: the recipe, what it keeps, and what it leaves out with the reasons."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from analytics.recipe.export import export
from analytics.recipe.file import NAME, to_yaml
from analytics.recipe.formats import FORMATS
from analytics.recipe.outcome import Outcome
from analytics.ui.frame.page import Page


def downloads(page: Page, found: Outcome | None) -> None:
    """A popover with the files; they are made when they are asked for, and hold all documents whatever is selected."""
    recipe = page.decisions.recipe() if found is None else found.recipe
    with st.popover("Export", icon=":material/download:"):
        st.download_button(
            "The recipe",
            to_yaml(recipe),
            NAME,
            "application/yaml",
            key="download-recipe",
            icon=":material/receipt_long:",
            on_click="ignore",
        )
        if found is not None:
            ending = (
                st.segmented_control(
                    "Format",
                    list(FORMATS),
                    default=next(iter(FORMATS)),
                    key="download-format",
                    required=True,
                    format_func=_format,
                )
                or ".parquet"
            )
            for name, kept in (("kept", True), ("left out", False)):
                label = f"What is {name}" + ("" if kept else ", with reasons")
                st.download_button(
                    label,
                    _file(page, found, ending, kept),
                    f"{name.replace(' ', '-')}{ending}",
                    key=f"download-{name}",
                    icon=":material/table:",
                    on_click="ignore",
                )
        st.caption("Large corpora are better written by the command, which keeps nothing in memory:")
        st.code(f"dataloupe export {page.workspace.path} --out kept.parquet --rejected rejected.parquet", language=None)


def _format(ending: str) -> str:
    return ending.removeprefix(".")


def _file(page: Page, found: Outcome, ending: str, kept: bool) -> Callable[[], bytes]:
    def make() -> bytes:
        with tempfile.TemporaryDirectory(prefix="dataloupe-") as folder:
            out, rejected = Path(folder) / f"kept{ending}", Path(folder) / f"rejected{ending}"
            export(page.connection.cursor(), found, out, None if kept else rejected)
            return (out if kept else rejected).read_bytes()

    return make
