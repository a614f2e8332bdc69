"""The form that corrects how an input is read: a select box for each field, with example values next to each path."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from analytics.ask.workspaces.inspection import FormField, InputReading
from analytics.ui.components.text import plain
from analytics.ui.data import labels
from analytics.ui.data.corrections import Files
from analytics.ui.data.ratings import edit_ratings

N_FIRST_FIELDS = 5
"""These fields of a form decide most and are always visible; of the others, those with a value."""

MAX_EXAMPLE_CHARACTERS, MAX_PATH_CHARACTERS = 48, 28


def correct_reading(files: Files, number: int, reading: InputReading) -> None:
    """All fields of the form. A change reads the first records again at once."""
    if not reading.form:
        return
    kind, *fields = reading.form
    _select(files, number, kind, lambda one: labels.kind_label(one, reading.title))
    first = [one for place, one in enumerate(fields) if place < N_FIRST_FIELDS or one.value]
    rest = [one for one in fields if one not in first]
    _fields(files, number, first, reading.kind)
    edit_ratings(files, number, reading)
    if rest:
        with st.expander(f"More fields ({len(rest)})", key=f"reading-more-{number}"):
            _fields(files, number, rest, reading.kind)
    if reading.file_options is not None:
        _file_options(files, number, reading.file_options)


def _fields(files: Files, number: int, fields: Sequence[FormField], kind: str) -> None:
    """Two select boxes a row."""
    for start in range(0, len(fields), 2):
        for column, one in zip(st.columns(2, gap="small"), fields[start : start + 2], strict=False):
            with column:
                _select(files, number, one, _path_label(one), kind)


def _path_label(one: FormField) -> Callable[[str], str]:
    """`talk[].text · How do I reset ...` for a path; roles as they are."""
    examples = dict(one.options)

    def label(path: str) -> str:
        if not path:
            return labels.NO_PATH.get("value" if one.name.startswith("role of ") else one.name, labels.NONE)
        shown = " | ".join(examples.get(path, ()))
        shortened = shown if len(shown) <= MAX_EXAMPLE_CHARACTERS else f"{shown[:MAX_EXAMPLE_CHARACTERS]}…"
        end = path if len(path) <= MAX_PATH_CHARACTERS else f"…{path[-MAX_PATH_CHARACTERS:]}"
        return f"{end} · {shortened}" if shown else path

    return label


def _select(files: Files, number: int, one: FormField, label: Callable[[str], str], kind: str = "") -> None:
    key = f"reading-{number}-{one.name}"
    st.session_state[key] = one.value
    st.selectbox(
        plain(labels.field_label(one.name, kind)),
        [option for option, _ in one.options],
        format_func=label,
        key=key,
        on_change=files.change_to_widget,
        args=(number, one.name, key),
    )


def _file_options(files: Files, number: int, options: Mapping[str, str]) -> None:
    shown = {name: labels.FILE_OPTIONS[name] for name in options}
    title = "Extraction of the content" if "extractor" in options else "Encoding, delimiter and header"
    with st.expander(title, key=f"reading-file-{number}"):
        for column, (name, (label, values)) in zip(st.columns(len(shown)), shown.items(), strict=True):
            key = f"reading-{number}-{name}"
            st.session_state[key] = options[name]
            column.selectbox(
                label,
                list(dict.fromkeys([*values, options[name]])),
                format_func=lambda one: labels.MARKS.get(one, one),
                key=key,
                on_change=files.change_to_widget,
                args=(number, name, key),
            )
