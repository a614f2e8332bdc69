"""JSONL / NDJSON: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from analytics.ingest.lines import Oversized, read_lines
from analytics.ingest.records import CHUNK_ROWS, RECORD_BYTES, Chunk, Reject, excerpt, kind_of

if TYPE_CHECKING:
    from analytics.ingest.inputs import Input

EXTENSIONS = (".jsonl", ".ndjson", ".jsonlines")


class NotARecord(ValueError):
    """Why some JSON is no record."""


def detect(path: Path, head: bytes) -> bool:
    """By name; or, for other names, when the first line is a whole object and another line follows."""
    if path.suffix.lower() in EXTENSIONS:
        return True
    first, newline, rest = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    if not (newline and rest.strip() and first.startswith(b"{")):
        return False
    try:
        return isinstance(parse(first), dict)
    except NotARecord:
        return False


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of objects, numbered by line. Blank lines are no rows; broken lines are rejects."""
    number = 0
    for block in read_lines(source.path):
        whole, piece = (block.lines[:-1], block.lines[-1]) if block.damage else (block.lines, b"")
        for start in range(0, len(whole), CHUNK_ROWS):
            yield _chunk(whole[start : start + CHUNK_ROWS], number + start, block.consumed)
        number += len(whole)
        if block.damage:
            yield Chunk([], [], [Reject(number + 1, block.damage, excerpt(piece))], block.consumed)


def parse(raw: bytes) -> dict[str, Any]:
    """The object that `raw` holds. Raises NotARecord with the reason when it is anything else."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        value = _parse_leniently(raw, error)
    if not isinstance(value, dict):
        raise NotARecord(f"{kind_of(value)}, not an object")
    return value


def _parse_leniently(raw: bytes, error: Exception) -> Any:
    """What the strict parser refuses but others write (NaN, Infinity), and a plain reason for what nobody can read."""
    if isinstance(raw, Oversized):
        raise NotARecord(f"longer than {RECORD_BYTES >> 20} MB")
    try:
        value = json.loads(raw.decode("utf-8"))
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError:
        raise NotARecord("invalid UTF-8") from None
    except UnicodeEncodeError:
        raise NotARecord("lone surrogate: an escape such as \\ud800 that is no character") from None
    except RecursionError:
        raise NotARecord("nested too deeply") from None
    except ValueError:
        raise NotARecord(f"broken JSON: {str(error).split(': line 1')[0]}") from None
    return value


def _chunk(lines: list[bytes], before: int, consumed: int) -> Chunk:
    numbers, records, rejects = [], [], []
    for number, line in enumerate(lines, before + 1):
        if not line or line.isspace():
            continue
        try:
            records.append(parse(line))
            numbers.append(number)
        except NotARecord as reason:
            rejects.append(Reject(number, str(reason), excerpt(line)))
    return Chunk(numbers, records, rejects, consumed)
