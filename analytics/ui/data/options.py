"""How new data is read: options that a person can change before the build."""

from __future__ import annotations

from typing import Any

import streamlit as st

_OPTIONS = "_adding-options"
GUESSED = "guessed"


def read_options() -> dict[str, Any]:
    """The options that were chosen in this visit, as `dataloupe build` takes them."""
    return dict(st.session_state.get(_OPTIONS, {}))


def pick_options(options: dict[str, Any]) -> None:
    """A form with the options; submitting it previews the files again."""
    with (
        st.expander("Change how it is read", icon=":material/tune:"),
        st.form("adding-options", border=False),
    ):
        st.caption(
            "These options apply to a new workspace. Data that you add to this workspace is read like its present data."
        )
        with st.container(horizontal=True):
            text = st.text_input("Text column", value=options.get("text", ""), placeholder=GUESSED, width=220)
            source = st.text_input("Source column", value=options.get("source", ""), placeholder=GUESSED, width=220)
            fields = st.text_input(
                "Other fields",
                value=_fields_text(options.get("map", {})),
                placeholder="title=headline, label=class",
                width=360,
            )
        if st.form_submit_button("Update preview", icon=":material/refresh:"):
            chosen = {"text": text.strip(), "source": source.strip(), "map": _fields(fields)}
            st.session_state[_OPTIONS] = {name: value for name, value in chosen.items() if value}
            st.rerun()


def _fields_text(fields: dict[str, str]) -> str:
    return ", ".join(f"{field}={column}" for field, column in fields.items())


def _fields(text: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    return {field.strip(): column.strip() for field, _, column in pairs}
