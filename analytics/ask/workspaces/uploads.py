"""Files that people upload in the browser: stored in the workspace under a safe name, zip archives unpacked within
limits.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO

from analytics.errors import DataloupeError

FOLDER = "uploads"
BLOCK_BYTES = 4 << 20
MAX_FILES = 10_000
MAX_BYTES = 8 << 30
MAX_RATIO = 200
"""The largest compression ratio of a file in an archive: text has about 5, a zip bomb about 1,000."""

SMALL_BYTES = 1 << 20
"""Files up to this size may have any compression ratio."""

_UNSAFE = re.compile(r"[^\w.,+=@ ()-]")


def save_upload(workspace: Path, name: str, content: IO[bytes]) -> Path:
    """Write an upload to disk, a block at a time. Returns the file, or the folder of an unpacked zip archive.

    An upload replaces an earlier one of the same name. Raises DataloupeError for an archive that is broken, is too
    large, or has paths that lead outside it; then nothing of it remains on disk.
    """
    folder = workspace / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / safe_file_name(name)
    temporary = folder / f".{target.name}.part"
    try:
        with temporary.open("wb") as file:
            shutil.copyfileobj(content, file, BLOCK_BYTES)
        if target.suffix.lower() == ".zip":
            return _unpack(temporary, target.with_suffix(""))
        _replace(temporary, target)
        return target
    finally:
        temporary.unlink(missing_ok=True)


def safe_file_name(name: str) -> str:
    """The file name in `name`, without characters that mean something to shells, globs or file systems. It is never
    hidden and never empty.
    """
    plain = _UNSAFE.sub("_", PurePosixPath(name.replace("\\", "/")).name).lstrip(". -")
    stem, dot, suffix = plain.rpartition(".")
    return (f"{stem[:100]}{dot}{suffix[:20]}" if dot else plain[:100]).strip() or "upload"


def _unpack(archive: Path, target: Path) -> Path:
    temporary = target.with_name(f".{target.name}.unpacking")
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        with zipfile.ZipFile(archive) as file:
            members = [member for member in file.infolist() if not member.is_dir()]
            _check_limits(members)
            for member in members:
                _unpack_member(file, member, temporary.joinpath(*_safe_path(member.filename)))
        _replace(temporary, target)
    # zipfile raises RuntimeError for an archive with a password
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise DataloupeError(f"The archive {target.name}.zip cannot be unpacked: {error}.") from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target


def _check_limits(members: list[zipfile.ZipInfo]) -> None:
    """Raises DataloupeError for an archive beyond the limits, before anything is unpacked."""
    if not members:
        raise DataloupeError("The archive has no files.")
    if len(members) > MAX_FILES:
        raise DataloupeError(f"The archive has {len(members):,} files. The maximum is {MAX_FILES:,}.")
    if sum(member.file_size for member in members) > MAX_BYTES:
        raise DataloupeError(
            f"The archive has more than {MAX_BYTES >> 30} GB. Unpack it yourself, and add the folder by its path."
        )
    for member in members:
        ratio = member.file_size / max(member.compress_size, 1)
        if member.file_size > SMALL_BYTES and ratio > MAX_RATIO:
            raise DataloupeError(
                f"The compression ratio of {member.filename!r} in the archive is {ratio:,.0f}. "
                f"The maximum is {MAX_RATIO}."
            )
        _safe_path(member.filename)


def _safe_path(name: str) -> list[str]:
    """The folders and the file name of a member, each made safe. Raises DataloupeError when the path leads outside the
    archive.
    """
    path = name.replace("\\", "/")
    names = [folder for folder in path.split("/") if folder not in ("", ".")]
    if not names or ".." in names or path.startswith("/") or re.match(r"[A-Za-z]:", names[0]):
        raise DataloupeError(f"The archive has a path that leads outside it: {name!r}.")
    return [safe_file_name(folder) for folder in names]


def _unpack_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    """Write a member as a plain file, also when it claims to be a link, and never more bytes than it claims to have."""
    target.parent.mkdir(parents=True, exist_ok=True)
    remaining = member.file_size
    with archive.open(member) as content, target.open("wb") as file:
        while block := content.read(min(BLOCK_BYTES, remaining + 1)):
            remaining -= len(block)
            if remaining < 0:
                raise DataloupeError(f"The archive states a wrong size for {member.filename!r}.")
            file.write(block)


def _replace(source: Path, target: Path) -> None:
    if target.is_dir():
        shutil.rmtree(target)
    source.replace(target)
