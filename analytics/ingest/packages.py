"""Documents that are zip packages of XML (docx, pptx, xlsx, epub, ods): refuse bombs and entities before parsing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from analytics.ingest.file_records import Unreadable
from analytics.ingest.records import MAX_RECORD_BYTES

MAX_RATIO, SMALL_BYTES = 200, 32 << 20
"""How many times its size a package may become, once it is larger than SMALL_BYTES."""
MAX_MEMBERS = 50_000
HEAD_BYTES = 4096
BLOCK_BYTES = 1 << 20


def open_package(content: bytes, allow_doctype: bool = False) -> zipfile.ZipFile:
    """The package in `content`, which can be parsed safely.

    Raises Unreadable for a bomb, for members that overlap or are encrypted, and for XML that declares a document type,
    which no office program writes and which can define entities (EPUB has pages that declare it: `allow_doctype`).
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OverflowError) as error:
        raise Unreadable(f"a damaged package: {error}") from None
    members = package.infolist()
    if len(members) > MAX_MEMBERS:
        raise Unreadable(f"a package of more than {MAX_MEMBERS:,} files")
    if sum(one.compress_size for one in members) > len(content):
        raise Unreadable("a package whose files overlap, as in a zip bomb")
    if any(one.flag_bits & 1 for one in members):
        raise Unreadable("an encrypted package")
    _check_size(sum(one.file_size for one in members), len(content))
    if not allow_doctype:
        for one in members:
            if one.filename.lower().endswith((".xml", ".rels")) and b"<!DOCTYPE" in _head(package, one):
                raise Unreadable("XML that defines entities is refused")
    return package


def read_member(package: zipfile.ZipFile, name: str) -> bytes:
    """One file of a package; "" when it is missing. Raises Unreadable when it is damaged."""
    try:
        return package.read(name)
    except KeyError:
        return b""
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as error:
        raise Unreadable(f"a damaged package: {error}") from None


def blocks_of(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """A file of a package, block by block."""
    try:
        with package.open(member) as file:
            while block := file.read(BLOCK_BYTES):
                yield block
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as error:
        raise Unreadable(f"a damaged package: {error}") from None


def _check_size(unpacked: int, packed: int) -> None:
    if unpacked > MAX_RECORD_BYTES or (unpacked > SMALL_BYTES and unpacked > MAX_RATIO * packed):
        raise Unreadable(f"a package that becomes {unpacked >> 20:,} MB when it is unpacked, as a zip bomb does")


def _head(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        with package.open(member) as file:
            return file.read(HEAD_BYTES)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as error:
        raise Unreadable(f"a damaged package: {error}") from None
