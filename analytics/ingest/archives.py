"""Archives (zip, tar) as folders: unpacked once, with bounds, into a private folder for temporary files."""

from __future__ import annotations

import io
import os
import shutil
import stat
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from analytics.errors import DataloupeError
from analytics.ingest.inputs import file_fingerprint
from analytics.system import user_id

MAX_UNPACKED_BYTES = 20 << 30
MAX_RATIO = 200
"""How many times its own size an archive may become; a zip bomb becomes many thousand times as large."""
SMALL_BYTES = 64 << 20
"""Below this size, no ratio is suspicious: an empty table compresses well."""
MAX_MEMBERS = 200_000
BLOCK_BYTES = 1 << 20
TAR_ENDINGS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tbz2", ".txz")
ZIP_START = b"PK\x03\x04"
NESTED = (".docx", ".xlsx", ".xlsm", ".pptx", ".pptm", ".ppsx", ".epub", ".ods", ".odt", ".odp")
"""Documents that are zip files inside; containers of their own read them."""


@dataclass(frozen=True)
class Member:
    """One file of an archive."""

    name: str
    size: int
    modified: float
    opened: IO[bytes]


def is_archive(path: Path) -> bool:
    """Whether a file is an archive of files, by its name or its first bytes."""
    name = path.name.lower()
    if name.endswith(TAR_ENDINGS):
        return True
    if name.endswith(NESTED):
        return False
    with path.open("rb") as file:
        return file.read(4) == ZIP_START


def unpacked(path: Path) -> Path:
    """The folder with the files of an archive; unpacked again only when the archive has changed.

    Raises DataloupeError for an archive that is damaged, too large, encrypted, or that writes outside its folder.
    """
    folder = _private_folder() / file_fingerprint(path) / path.name
    if folder.is_dir():
        return folder
    folder.parent.mkdir(exist_ok=True)
    waiting = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        _unpack(path, waiting)
        waiting.rename(folder)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        if not folder.is_dir():
            raise DataloupeError(f"{path.name} cannot be unpacked: {error}.") from None
    finally:
        shutil.rmtree(waiting, ignore_errors=True)
    return folder


def _private_folder() -> Path:
    """A folder for temporary files that only this user can read and write."""
    user = user_id()
    folder = Path(tempfile.gettempdir()) / f"dataloupe-{'user' if user is None else user}"
    folder.mkdir(mode=0o700, exist_ok=True)
    facts = folder.lstat()
    is_ours = user is None or (facts.st_uid == user and not facts.st_mode & 0o077)
    if not stat.S_ISDIR(facts.st_mode) or not is_ours:
        return Path(tempfile.mkdtemp(prefix="dataloupe-"))
    return folder


def _unpack(path: Path, folder: Path) -> None:
    limit = min(MAX_UNPACKED_BYTES, max(SMALL_BYTES, MAX_RATIO * path.stat().st_size))
    total = 0
    is_zip = not path.name.lower().endswith(TAR_ENDINGS)
    for count, member in enumerate(_zip_members(path) if is_zip else _tar_members(path)):
        target = folder / _safe_name(path, member.name)
        if count >= MAX_MEMBERS:
            raise DataloupeError(f"{path.name} has more than {MAX_MEMBERS:,} files. Unpack it, and name the folder.")
        target.parent.mkdir(parents=True, exist_ok=True)
        with member.opened as source, target.open("wb") as file:
            while block := source.read(BLOCK_BYTES):
                total += len(block)
                if total > limit:
                    raise DataloupeError(
                        f"{path.name} becomes more than {limit >> 20:,} MB when it is unpacked, which is more than "
                        f"{MAX_RATIO} times its size. If it is safe, unpack it, and name the folder."
                    )
                file.write(block)
        os.utime(target, (member.modified, member.modified))


def _safe_name(path: Path, name: str) -> PurePosixPath:
    """The name of a member. Raises DataloupeError when it leads out of the archive's folder."""
    inside = PurePosixPath(name.replace("\\", "/"))
    if inside.is_absolute() or ".." in inside.parts or ":" in name[:3] or "\0" in name:
        raise DataloupeError(f"{path.name} has a file that would be written outside its folder: {name!r}.")
    return inside


def _zip_members(path: Path) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        for one in archive.infolist():
            if not one.is_dir() and not stat.S_ISLNK(one.external_attr >> 16):
                yield Member(one.filename, one.file_size, 0.0, archive.open(one))


def _tar_members(path: Path) -> Iterator[Member]:
    with tarfile.open(path) as archive:
        for one in archive:
            if one.isfile():
                opened = archive.extractfile(one)
                yield Member(one.name, one.size, 0.0, opened if opened is not None else io.BytesIO())
