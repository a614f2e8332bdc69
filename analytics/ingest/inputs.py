"""From SOURCES as a person names them to the inputs that are read: files, globs, directories, tables of DuckDB
files.
"""

from __future__ import annotations

import glob
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.errors import DataloupeError
from analytics.ingest import formats
from analytics.ingest.compression import head, uncompressed_name

FINGERPRINT_BYTES = 64 << 10
SHARD = re.compile(r"[-_.]\d+-of-\d+$")


@dataclass(frozen=True)
class Input:
    """One thing to read: a file, one table of a DuckDB file, or (`files`) a folder of texts.

    `name` is what people are shown, `format` a key of `formats.CONTAINERS`, `size` in bytes. `fingerprint` changes with
    path, size, modification time and the first and last 64 KB.
    """

    path: Path
    name: str
    format: str
    size: int
    fingerprint: str
    table: str | None = None
    files: tuple[Path, ...] = ()

    @property
    def default_source(self) -> str:
        """Where its documents come from when no column says so: the table's or the file's name, without
        `-00000-of-00005`.
        """
        return self.table or SHARD.sub("", uncompressed_name(self.path).stem)


def find_inputs(sources: Sequence[str], options: Mapping[str, Any]) -> list[Input]:
    """All inputs that `sources` name, in order (files of a directory or glob by path), each once.

    Raises DataloupeError for a missing file, a directory or glob without data, and a format that is not known.
    """
    formats.check_format(options.get("format"))
    found: dict[tuple[Path, str | None], Input] = {}
    for source in sources:
        for one in _inputs_of(str(source), formats.container_of_option(options.get("format"))):
            found.setdefault((one.path, one.table), one)
    if not found:
        raise DataloupeError(f"no sources are given - name files, globs or directories: {formats.understood()}")
    return list(found.values())


def _inputs_of(source: str, format: str | None) -> Iterator[Input]:
    path = Path(source).expanduser().absolute()
    file, separator, table = str(path).rpartition("::")
    if path.is_dir():
        yield from _inputs_of_folder(path, format)
    elif path.is_file():
        yield from _inputs_of_files([path], path.parent, format)
    elif separator and Path(file).is_file():
        yield from _duckdb_inputs(Path(file), table)
    elif glob.has_magic(source):
        yield from _inputs_of_glob(path, format)
    else:
        raise DataloupeError(f"{source} does not exist")


def _inputs_of_glob(pattern: Path, format: str | None) -> Iterator[Input]:
    matches = sorted(Path(match) for match in glob.glob(str(pattern), recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
    if not matches:
        raise DataloupeError(f"no file matches {pattern}")
    fixed = next(parent for parent in pattern.parents if not glob.has_magic(str(parent)))
    files = [match for match in matches if match.is_file()]
    yield from _inputs_of_files(files, fixed, format)
    for folder in (match for match in matches if match.is_dir() and not files):
        yield from _inputs_of_folder(folder, format)


def _inputs_of_folder(folder: Path, format: str | None) -> Iterator[Input]:
    """The data files below `folder`; where there are none, its text files as one input. READMEs beside data are no
    data.
    """
    files = sorted(_walk(folder))
    of_format = [format] if format else [name for name in formats.CONTAINERS if name != "text"]
    data = [file for file in files if formats.has_extension_of(file, of_format)] or (files if format else [])
    texts = [] if format else [file for file in files if formats.has_extension_of(file, ["text"])]
    if not data and not texts:
        raise DataloupeError(f"{folder} holds no data - understood are {formats.understood()}")
    if data and format != "text":
        yield from _inputs_of_files(data, folder.parent, format)
    else:
        yield _text_input(folder, folder.name, data or texts)


def _walk(folder: Path) -> Iterator[Path]:
    """Files below `folder` except hidden ones."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__MACOSX")))
        yield from (Path(root, name) for name in names if not name.startswith("."))


def _inputs_of_files(files: Sequence[Path], root: Path, format: str | None) -> Iterator[Input]:
    """An input a file, named by its path below `root`; text files together are one input."""
    texts = []
    for file in files:
        name = str(file.relative_to(root))
        container = format or formats.container_of(file, head(file), name)
        if container == "text":
            texts.append(file)
        elif container == "duckdb":
            yield from _duckdb_inputs(file, None)
        else:
            size = file.stat().st_size
            yield Input(file, name, container, size, _fingerprint(file))
    if texts:
        yield _text_input(
            texts[0] if len(texts) == 1 else root,
            str(texts[0].relative_to(root)) if len(texts) == 1 else root.name,
            texts,
        )


def _text_input(path: Path, name: str, files: Sequence[Path]) -> Input:
    facts = [(file, file.stat()) for file in files]
    told = ((str(file), stat.st_size, stat.st_mtime_ns) for file, stat in facts)
    return Input(path, name, "text", sum(stat.st_size for _, stat in facts), _digest(told), files=tuple(files))


def _duckdb_inputs(file: Path, table: str | None) -> Iterator[Input]:
    from analytics.ingest.containers.duckdb_table import find_table

    table = find_table(file, table)
    log = file.with_name(file.name + ".wal")
    prints = [_fingerprint(one) for one in (file, log) if one.is_file()]
    yield Input(file, f"{file.name}::{table}", "duckdb", file.stat().st_size, _digest([*prints, table]), table=table)


def _fingerprint(file: Path) -> str:
    stat = file.stat()
    with file.open("rb") as content:
        first = content.read(FINGERPRINT_BYTES)
        content.seek(max(0, stat.st_size - FINGERPRINT_BYTES))
        last = content.read(FINGERPRINT_BYTES)
    return _digest([str(file), stat.st_size, stat.st_mtime_ns, hashlib.sha256(first + last).hexdigest()])


def _digest(facts: Iterable[Any]) -> str:
    digest = hashlib.sha256()
    for fact in facts:
        digest.update(repr(fact).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()[:32]
