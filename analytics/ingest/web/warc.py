"""The records of a WARC file one by one. Damage costs one record: reading goes on at the next one that begins well."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from analytics.ingest.records import error_reason
from analytics.ingest.web.http_messages import MAX_BODY_BYTES

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

MAX_BLOCK_BYTES = 2 * MAX_BODY_BYTES
GZIP, ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
VERSIONS = (b"WARC/1.", b"WARC/0.")
WINDOW_BYTES = 1 << 20


@dataclass(frozen=True)
class Record:
    """One record: type, headers with names in lower case, place in the file, block, and what is wrong with it."""

    kind: str
    headers: dict[str, str]
    offset: int
    block: bytes
    problem: str | None = None

    @property
    def url(self) -> str:
        """The address of the page; some crawlers put it between < and >."""
        return self.headers.get("warc-target-uri", "").strip("<>")


def read_records(path: Path) -> Iterator[tuple[Record, int]]:
    """Each record of a content (response, resource, conversion, revisit), and how many bytes of the file are read."""
    start: int | None = 0
    with path.open("rb") as file:
        while start is not None:
            record = Record("", {}, start, b"")
            try:
                for one in _iterate(file, start):
                    record = _read(one, start + one.stream_pos)
                    yield record, file.tell()
                start = None
            except OSError as error:
                reason = f"the file is damaged here ({error_reason(error)})"
                yield Record("damage", {}, record.offset, b"", reason), file.tell()
                start = _next_start(file, record.offset + 1 + _plain_length(file, record))


def read_record(path: Path, offset: int) -> Record | None:
    """The record that begins at `offset`; None when none begins there."""
    with path.open("rb") as file:
        try:
            return next((_read(record, offset) for record in _iterate(file, offset)), None)
        except OSError:
            return None


def _iterate(file: IO[bytes], start: int) -> Iterator[WarcRecord]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    wanted = (
        WarcRecordType.response
        | WarcRecordType.conversion
        | WarcRecordType.resource
        | WarcRecordType.revisit
        | WarcRecordType.unknown
    )
    file.seek(start)
    return iter(ArchiveIterator(file, record_types=wanted, parse_http=False))


def _read(record: WarcRecord, offset: int) -> Record:
    headers = {str(name).lower(): str(value) for name, value in record.headers.items()}
    declared = headers.get("content-length", "").strip()
    block = record.reader.read(MAX_BLOCK_BYTES)
    problem = None
    if "warc-type" not in headers:
        problem = "no WARC record"
    elif not declared.isdigit():
        problem = "a record without a length"
    elif len(block) < min(int(declared), MAX_BLOCK_BYTES):
        problem = f"the record is cut off: {len(block):,} of {int(declared):,} bytes"
    elif int(declared) > MAX_BLOCK_BYTES:
        problem = f"a page longer than {MAX_BODY_BYTES >> 20} MB"
    return Record(headers.get("warc-type", "unknown"), headers, offset, block, problem)


def _plain_length(file: IO[bytes], record: Record) -> int:
    """How many bytes of an uncompressed file a record has at least: its text may look like another record."""
    file.seek(record.offset)
    return len(record.block) if file.read(len(VERSIONS[0])).startswith(VERSIONS) else 0


def _next_start(file: IO[bytes], place: int) -> int | None:
    """Where the next record begins after `place`; None when there is none."""
    file.seek(place)
    overlap, base = b"", place
    while window := file.read(WINDOW_BYTES):
        content = overlap + window
        origin = base - len(overlap)
        for mark in sorted(_marks(content)):
            if _begins_record(file, origin + mark):
                return origin + mark
        base += len(window)
        overlap = content[-8:]
        file.seek(base)
    return None


def _marks(content: bytes) -> Iterator[int]:
    """Places where a record may begin, compressed or not."""
    for mark, skip in ((GZIP, 0), (ZSTD, 0), *((b"\n" + version, 1) for version in VERSIONS)):
        place = content.find(mark)
        while place >= 0:
            yield place + skip
            place = content.find(mark, place + 1)


def _begins_record(file: IO[bytes], place: int) -> bool:
    file.seek(place)
    head = file.read(4096)
    if head.startswith(VERSIONS):
        return True
    try:
        if head.startswith(GZIP):
            return zlib.decompressobj(31).decompress(head, 64).startswith(VERSIONS)
        import zstandard

        return zstandard.ZstdDecompressor().decompressobj().decompress(head).startswith(VERSIONS)
    except Exception:  # chance bytes that look like the mark of a compressed record
        return False
