"""The queue of the builds that people of a shared server start: one runs at a time, in the order of their starts.

Each build is a process with a ticket: a file in the folder of the queue that its process keeps locked. The system frees
the lock when the process ends, however it ends, so a killed build holds nobody up.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import filelock

from analytics.files import write_atomically
from analytics.system import heed_interrupts

QUEUE = "DATALOUPE_BUILD_QUEUE"
"""The environment variable with the folder of the queue; without it builds start at once."""

SECONDS_BETWEEN_LOOKS = 0.5


@dataclass(frozen=True)
class Ticket:
    """A build that runs or waits: its process, its workspace, and how many are before it."""

    pid: int
    workspace: str
    before: int


def queue_folder(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The folder of the queue; None where builds start at once."""
    folder = environment.get(QUEUE)
    return Path(folder) if folder else None


@contextlib.contextmanager
def turn(folder: Path, workspace: Path) -> Iterator[None]:
    """Wait until all builds that came before have ended; the block is the turn of this one."""
    heed_interrupts()
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{time.time_ns():020d}-{uuid.uuid4().hex[:8]}"
    lock = filelock.FileLock(folder / f"{name}.lock")
    with lock:
        ticket = folder / f"{name}.json"
        write_atomically(ticket, json.dumps({"pid": os.getpid(), "workspace": str(workspace.resolve())}))
        try:
            while tickets(folder, until=name):
                time.sleep(SECONDS_BETWEEN_LOOKS)
            yield
        finally:
            ticket.unlink(missing_ok=True)
    (folder / f"{name}.lock").unlink(missing_ok=True)


def tickets(folder: Path, until: str | None = None) -> list[Ticket]:
    """The builds that run or wait, the first one first; with `until` only those before this ticket. Tickets of
    processes that have ended are removed.
    """
    alive: list[Ticket] = []
    for file in sorted(folder.glob("*.json")):
        if until is not None and file.stem >= until:
            break
        if _has_ended(file):
            file.unlink(missing_ok=True)
            file.with_suffix(".lock").unlink(missing_ok=True)
            continue
        with contextlib.suppress(OSError, ValueError, KeyError):
            facts = json.loads(file.read_text(encoding="utf-8"))
            alive.append(Ticket(int(facts["pid"]), str(facts["workspace"]), len(alive)))
    return alive


def ticket_of(workspace: Path) -> Ticket | None:
    """The ticket of a workspace; None when no build of it runs or waits, or there is no queue."""
    folder = queue_folder()
    if folder is None or not folder.is_dir():
        return None
    name = str(workspace.resolve())
    return next((one for one in tickets(folder) if one.workspace == name), None)


def _has_ended(ticket: Path) -> bool:
    try:
        with filelock.FileLock(ticket.with_suffix(".lock")).acquire(timeout=0):
            return True
    except (filelock.Timeout, OSError):
        return False
