"""Find the inputs that SOURCE arguments name: files, globs, directories, tables of DuckDB files."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from analytics.errors import DataloupeError
from analytics.ingest import formats
from analytics.ingest.archives import is_archive, unpacked
from analytics.ingest.compression import read_head, uncompressed_name
from analytics.ingest.hugging_face import data_files, is_saved
from analytics.ingest.inputs import Input, Join, digest, file_fingerprint, files_fingerprint
from analytics.ingest.joins import joined, joined_as_said
from analytics.ingest.reading.reading_file import from_yaml

READ_OPTIONS = ("encoding", "delimiter", "header", "extractor")
"""Options that say how to read the bytes of a file."""
MAX_TABLES = 20
"""The content of more text files of a folder is not looked at: they are documents."""
DATED = re.compile(r"^(?:\d{4}[-_]?\d{2}(?:[-_]?\d{2})?)$")
"""Names of files that are only a date: the pieces of what their folder names."""


def find_inputs(sources: Sequence[str], options: Mapping[str, Any]) -> list[Input]:
    """All inputs that `sources` name, each once, in order; files of a directory or glob are sorted by path.

    Raises DataloupeError for a missing file, a directory or glob without data, and an unknown format.
    """
    formats.check_format(options.get("format"))
    container = formats.container_of_option(options.get("format"))
    chosen = {name: str(options[name]) for name in READ_OPTIONS if options.get(name)}
    inputs: dict[tuple[Path, str | None], Input] = {}
    for source in sources:
        for one in _inputs_of(str(source), container):
            inputs.setdefault((one.path, one.table), replace(one, options=chosen) if chosen else one)
    if not inputs:
        raise DataloupeError(f"No source is given. Name files, globs or directories: {formats.supported_extensions()}.")
    if joins := _joins_of_reading(options):
        return [joined_as_said(one, joins) for one in inputs.values()]
    return joined(list(inputs.values()))


def _joins_of_reading(options: Mapping[str, Any]) -> tuple[Join, ...]:
    return from_yaml(str(options["reading"])).joins if options.get("reading") else ()


def _inputs_of(source: str, container: str | None) -> Iterator[Input]:
    path = Path(source).expanduser().absolute()
    file, separator, table = str(path).rpartition("::")
    if path.is_dir():
        yield from _folder_inputs(path, container)
    elif path.is_file() and container is None and is_archive(path):
        yield from _folder_inputs(unpacked(path), container, path)
    elif path.is_file():
        yield from _file_inputs([path], path.parent, container)
    elif separator and Path(file).is_file():
        yield _duckdb_input(Path(file), table)
    elif glob.has_magic(source):
        yield from _glob_inputs(path, container)
    else:
        raise DataloupeError(f"{source} does not exist.")


def _glob_inputs(pattern: Path, container: str | None) -> Iterator[Input]:
    # Path.glob accepts no absolute pattern
    matches = sorted(Path(match) for match in glob.glob(str(pattern), recursive=True))  # noqa: PTH207
    if not matches:
        raise DataloupeError(f"No file matches {pattern}.")
    root = next(parent for parent in pattern.parents if not glob.has_magic(str(parent)))
    files = [match for match in matches if match.is_file()]
    yield from _file_inputs(files, root, container)
    for folder in (match for match in matches if match.is_dir() and not files):
        yield from _folder_inputs(folder, container)


def _folder_inputs(folder: Path, container: str | None, archive: Path | None = None) -> Iterator[Input]:
    """The data files below `folder`, unpacked from `archive` if any; if there are none, its text files as one input.

    A README next to data files is not data, so text files count only where no other data file exists.
    """
    files = data_files(sorted(_visible_files(folder)))
    containers = [container] if container else [name for name in formats.containers() if name != "text"]
    data = [file for file in files if formats.has_extension_of(file, containers)] or (files if container else [])
    texts = [] if container else [file for file in files if formats.has_extension_of(file, ["text"])]
    if not data and not texts:
        raise DataloupeError(f"{archive or folder} contains no data. Supported: {formats.supported_extensions()}.")
    if data and container != "text":
        yield from _file_inputs(data, folder.parent, container)
    elif not container and _are_tables(texts):
        yield from _file_inputs(texts, folder.parent, container)
    else:
        yield _grouped_input(folder, folder.name, "text", data or texts)


def _are_tables(files: Sequence[Path]) -> bool:
    """Whether a few text files are all tables or records, by their lines."""
    few = len(files) <= MAX_TABLES
    return few and all(formats.container_of(file, read_head(file), file.name) != "text" for file in files)


def _visible_files(folder: Path) -> Iterator[Path]:
    """Files below `folder` that are not hidden. Pipes and devices are no files: reading one may never end.

    Folders such as `_journal` or `__MACOSX` are for programs.
    """
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        paths = (Path(root, name) for name in names if not name.startswith("."))
        yield from (path for path in paths if path.is_file())


def _file_inputs(files: Sequence[Path], root: Path, container: str | None) -> Iterator[Input]:
    """One input per file, named by its path below `root`. Files that hold one document each are one input together."""
    grouped: dict[str, list[Path]] = {}
    pieces: dict[tuple[Path, str], list[Path]] = {}
    many = len(files) > 1
    for file in files:
        name = str(file.relative_to(root))
        file_container = container or formats.container_of(file, read_head(file), name)
        if formats.is_grouped(file_container):
            grouped.setdefault(file_container, []).append(file)
        elif _is_piece(file, files) or is_saved(file):
            pieces.setdefault((file.parent, file_container), []).append(file)
        elif file_container == "duckdb":
            yield _duckdb_input(file, None)
        else:
            fingerprint = file_fingerprint(file)
            yield Input(file, name, file_container, file.stat().st_size, fingerprint, is_one_of_many=many)
    for (folder, container_name), together in pieces.items():
        one = _grouped_input(folder, str(folder.relative_to(root)), container_name, together)
        yield replace(one, group=folder.name, is_one_of_many=many)
    for name, together in grouped.items():
        path = together[0] if len(together) == 1 else root
        yield _grouped_input(path, str(path.relative_to(root)) if path != root else root.name, name, together)


def _is_piece(file: Path, files: Sequence[Path]) -> bool:
    """Whether a file named by a date or a number lies in a folder of a folder of data, as a channel with a file a
    day.
    """
    is_dated = bool(DATED.match(uncompressed_name(file).stem))
    return is_dated and any(other.parent != file.parent for other in files)


def _grouped_input(path: Path, name: str, container: str, files: Sequence[Path]) -> Input:
    size = sum(file.stat().st_size for file in files)
    return Input(path, name, container, size, files_fingerprint(files), files=tuple(files))


def _duckdb_input(file: Path, table: str | None) -> Input:
    from analytics.ingest.containers.duckdb_table import find_table

    table = find_table(file, table)
    write_ahead_log = file.with_name(file.name + ".wal")
    fingerprints = [file_fingerprint(one) for one in (file, write_ahead_log) if one.is_file()]
    name = f"{file.name}::{table}"
    return Input(file, name, "duckdb", file.stat().st_size, digest([*fingerprints, table]), table=table)
