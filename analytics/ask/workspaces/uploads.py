"""Files that come through the browser: put beside the tables under a harmless name, zip archives unpacked within
bounds.
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
MOST_FILES = 10_000
MOST_BYTES = 8 << 30
MOST_TIMES = 200
"""A file of an archive may be so many times as large as in it: text is packed to a fifth, a bomb to a thousandth."""

SMALL_BYTES = 1 << 20
"""Files up to this size may be packed as well as they can be."""

_HARMLESS = re.compile(r"[^\w.,+=@ ()-]")


def save_upload(workspace: Path, name: str, content: IO[bytes]) -> Path:
    """Write an upload to the disk, a block at a time, and give its path: a file, or the folder that a zip was unpacked
    into.

    An upload of the same name takes the place of the earlier one. Raises DataloupeError for an archive that is broken,
    too large, or has paths that lead out of it; nothing of it is left then.
    """
    folder = workspace / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / safe_file_name(name)
    coming = folder / f".{place.name}.part"
    try:
        with coming.open("wb") as file:
            shutil.copyfileobj(content, file, BLOCK_BYTES)
        if place.suffix.lower() == ".zip":
            return _unpacked(coming, place.with_suffix(""))
        _replace(coming, place)
        return place
    finally:
        coming.unlink(missing_ok=True)


def safe_file_name(name: str) -> str:
    """The last part of `name`, without what shells, globs or file systems would understand: never hidden, never
    empty.
    """
    plain = _HARMLESS.sub("_", PurePosixPath(name.replace("\\", "/")).name).lstrip(". -")
    stem, dot, suffix = plain.rpartition(".")
    return (f"{stem[:100]}{dot}{suffix[:20]}" if dot else plain[:100]).strip() or "upload"


def _unpacked(archive: Path, place: Path) -> Path:
    coming = place.with_name(f".{place.name}.unpacking")
    shutil.rmtree(coming, ignore_errors=True)
    try:
        with zipfile.ZipFile(archive) as packed:
            members = [one for one in packed.infolist() if not one.is_dir()]
            _check(members)
            for one in members:
                _unpack(packed, one, coming.joinpath(*_parts(one.filename)))
        _replace(coming, place)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
    ) as error:  # RuntimeError: it has a password
        raise DataloupeError(f"the archive {place.name}.zip cannot be unpacked ({error})") from None
    finally:
        shutil.rmtree(coming, ignore_errors=True)
    return place


def _check(members: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive before a byte of it is unpacked."""
    if not members:
        raise DataloupeError("the archive holds no files")
    if len(members) > MOST_FILES:
        raise DataloupeError(f"the archive holds {len(members):,} files - {MOST_FILES:,} are the most")
    if sum(one.file_size for one in members) > MOST_BYTES:
        raise DataloupeError(
            f"the archive holds more than {MOST_BYTES >> 30} GB - unpack it yourself and name the folder"
        )
    for one in members:
        if one.file_size > SMALL_BYTES and one.file_size > MOST_TIMES * max(one.compress_size, 1):
            raise DataloupeError(
                f"the archive is packed too tightly to be data: {one.filename!r} is {one.file_size / max(one.compress_size, 1):,.0f} times as large as in it"
            )
        _parts(one.filename)


def _parts(name: str) -> list[str]:
    """The folders and name of a member, harmless. Raises DataloupeError when they lead out of the archive."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or ".." in parts or parts[0] == "/" or re.match(r"[A-Za-z]:", parts[0]):
        raise DataloupeError(f"the archive has a path that leads out of it: {name!r}")
    return [safe_file_name(part) for part in parts]


def _unpack(packed: zipfile.ZipFile, member: zipfile.ZipInfo, place: Path) -> None:
    """Write a member as a plain file, whatever it says it is, and no more bytes than it says it has."""
    place.parent.mkdir(parents=True, exist_ok=True)
    left = member.file_size
    with packed.open(member) as content, place.open("wb") as file:
        while block := content.read(min(BLOCK_BYTES, left + 1)):
            left -= len(block)
            if left < 0:
                raise DataloupeError(f"the archive lies about the size of {member.filename!r}")
            file.write(block)


def _replace(coming: Path, place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    coming.replace(place)
