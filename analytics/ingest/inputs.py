"""One input of a build - a file, a DuckDB table or a folder of texts - and its fingerprint."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analytics.ingest.compression import uncompressed_name

FINGERPRINT_BYTES = 64 << 10
SHARD = re.compile(r"[-_.]\d+-of-\d+$")


@dataclass(frozen=True)
class Join:
    """Another file whose records belong to those of an input: each becomes the field `name` of its record.

    `file` is relative to the folder of the input. `key` is the path of the shared id in the input, `other` that in the
    other file; without them, the n-th record belongs to the n-th.
    """

    file: str
    name: str
    key: str = ""
    other: str = ""

    def summary_text(self) -> str:
        """`ratings.csv by id`, or `ratings.json by position`."""
        by = f"{self.key!r}" if self.key == self.other else f"{self.key!r} = {self.other!r}"
        return f"{self.file} by {by if self.key else 'position'}"


@dataclass(frozen=True)
class Input:
    """One thing to read: a file, one table of a DuckDB file, or (`files`) a folder of texts.

    `name` is the name that people see, `format` the name of a container, `size` the bytes on disk. `fingerprint`
    changes with the path, the size, the modification time, and the first and last 64 KB. `group` is the folder whose
    files together are one source, such as a channel with a file a day. `options` say how to read the bytes.
    `is_one_of_many` says that a folder, a glob or an archive has it, so that it is skipped where it has no text.
    `joins` are other files with more about its records.
    """

    path: Path
    name: str
    format: str
    size: int
    fingerprint: str
    table: str | None = None
    files: tuple[Path, ...] = ()
    group: str | None = None
    is_one_of_many: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    joins: tuple[tuple[Join, Input], ...] = ()

    @property
    def default_source(self) -> str:
        """The source of its documents when no column gives one: the table's or file's name without shard numbers.

        `crawl-00000-of-00005.jsonl.gz` gives `crawl`.
        """
        return self.table or self.group or SHARD.sub("", uncompressed_name(self.path).stem)


def file_fingerprint(file: Path) -> str:
    """A digest of the path, size, modification time, and the first and last 64 KB of `file`."""
    stat = file.stat()
    with file.open("rb") as content:
        first = content.read(FINGERPRINT_BYTES)
        content.seek(max(0, stat.st_size - FINGERPRINT_BYTES))
        last = content.read(FINGERPRINT_BYTES)
    return digest([str(file), stat.st_size, stat.st_mtime_ns, hashlib.sha256(first + last).hexdigest()])


def files_fingerprint(files: Iterable[Path]) -> str:
    """A digest of the paths, sizes and modification times of `files`; their content is not read."""
    stats = ((file, file.stat()) for file in files)
    return digest((str(file), stat.st_size, stat.st_mtime_ns) for file, stat in stats)


def digest(values: Iterable[Any]) -> str:
    """A short SHA-256 digest of `values`, in order."""
    sha256 = hashlib.sha256()
    for value in values:
        sha256.update(repr(value).encode("utf-8", "surrogateescape"))
    return sha256.hexdigest()[:32]
