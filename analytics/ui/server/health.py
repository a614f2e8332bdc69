"""Is the server well, and what is it doing? /healthz and /metrics."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from streamlit.runtime import Runtime

from analytics.ask.workspaces.builds import build_status
from analytics.ask.workspaces.served import open_workspace, served_workspaces
from analytics.errors import DataloupeError
from analytics.front import PROCESS
from analytics.system import memory_bytes
from analytics.ui.frame.measuring import MEASURES
from analytics.ui.server.visits import Visits

STARTED = time.time()


async def health(_: Request) -> Response:
    """200 as soon as pages can be opened, 503 before and while the server stops."""
    is_ready, _message = await Runtime.instance().is_ready_for_browser_connection
    return PlainTextResponse("ok" if is_ready else "not ready", 200 if is_ready else 503)


async def metrics(_: Request) -> Response:
    """The figures of this process in the text format of Prometheus."""
    lines = await run_in_threadpool(lambda: list(_lines()))
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")


def _lines() -> Iterator[str]:
    runtime = Runtime.instance()
    yield from _gauge("dataloupe_start_time_seconds", "When the server started.", round(STARTED, 3))
    yield from _gauge("dataloupe_process", "The number of this server process.", int(os.environ.get(PROCESS, "1")))
    yield from _gauge("dataloupe_process_id", "Its number in the operating system.", os.getpid())
    yield from _gauge("dataloupe_sessions", "Open visits.", Visits(runtime).count())
    yield from _gauge("dataloupe_memory_bytes", "Resident memory of the server.", memory_bytes())
    yield from _gauge("dataloupe_builds_running", "Workspaces that are being built.", _running_builds())
    yield from MEASURES.lines()


def _gauge(name: str, help: str, value: float) -> Iterator[str]:
    yield f"# HELP {name} {help}"
    yield f"# TYPE {name} gauge"
    yield f"{name} {value}"


def _running_builds() -> int:
    running = 0
    for path in served_workspaces().values():
        try:
            running += build_status(open_workspace(path)).kind in ("building", "starting")
        except DataloupeError:
            continue
    return running
