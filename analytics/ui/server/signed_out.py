"""The sessions that were signed out: in a file, so that all processes of this machine know them, also later ones."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

from analytics.system import lock_file, settings_folder

FILE = "signed-out-sessions"
MAX_DAYS = 400
"""Older lines are removed when a server starts. The cookie of a session ends much earlier (`session_hours`)."""
SECONDS_A_DAY = 24 * 3600


class SignedOut:
    """The digests of sessions that were signed out. Where the file cannot be written, this process alone knows them."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or settings_folder() / FILE
        self._digests: set[str] = set()
        self._read_bytes = 0
        with contextlib.suppress(OSError):
            self._remove_old()

    def __contains__(self, digest: str) -> bool:
        self._read_new()
        return digest in self._digests

    def add(self, digest: str) -> None:
        """Remember a session."""
        self._digests.add(digest)
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = os.open(self._path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
            try:
                lock_file(file)
                os.write(file, f"{time.time():.0f} {digest}\n".encode())
                os.fsync(file)
            finally:
                os.close(file)

    def _read_new(self) -> None:
        """Read the lines that were added since the last look; all of them when the file has become shorter."""
        with contextlib.suppress(OSError):
            size = self._path.stat().st_size
            if size == self._read_bytes:
                return
            start = self._read_bytes if size > self._read_bytes else 0
            with self._path.open("rb") as file:
                file.seek(start)
                whole, end, _unfinished = file.read().rpartition(b"\n")
            self._read_bytes = start + len(whole) + len(end)
            self._digests |= {line.split()[1].decode() for line in whole.splitlines() if _is_entry(line)}

    def _remove_old(self) -> None:
        oldest = time.time() - MAX_DAYS * SECONDS_A_DAY
        with self._path.open("r+b") as file:
            lock_file(file.fileno())
            lines = file.readlines()
            kept = [line for line in lines if _is_entry(line) and int(line.split()[0]) >= oldest]
            if len(kept) < len(lines):
                file.seek(0)
                file.writelines(kept)
                file.truncate()


def _is_entry(line: bytes) -> bool:
    """Whether a line has a time and a digest."""
    return len(line.split()) == 2 and line.split()[0].isdigit()
