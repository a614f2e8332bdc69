"""Which files of the watched places are new and complete? They are copied, and known by their content from then on."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from analytics.watch.arrivals import Arrivals, content_hash

SETTLE_SECONDS = 2.0
"""A file that was changed later than so many seconds ago may be unfinished."""
UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".swp", "~")


class Batch(NamedTuple):
    """A complete copy, the hash of its content, and the name of the original."""

    file: Path
    key: str
    name: str


def new_files(sources: Sequence[str], arrivals: Arrivals, settle: float = SETTLE_SECONDS) -> Iterator[Batch]:
    """Copies of the new files, the oldest first. What has the content of an earlier file, under any name, is none."""
    known = arrivals.known()
    for file in sorted(_files(sources, arrivals.workspace), key=lambda file: (_changed(file), str(file))):
        before = _facts(file)
        if before is None or time.time() - before[1] / 1e9 < settle:
            continue
        copy = arrivals.incoming(file.name)
        try:
            shutil.copyfile(file, copy)
        except OSError:  # it has gone, or cannot be read yet
            continue
        key = content_hash(copy)
        if _facts(file) != before or key in known:
            copy.unlink()
            continue
        known.add(key)
        yield Batch(copy, key, file.name)


def _files(sources: Sequence[str], workspace: Path) -> Iterator[Path]:
    """The finished files of directories (with their folders), globs and paths; nothing inside the workspace."""
    for source in sources:
        path = Path(source).expanduser()
        folder = path if path.is_dir() else path.parent
        matching = folder.rglob("*") if path.is_dir() else folder.glob(path.name) if folder.is_dir() else ()
        for file in matching:
            is_hidden = any(name.startswith(".") for name in file.relative_to(folder).parts)
            is_own = file.resolve().is_relative_to(workspace.resolve())
            if not is_hidden and not is_own and not file.name.endswith(UNFINISHED) and file.is_file():
                yield file


def _facts(file: Path) -> tuple[int, int] | None:
    try:
        facts = file.stat()
    except OSError:
        return None
    return facts.st_size, facts.st_mtime_ns


def _changed(file: Path) -> int:
    facts = _facts(file)
    return facts[1] if facts else 0
