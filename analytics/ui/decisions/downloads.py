"""Download the recipe, the documents that it keeps, and those that it removes with the reasons."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from analytics.csv_text import ABOUT_FORMULAS
from analytics.recipe.export import export
from analytics.recipe.file import NAME, to_yaml
from analytics.recipe.formats import FORMATS
from analytics.recipe.formats.csv import Csv
from analytics.recipe.outcome import Outcome
from analytics.ui.components.download import download
from analytics.ui.frame.commands import show_command
from analytics.ui.frame.page import Page


def downloads(page: Page, outcome: Outcome | None) -> None:
    """A popover with the files. A file is written on request, with all documents and not only the selected ones."""
    recipe = page.decisions.recipe() if outcome is None else outcome.recipe
    with st.popover("Export", icon=":material/download:"):
        download(
            "Download recipe",
            to_yaml(recipe),
            NAME,
            "application/yaml",
            key="download-recipe",
            icon=":material/receipt_long:",
        )
        if outcome is not None:
            _document_files(page, outcome)
        st.caption("For a large corpus, use the command: it never has all documents in memory.")
        show_command("dataloupe export WORKSPACE --out kept.parquet --rejected removed.parquet", page.workspace)


def _document_files(page: Page, outcome: Outcome) -> None:
    default = next(iter(FORMATS))
    ending = st.segmented_control(
        "Format", list(FORMATS), default=default, key="download-format", required=True, format_func=_format_name
    )
    ending = ending or default
    for name, label in (("kept", "Download kept documents"), ("removed", "Download removed documents, with reasons")):
        download(
            label,
            _file(page, outcome, ending, name == "kept"),
            f"{name}{ending}",
            key=f"download-{name}",
            icon=":material/table:",
        )
    if ending == Csv.ending:
        st.caption(ABOUT_FORMULAS)


def _format_name(ending: str) -> str:
    return ending.removeprefix(".")


def _file(page: Page, outcome: Outcome, ending: str, kept: bool) -> Callable[[], bytes]:
    def write() -> bytes:
        with tempfile.TemporaryDirectory(prefix="dataloupe-") as folder:
            out, removed = Path(folder) / f"kept{ending}", Path(folder) / f"removed{ending}"
            export(page.connection.cursor(), outcome, out, None if kept else removed)
            return (out if kept else removed).read_bytes()

    return write
