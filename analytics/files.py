"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

REPLACE_TRIES, SECONDS_BETWEEN_TRIES = 20, 0.05
"""Windows refuses to replace a file while somebody reads it."""


def write_atomically(path: str | os.PathLike[str], content: str | bytes, mode: int | None = None) -> None:
    """Replace the file at `path` by `content` (text as UTF-8): readers see the old or the new content, whole.

    This also holds after a power cut. `mode` gives the permissions of the file, such as 0o600.
    """
    with atomic_path(path) as temporary:
        temporary.touch(exist_ok=False)
        if mode is not None:
            temporary.chmod(mode)
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)


@contextlib.contextmanager
def atomic_path(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A temporary path in the same folder. The file written there replaces `path` when the block ends without an error.

    After an error the temporary file is deleted, and `path` is as it was.
    """
    target = Path(path)
    temporary = target.with_name(temporary_name(target.name))
    try:
        yield temporary
        sync(temporary)
        _replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def temporary_name(name: str) -> str:
    """A hidden name that no other process or thread uses; `*.tmp` finds it when it was left by a killed process."""
    return f".{name}.{os.getpid()}-{uuid.uuid4().hex[:8]}.tmp"


def sync(path: Path) -> None:
    """Wait until the content of the file is on the disk."""
    with path.open("r+b") as file:  # Windows syncs only files that are open for writing
        os.fsync(file.fileno())


def _replace(temporary: Path, target: Path) -> None:
    for _ in range(REPLACE_TRIES if os.name == "nt" else 0):
        with contextlib.suppress(PermissionError):
            temporary.replace(target)
            return
        time.sleep(SECONDS_BETWEEN_TRIES)
    temporary.replace(target)
