"""How one input is read: in words with its certainty, as a form to correct it, and as the records that will be."""

from __future__ import annotations

from pathlib import PurePath

import streamlit as st

from analytics.access import Permission
from analytics.ask.workspaces.inspection import InputFile, InputReading
from analytics.errors import DataloupeError
from analytics.ui.components.download import download
from analytics.ui.components.text import counted, plain
from analytics.ui.data.corrections import Files, show_problem
from analytics.ui.data.form import correct_reading
from analytics.ui.data.labels import alternative_label, kind_label
from analytics.ui.data.preview import show_preview
from analytics.ui.frame.errors import show_error

YAML_HELP = "The same as `dataloupe inspect --save`. Build with it: `dataloupe build --reading reading.yaml`."


def show_readings(files: Files, count: int, inputs: list[InputFile]) -> None:
    """One of the inputs, the first or the chosen one: how it is read, and the form. A change runs only this."""
    st.fragment(_show)(files, count, inputs)


def _show(files: Files, count: int, inputs: list[InputFile]) -> None:
    number = _pick(files, count, inputs)
    show_problem()
    try:
        reading = files.read(number)
    except DataloupeError as error:
        show_error(error)
        is_skipped = len(files.sources) == 1 and len(inputs) > 1
        st.caption("The build skips this file." if is_skipped else "Remove this file to build the others.")
        return
    _describe(files, number, inputs[number], reading)
    form, preview = st.columns([1, 1], gap="medium")
    with form:
        correct_reading(files, number, reading)
        _download(inputs[number], reading)
    with preview:
        show_preview(reading.preview)


def _pick(files: Files, count: int, inputs: list[InputFile]) -> int:
    if len(inputs) == 1:
        return 0
    more = f" The first {len(inputs)} are shown." if count > len(inputs) else ""
    st.caption(f"{counted(count, 'file')}.{more} Choose one to see how it is read.")
    key = f"reading-input-{hash(files.sources)}"
    if key not in st.session_state:
        st.session_state[key] = files.first_readable(inputs)
    number = st.selectbox(
        "File", range(len(inputs)), format_func=lambda one: inputs[one].name, key=key,
        label_visibility="collapsed",
    )  # fmt: skip
    return min(number, len(inputs) - 1)  # the browser may send the number of an earlier, longer list


def _describe(files: Files, number: int, file: InputFile, reading: InputReading) -> None:
    """The reading in words: what a record is, how certain that is and why, and the runner-up as one click."""
    kind = kind_label(reading.kind, reading.title)
    st.markdown(f"**{plain(file.name, limit=60)}** ({plain(file.format)}, {_size(file.bytes)}). {plain(kind)}.")
    if reading.joins:
        st.caption(plain(f"Joined with {', '.join(reading.joins)}."))
    why = "; ".join(reading.reasons)
    if reading.corrected_on:
        _say_corrected(files, number, reading)
    elif reading.correction:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(
                "Read as you corrected it. The build remembers this for files of the same structure.", width="content"
            )
            st.button("Undo corrections", type="tertiary", icon=":material/undo:", key=f"reading-undo-{number}",
                      on_click=files.change, args=(number, "inferred", ""))  # fmt: skip
    elif reading.confidence is not None:
        certainty = (
            f"Certainty {reading.confidence:.0%}" if reading.is_certain else f"Not certain ({reading.confidence:.0%})"
        )
        st.caption(plain(f"{certainty}: {why}."))
    elif why:
        st.caption(plain(f"The text is chosen {why if why.startswith(('by', 'as')) else f'because it is {why}'}."))
    _alternatives(files, number, reading)


def _say_corrected(files: Files, number: int, reading: InputReading) -> None:
    day, file = reading.corrected_on, (reading.correction or {}).get("file")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            plain(f"Read as you corrected it on {day} for {file}. The dataloupe command reads it in the same way."),
            width="content",
        )
        st.button("Undo corrections", type="tertiary", icon=":material/undo:", key=f"reading-forget-{number}",
                  help="Read files of this structure with the inferred settings again.", on_click=files.forget,
                  args=(number, reading.structure))  # fmt: skip


def _alternatives(files: Files, number: int, reading: InputReading) -> None:
    """Other ways to read the whole file, each one click."""
    if not reading.alternatives:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("Or read it as:", width="content")
        for place, other in enumerate(reading.alternatives):
            st.button(
                plain(alternative_label(other), limit=100),
                key=f"reading-alternative-{number}-{place}",
                on_click=files.change,
                args=(number, "alternative", str(place)),
            )


def _size(count: int) -> str:
    """`14 kB`, `2.5 MB`."""
    return f"{count / 1e6:,.1f} MB" if count >= 1e6 else f"{max(count / 1e3, 1):,.0f} kB"


def _download(file: InputFile, reading: InputReading) -> None:
    if reading.yaml is None:
        return
    download(
        "Download reading (YAML)",
        reading.yaml,
        f"{PurePath(file.name).stem}.reading.yaml",
        "application/yaml",
        type="tertiary",
        icon=":material/download:",
        help=YAML_HELP,
        permission=Permission.BUILD,
    )
