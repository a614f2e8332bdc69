"""Which files were read at an earlier look? Those whose size, time of change and inode are the same are not read again.

This only saves work: whether a file was taken is decided by the hash of its content, and without the list all are read.
"""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path

from analytics.files import write_atomically
from analytics.workspace.arrivals import Arrivals

Facts = tuple[int, int, int]
"""Size, time of change (ns), inode."""
NAME = ".seen.json"
SAFE_SECONDS = 2.0
"""A file that changed later than so long ago can change again without a new time: it is not listed."""


class SeenFiles:
    """The hashes of files as they were when they were read."""

    def __init__(self, arrivals: Arrivals) -> None:
        self._path = arrivals.folder / NAME
        self._files: dict[str, tuple[Facts, str]] = {}
        self._is_changed = False
        with contextlib.suppress(OSError, ValueError, TypeError, AttributeError, KeyError):
            plain = json.loads(self._path.read_text("utf-8"))
            self._files = {name: ((one[0], one[1], one[2]), str(key)) for name, (one, key) in plain.items()}

    def key_of(self, file: Path, facts: Facts) -> str | None:
        """The hash of a file that has not changed; None for another one."""
        seen = self._files.get(str(file))
        return seen[1] if seen and seen[0] == facts else None

    def add(self, file: Path, facts: Facts, key: str) -> None:
        if time.time() - facts[1] / 1e9 > SAFE_SECONDS:
            self._files[str(file)] = facts, key
            self._is_changed = True

    def save(self) -> None:
        if self._is_changed:
            write_atomically(self._path, json.dumps(self._files))
