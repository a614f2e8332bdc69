"""The corrections of a visit: what a person changed in how each input is read, until a build remembers it."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from analytics.access import Permission, action
from analytics.ask.workspaces.inspection import (
    InputFile,
    InputReading,
    forget_correction,
    list_inputs,
    read_input,
    remember_correction,
)
from analytics.ask.workspaces.served import open_workspace
from analytics.errors import DataloupeError
from analytics.ui.data.permissions import check_sources
from analytics.ui.frame.errors import show_error

MAX_CHECKED = 20
"""So many inputs are read before a build starts."""

_CORRECTIONS, _PROBLEM = "_reading-corrections", "_reading-problem"


@dataclass(frozen=True)
class Files:
    """The sources of a build, and its options: how their inputs are read, and how a person corrects that."""

    sources: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    workspace: Path = Path()

    @action(Permission.BUILD)
    def inputs(self) -> tuple[int, list[InputFile]]:
        """The number of inputs, and the first 50 of them. Raises DataloupeError when the sources cannot be read."""
        self._check()
        return list_inputs(self.sources, self.options, self._stamp)

    @action(Permission.BUILD)
    def read(self, number: int) -> InputReading:
        """How an input is read, as corrected in this visit or before. Raises DataloupeError if it cannot be read."""
        self._check()
        return read_input(self.sources, number, self._corrections.get(number), None, self.options, self._stamp)

    def check(self, inputs: list[InputFile]) -> None:
        """Raises the DataloupeError of a source that cannot be read. One of many files of a source is skipped."""
        if len(inputs) == len(self.sources):
            for number in range(min(len(inputs), MAX_CHECKED)):
                self.read(number)

    def first_readable(self, inputs: list[InputFile]) -> int:
        """The number of the first input with text: a folder may begin with files about its data."""
        for number in range(min(len(inputs), MAX_CHECKED)):
            with contextlib.suppress(DataloupeError):
                self.read(number)
                return number
        return 0

    @action(Permission.BUILD)
    def change(self, number: int, name: str, value: str | None) -> None:
        """Set a field of the form; a change that is impossible is shown by `show_problem`, and nothing changes."""
        present = self._corrections.get(number)
        try:
            change = (name, value or "")
            reading = read_input(self.sources, number, present, change, self.options, self._stamp)
        except DataloupeError as error:
            st.session_state[_PROBLEM] = str(error)
            return
        self._corrections[number] = dict(reading.correction or {})

    def change_to_widget(self, number: int, name: str, key: str) -> None:
        """Set a field of the form to the value of the widget with this key."""
        if name != "add rating" or st.session_state[key]:
            self.change(number, name, st.session_state[key])

    @action(Permission.BUILD)
    def forget(self, number: int, structure: str) -> None:
        """Read the input, and all files of its structure, as inferred."""
        forget_correction(structure)
        self._corrections[number] = {}

    @action(Permission.BUILD)
    def remember(self, inputs: list[InputFile]) -> bool:
        """Keep the corrections of this visit for the build and for later files. Returns whether there are any."""
        for number, correction in self._corrections.items():
            reading = self.read(number)
            if correction:
                remember_correction(reading.structure, correction, inputs[number].name)
            else:
                forget_correction(reading.structure)
        has_corrections = bool(self._corrections)
        self._corrections.clear()
        return has_corrections

    @property
    def is_corrected(self) -> bool:
        """Whether a person corrected an input in this visit."""
        return bool(self._corrections)

    @property
    def _corrections(self) -> dict[int, dict[str, Any]]:
        every: dict[tuple[str, ...], dict[int, dict[str, Any]]] = st.session_state.setdefault(_CORRECTIONS, {})
        return every.setdefault(self.sources, {})

    def _check(self) -> None:
        """Raises DataloupeError for a source that people may not name; one that the workspace was built from is its
        own.
        """
        known = open_workspace(self.workspace).read_manifest().build.get("sources", [])
        check_sources(self.workspace, [source for source in self.sources if source not in known])

    @property
    def _stamp(self) -> list[float]:
        return [_modified_at(source) for source in self.sources]


def show_problem() -> None:
    """Why the last change was impossible, once."""
    if problem := st.session_state.pop(_PROBLEM, None):
        show_error(DataloupeError(problem))


def _modified_at(source: str) -> float:
    try:
        return Path(source).stat().st_mtime
    except OSError:
        return 0.0
