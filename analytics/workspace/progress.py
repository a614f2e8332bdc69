"""Where a running build is, in a file that readers of the workspace look at."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from analytics.files import write_atomically


@dataclass(frozen=True)
class Progress:
    """The stage that runs, how many of how many units of it are done, and the process that builds."""

    stage: str
    done: float
    total: float | None
    unit: str
    started_at: float
    updated_at: float
    remaining: tuple[str, ...] = ()
    pid: int = 0
    message: str = ""
    """What the stage decided for the person who builds, said once."""
    also_running: tuple[str, ...] = ()
    """Other stages, which run at the same time."""


def write_progress(path: Path, progress: Progress) -> None:
    """Replace the file by `progress`, with the number of this process."""
    write_atomically(path, json.dumps({**asdict(progress), "pid": os.getpid()}))


def read_progress(path: Path) -> Progress | None:
    """The progress in a file; None when there is none, or it cannot be understood."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return Progress(**{**raw, "remaining": tuple(raw["remaining"]), "also_running": tuple(raw["also_running"])})
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None
