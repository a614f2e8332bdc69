"""Which files of the watched places are new and complete? They are copied, and known by their content from then on."""

from __future__ import annotations

import glob
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from analytics.errors import DataloupeError
from analytics.ingest.remote import PACKAGES, is_remote, local_copy
from analytics.watch.seen_files import Facts, SeenFiles
from analytics.workspace.arrivals import Arrivals, content_hash

SETTLE_SECONDS = 2.0
"""A file that was changed later than so many seconds ago may be unfinished."""
MAX_NAME_BYTES = 180
"""A copy has a longer name than the original, and file systems end at 255 bytes."""
UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".swp", "~")


class Batch(NamedTuple):
    """A complete copy, the hash of its content, and the name of the original."""

    file: Path
    key: str
    name: str


def new_files(sources: Sequence[str], arrivals: Arrivals, settle: float = SETTLE_SECONDS) -> Iterator[Batch]:
    """Copies of the new files, the oldest first. What has the content of an earlier file, under any name, is none.

    Raises DataloupeError for a source that does not exist, and, after all others, for files that cannot be copied.
    """
    known, failed, earlier = arrivals.known(), [], SeenFiles(arrivals)
    sources = [_local(source) for source in sources]
    for file in sorted(_files(sources, arrivals.workspace), key=lambda file: (_changed(file), str(file))):
        before = _facts(file)
        if before is None or time.time() - before[1] / 1e9 < settle or earlier.key_of(file, before) in known:
            continue
        copy = arrivals.incoming(_name_of_copy(file))
        try:
            shutil.copyfile(file, copy)
        except FileNotFoundError:  # it was deleted or renamed
            continue
        except OSError as error:
            failed.append(f"{file} cannot be copied: {error.strerror or error}.")
            continue
        key = content_hash(copy)
        if _facts(file) != before:
            copy.unlink()
            continue
        earlier.add(file, before, key)
        if key in known:
            copy.unlink()
            continue
        known.add(key)
        yield Batch(copy, key, copy.name)
    earlier.save()
    if failed:
        raise DataloupeError(" ".join(failed))


def _local(source: str) -> str:
    """The source, or the folder, glob or file of the copies of an address. What has not changed is not fetched."""
    return local_copy(source) if is_remote(source) else source


def _files(sources: Sequence[str], workspace: Path) -> Iterator[Path]:
    """The finished files of directories (with their folders), globs and paths; nothing inside the workspace."""
    for source in sources:
        for file, inside in _matching(source):
            is_hidden = any(name.startswith(".") for name in inside)
            is_own = file.resolve().is_relative_to(workspace.resolve())
            if not is_hidden and not is_own and not file.name.endswith(UNFINISHED) and file.is_file():
                yield file


def _matching(source: str) -> Iterator[tuple[Path, Sequence[str]]]:
    """The paths of a source, each with the names that must not be hidden."""
    path = Path(source).expanduser()
    if path.is_dir():
        yield from ((file, file.relative_to(path).parts) for file in path.rglob("*"))
    elif path.exists():
        yield path, (path.name,)
    elif "://" in source:
        schemes = ", ".join(f"{scheme}://" for scheme in PACKAGES)
        raise DataloupeError(f"{source} is an address that cannot be read. There are: {schemes}.")
    elif glob.has_magic(source):
        first = next(index for index, name in enumerate(path.parts) if glob.has_magic(name))
        folder = Path(*path.parts[:first])
        matching = folder.glob("/".join(path.parts[first:]))
        yield from ((file, file.relative_to(folder).parts) for file in matching)
    else:
        raise DataloupeError(f"{source} does not exist.")


def _name_of_copy(file: Path) -> str:
    """The end of the name, with its suffix, as valid text."""
    return os.fsencode(file.name)[-MAX_NAME_BYTES:].decode("utf-8", "ignore")


def _facts(file: Path) -> Facts | None:
    try:
        facts = file.stat()
    except OSError:
        return None
    return facts.st_size, facts.st_mtime_ns, facts.st_ino


def _changed(file: Path) -> int:
    facts = _facts(file)
    return facts[1] if facts else 0
