"""How will the files of a build be read?"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.ask.workspaces.build_command import COMMAND, ROOT, error_line, inspect_arguments
from analytics.errors import DataloupeError

INSPECT_SECONDS = 60.0


@dataclass(frozen=True)
class InputPreview:
    """How one input will be read. `problem` is the reason when it cannot be read: then only name, format and bytes are
    known.
    """

    name: str
    format: str
    bytes: int
    problem: str | None = None
    line: str = ""
    shape: str = ""
    why: str | None = None
    columns: Mapping[str, str] | None = None
    mapping: Mapping[str, str] | None = None
    preview: Sequence[Mapping[str, Any]] = ()

    @property
    def rows(self) -> pd.DataFrame:
        """The first rows as they will be in `documents`."""
        return pd.DataFrame(list(self.preview))

    @property
    def plan(self) -> pd.DataFrame:
        """One row for each column of the input: column, type, becomes (the field that it fills; None: the column goes
        to `metadata`).
        """
        fields = {column: field for field, column in (self.mapping or {}).items()}
        rows = [(column, kind, fields.get(column)) for column, kind in (self.columns or {}).items()]
        return pd.DataFrame(rows, columns=["column", "type", "becomes"])


def inspect_inputs(sources: Sequence[str], options: Mapping[str, Any] | None = None) -> tuple[int, list[InputPreview]]:
    """The number of inputs in `sources`, and how the first of them will be read.

    Raises DataloupeError when they cannot be read.
    """
    command = [*COMMAND, "inspect", *inspect_arguments(sources, options or {}), "--json"]
    result = _run(command)
    if result.returncode:
        reason = error_line(result.stderr) or f"The inspection ended with exit code {result.returncode}."
        raise DataloupeError(reason)
    answer = json.loads(result.stdout)
    return answer["inputs"], [InputPreview(**facts) for facts in answer["first"]]


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=INSPECT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DataloupeError(
            f"The inspection took longer than {INSPECT_SECONDS:.0f} seconds. Choose fewer files."
        ) from None
