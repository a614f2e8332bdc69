"""What a build is doing or did, and how to start, stop and continue one: each is a `dataloupe build` in a process of
its own, which goes on when the browser, or the dashboard, is gone.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.errors import DataloupeError
from analytics.workspace import Progress, Workspace, create_workspace

ROOT = Path(__file__).parents[3]
COMMAND = (sys.executable, "-m", "analytics.cli")
SECONDS_TO_INSPECT = 60.0
SECONDS_TO_START = 60.0
SAID = "dataloupe: "
"""How the command begins the line in which it says why it stopped."""

FINISHED = "Next: dataloupe serve"
"""How it begins the last line of a build that came to its end."""

VALUES = ("text", "source", "format", "vectors", "encoder")
"""Options of a build that are given as `--name value`."""


@dataclass(frozen=True)
class InputPreview:
    """How one input will be read. `problem` says why it cannot be; then all but name, format and bytes is empty."""

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
        """One row a column of the input: column, type, becomes (the field it is read as; None: kept in `metadata`)."""
        fields = {column: field for field, column in (self.mapping or {}).items()}
        rows = [(column, kind, fields.get(column)) for column, kind in (self.columns or {}).items()]
        return pd.DataFrame(rows, columns=["column", "type", "becomes"])


@dataclass(frozen=True)
class BuildStatus:
    """What is being built, or how the last build ended.

    `kind` is "building", "starting", "killed" (it left its progress behind), "failed" (`words` say why) or "done".
    """

    kind: str
    progress: Progress | None = None
    words: str = ""


def inspect_inputs(sources: Sequence[str], options: Mapping[str, Any] | None = None) -> tuple[int, list[InputPreview]]:
    """How many inputs `sources` name, and how the first of them will be read. Raises DataloupeError when they cannot
    be.
    """
    command = [*COMMAND, "inspect", *_arguments(sources, options or {}, build=False), "--json"]
    try:
        ran = subprocess.run(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS_TO_INSPECT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DataloupeError(
            f"looking at this took longer than {SECONDS_TO_INSPECT:.0f} seconds - name fewer files"
        ) from None
    if ran.returncode:
        raise DataloupeError(
            _why(ran.stderr) or f"it cannot be read: the process that looked at it ended with code {ran.returncode}"
        )
    found = json.loads(ran.stdout)
    return found["inputs"], [InputPreview(**one) for one in found["first"]]


def start_build(path: Path, sources: Sequence[str], options: Mapping[str, Any] | None = None) -> None:
    """Build the workspace at `path`, new or not, in the background. Raises DataloupeError when it is being built or is
    none.
    """
    workspace = create_workspace(path)
    if workspace.is_building():
        raise DataloupeError(f"{path.name} is being built already - wait for it to finish, or cancel it")
    if not sources:
        raise DataloupeError("there is nothing to build from - add data first")
    (path / "build.json").write_text(
        json.dumps({"sources": list(sources), "options": dict(options or {}), "started_at": time.time()}),
        encoding="utf-8",
    )
    workspace.progress_path.unlink(missing_ok=True)
    with (path / "build.log").open("wb") as log:
        subprocess.Popen(
            [*COMMAND, "build", *_arguments(sources, options or {}, build=True), "--workspace", str(path.resolve())],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # it outlives the dashboard
        )


def cancel_build(workspace: Workspace) -> None:
    """Ask the running build, whoever started it, to stop; what it has finished stays."""
    progress = workspace.progress()
    if progress and progress.pid:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(progress.pid, signal.SIGINT)


def last_request(workspace: Workspace) -> tuple[list[str], dict[str, Any]]:
    """The sources and options that were last asked for here: by the dashboard, or else by the last build that finished
    a stage.
    """
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        asked = json.loads((workspace.path / "build.json").read_text(encoding="utf-8"))
        return list(asked["sources"]), dict(asked["options"])
    return last_build(workspace)


def last_build(workspace: Workspace) -> tuple[list[str], dict[str, Any]]:
    """The sources and options of the last build that finished a stage."""
    build = workspace.read_manifest().build
    return list(build.get("sources", [])), dict(build.get("options", {}))


def build_status(workspace: Workspace) -> BuildStatus:
    """What is being built, or how the last build ended."""
    if workspace.is_building():
        return BuildStatus("building", workspace.progress())
    if (left := workspace.interrupted()) is not None:
        return BuildStatus("killed", left)
    said, started = build_log(workspace), _started_at(workspace)
    if started is None or FINISHED in said or _finished_at(workspace) > _said_at(workspace):
        return BuildStatus("done")
    if why := _why(said):
        return BuildStatus("failed", words=why)
    if "Traceback" in said:
        return BuildStatus("failed", words=f"dataloupe itself is at fault: {said.splitlines()[-1]}")
    if time.time() - started < SECONDS_TO_START:
        return BuildStatus("starting")
    return BuildStatus("failed", words="it ended before it began to read, and did not say why")


def build_log(workspace: Workspace) -> str:
    """What the last build that the dashboard started has said."""
    with contextlib.suppress(OSError):
        return (workspace.path / "build.log").read_text(encoding="utf-8", errors="replace")
    return ""


def _finished_at(workspace: Workspace) -> float:
    """When a stage was last finished, by whatever build; 0 when none was."""
    return max((record.finished_at for record in workspace.read_manifest().stages.values()), default=0.0)


def _said_at(workspace: Workspace) -> float:
    """When the last build that the dashboard started said its last word."""
    with contextlib.suppress(OSError):
        return (workspace.path / "build.log").stat().st_mtime
    return 0.0


def _started_at(workspace: Workspace) -> float | None:
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        return float(json.loads((workspace.path / "build.json").read_text(encoding="utf-8"))["started_at"])
    return None


def _why(said: str) -> str:
    """The line in which the command says why it stopped; "" when it does not."""
    return next((line.removeprefix(SAID) for line in reversed(said.splitlines()) if line.startswith(SAID)), "")


def _arguments(sources: Sequence[str], options: Mapping[str, Any], build: bool) -> list[str]:
    """Options as `dataloupe build` takes them; an absolute path is never taken for an option."""
    said = [str(Path(source).expanduser().absolute()) for source in sources]
    for name in VALUES if build else VALUES[:-1]:
        if options.get(name):
            said.append(f"--{name}={options[name]}")
    said += [f"--map={field}={column}" for field, column in (options.get("map") or {}).items()]
    said += ["--keep-user-ids"] if options.get("keep_user_ids") else []
    return said + ([f"--against={path}" for path, _ in options.get("against") or ()] if build else [])
