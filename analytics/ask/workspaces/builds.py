"""What is the build of a workspace doing, how did the last one end, and how is one started or cancelled?

A build is a `dataloupe build` in its own process. It continues when the browser or the dashboard is closed.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.ask.workspaces.build_command import COMMAND, QUEUED, ROOT, build_arguments, error_line
from analytics.ask.workspaces.build_queue import queue_folder, ticket_of
from analytics.errors import DataloupeError
from analytics.files import write_atomically
from analytics.system import lower_priority, separate_process
from analytics.workspace import Progress, Workspace, create_workspace

START_SECONDS = 60.0
"""A build that has no progress after this time has failed."""

NICENESS = 10
"""Of builds that the dashboard starts: its pages come first."""

FINISHED = "Next: dataloupe serve"
"""The last line of a completed build starts with this."""

REQUEST_FILE, LOG_FILE, READING_FILE = "build.json", "build.log", "reading.yaml"


@dataclass(frozen=True)
class BuildStatus:
    """What is being built, or how the last build ended.

    `kind` is "building", "starting" (`reason` says for how many other builds it waits), "killed" (`progress` is the
    last one that it reported), "failed" (for `reason`) or "done".
    """

    kind: str
    progress: Progress | None = None
    reason: str = ""


def start_build(path: Path, sources: Sequence[str], options: Mapping[str, Any] | None = None) -> None:
    """Build the workspace at `path`, new or existing, in the background.

    Raises DataloupeError when a build of it is running, or when `path` is a directory that is not a workspace.
    """
    workspace = create_workspace(path)
    if workspace.is_building() or ticket_of(path) is not None:
        raise DataloupeError(f"{path.name} is already being built. Wait until the build ends, or cancel it.")
    if not sources:
        raise DataloupeError("There is no data to build from. Add data first.")
    request = {"sources": list(sources), "options": dict(options or {}), "started_at": time.time()}
    write_atomically(path / REQUEST_FILE, json.dumps(request))
    workspace.progress_path.unlink(missing_ok=True)
    arguments = build_arguments(sources, options or {}, _reading_file(path, options or {}))
    with (path / LOG_FILE).open("wb") as log:
        build = subprocess.Popen(
            [*(QUEUED if queue_folder() else (*COMMAND, "build")), *arguments, "--workspace", str(path.resolve())],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            **separate_process(),  # it continues when the dashboard ends
        )
    lower_priority(build.pid, NICENESS)


def cancel_build(workspace: Workspace) -> None:
    """Ask the running build to stop, also one that the dashboard did not start; its completed stages stay."""
    progress, ticket = workspace.progress(), ticket_of(workspace.path)
    pid = progress.pid if progress and progress.pid else ticket and ticket.pid
    if pid:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGINT)


def last_request(workspace: Workspace) -> tuple[list[str], dict[str, Any]]:
    """The sources and options of the last build that the dashboard started, else of the last build that completed a
    stage.
    """
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        request = _read_request(workspace)
        return list(request["sources"]), dict(request["options"])
    return last_build(workspace)


def last_build(workspace: Workspace) -> tuple[list[str], dict[str, Any]]:
    """The sources and options of the last build that completed a stage."""
    build = workspace.read_manifest().build
    return list(build.get("sources", [])), dict(build.get("options", {}))


def build_status(workspace: Workspace) -> BuildStatus:
    """What is being built, or how the last build ended."""
    if workspace.is_building():
        return BuildStatus("building", workspace.progress())
    if (ticket := ticket_of(workspace.path)) is not None:
        return BuildStatus("starting", reason=_wait(ticket.before))
    if (progress := workspace.interrupted()) is not None:
        return BuildStatus("killed", progress)
    log, started_at = build_log(workspace), _started_at(workspace)
    if started_at is None or FINISHED in log or _stage_completed_at(workspace) > _log_written_at(workspace):
        return BuildStatus("done")
    if reason := error_line(log):
        return BuildStatus("failed", reason=reason)
    if "Traceback" in log:
        return BuildStatus("failed", reason=f"there is a bug in dataloupe: {log.splitlines()[-1]}")
    if time.time() - started_at < START_SECONDS:
        return BuildStatus("starting")
    return BuildStatus("failed", reason="it ended before it started to read, and gave no reason")


def _wait(before: int) -> str:
    if not before:
        return ""
    return f"The build waits until {before} other build{'s' * (before > 1)} on this server end{'s' * (before == 1)}."


def build_log(workspace: Workspace) -> str:
    """The output of the last build that the dashboard started."""
    with contextlib.suppress(OSError):
        return (workspace.path / LOG_FILE).read_text(encoding="utf-8", errors="replace")
    return ""


def _reading_file(path: Path, options: Mapping[str, Any]) -> Path | None:
    """The reading of an earlier build, written to a file, as the command takes it."""
    if not options.get("reading"):
        return None
    write_atomically(path / READING_FILE, str(options["reading"]))
    return (path / READING_FILE).resolve()


def _read_request(workspace: Workspace) -> dict[str, Any]:
    return dict(json.loads((workspace.path / REQUEST_FILE).read_text(encoding="utf-8")))


def _stage_completed_at(workspace: Workspace) -> float:
    """When any build completed a stage last; 0 when none did."""
    return max((record.finished_at for record in workspace.read_manifest().stages.values()), default=0.0)


def _log_written_at(workspace: Workspace) -> float:
    """When the last build that the dashboard started wrote its last line; 0 when there is none."""
    with contextlib.suppress(OSError):
        return (workspace.path / LOG_FILE).stat().st_mtime
    return 0.0


def _started_at(workspace: Workspace) -> float | None:
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        return float(_read_request(workspace)["started_at"])
    return None
