"""The command line of a build or an inspection, and the line of its output that gives the reason for a failure."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analytics.layouts import Fast, changed, layout_of

ROOT = Path(__file__).parents[3]
COMMAND = (sys.executable, "-m", "analytics.cli")
QUEUED = (sys.executable, "-m", "analytics.cli.queued_build")

ERROR_PREFIX = "dataloupe: "
"""The command starts its error line with this."""

VALUE_OPTIONS = ("text", "source", "format", "vectors", "encoder", "encoding", "delimiter", "header", "extractor")
"""Options of a build that are given as `--name value`."""


def build_arguments(sources: Sequence[str], options: Mapping[str, Any], reading_file: Path | None = None) -> list[str]:
    """Sources and options as `dataloupe build` takes them; `reading_file` has the text of the option `reading`.

    Paths are made absolute, so that none can be read as an option.
    """
    paths = [str(Path(source).expanduser().absolute()) for source in sources]
    values = [f"--{name}={options[name]}" for name in VALUE_OPTIONS if options.get(name)]
    mapping = [f"--map={field}={column}" for field, column in (options.get("map") or {}).items()]
    flags = ["--keep-user-ids"] if options.get("keep_user_ids") else []
    reading = [f"--reading={reading_file}"] if reading_file else []
    compared = [*(options.get("against") or ()), *(options.get("corpora") or ())]
    against = [f"--against={path}" for path, _ in compared]
    return paths + values + mapping + flags + reading + against + _layout_arguments(options)


def error_line(output: str) -> str:
    """The reason for the failure in the output of a command; "" when there is none."""
    lines = [line for line in output.splitlines() if line.startswith(ERROR_PREFIX)]
    return lines[-1].removeprefix(ERROR_PREFIX) if lines else ""


def _layout_arguments(options: Mapping[str, Any]) -> list[str]:
    layout = layout_of(options)
    name = [f"--layout={layout.name}"] if layout != Fast() else []
    return name + [f"--layout-option={option}={value}" for option, value in changed(layout).items()]
