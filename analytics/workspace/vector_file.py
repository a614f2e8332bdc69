"""The vectors of a workspace as plain numbers in a file: processes map it into memory instead of reading the table.

The file belongs to the files of the table `embeddings` from which it was made. When the table has grown, only the rows
of its new files are added. It can be deleted at any time: the next reader makes it again.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from analytics.files import sync

if TYPE_CHECKING:
    import pyarrow as pa

    from analytics.workspace.manifest import Manifest
    from analytics.workspace.workspace import Workspace

FOLDER = "vectors"
MIN_BYTES = 16_000_000
"""Smaller tables are read at once."""
ROWS = 16_384

_MAPPED: weakref.WeakValueDictionary[tuple[str, int, int], np.memmap] = weakref.WeakValueDictionary()
_MAPPING = threading.Lock()


def read_vectors(workspace: Workspace, manifest: Manifest) -> tuple[np.ndarray, np.ndarray]:
    """The table `embeddings` as doc_ids int64[n], ascending, and vectors float32[n, d]; d is 0 when it has no rows.

    Many vectors are mapped: they take memory only while it is free, and cannot be changed.
    """
    import pyarrow.parquet as pq

    table = manifest.tables.get("embeddings")
    if table is None or not table.rows:
        return np.empty(0, np.int64), np.empty((0, 0), np.float32)
    files = [workspace.tables_path / file for file in table.files]
    width = pq.read_schema(files[0]).field("vector").type.list_size
    if table.rows * width * 4 < MIN_BYTES:
        return _arrays(_batches(files), table.rows, width)
    try:
        return _mapped(workspace.path / FOLDER, files, table.rows, width)
    except OSError:  # the folder cannot be written
        return _arrays(_batches(files), table.rows, width)


def _mapped(folder: Path, files: Sequence[Path], rows: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    import filelock

    ids, vectors = _paths(folder, files)
    if not _has_rows(folder, files, rows, width):
        folder.mkdir(exist_ok=True)
        with filelock.FileLock(folder / "lock"):
            if not _has_rows(folder, files, rows, width):  # another process may have made them
                _write(folder, files, width)
    return np.fromfile(ids, np.int64, rows), np.asarray(_shared_mapping(vectors, rows, width))


def _shared_mapping(path: Path, rows: int, width: int) -> np.memmap:
    """The file of vectors, mapped once for all who use it at the same time: the system counts each mapping as memory
    of the process.
    """
    state = path.stat()
    key = str(path), state.st_ino, state.st_mtime_ns
    with _MAPPING:
        mapped = _MAPPED.get(key)
        if mapped is None:
            mapped = _MAPPED[key] = np.memmap(path, np.float32, "r", shape=(rows, width))
    return mapped


def _write(folder: Path, files: Sequence[Path], width: int) -> None:
    """Make the two files of the table's `files`, from those of its first files where they are there."""
    import pyarrow.parquet as pq

    ends = [0, *itertools.accumulate(int(pq.read_metadata(file).num_rows) for file in files)]
    known = next(n for n in range(len(files) - 1, -1, -1) if not n or _has_rows(folder, files[:n], ends[n], width))
    rows = ends[known]
    targets = _paths(folder, files)
    unfinished = [path.with_suffix(path.suffix + ".unfinished") for path in targets]
    for path, earlier in zip(unfinished, _paths(folder, files[:known]), strict=True):
        earlier.replace(path) if known else path.unlink(missing_ok=True)
    with _at(unfinished[0], rows * 8) as write_ids, _at(unfinished[1], rows * width * 4) as write_vectors:
        for doc_ids, some in map(_columns, _batches(files[known:])):
            write_ids(doc_ids)
            write_vectors(some)
    for path, target in zip(unfinished, targets, strict=True):
        sync(path)
        path.replace(target)
    for other in {*folder.glob("*.ids*"), *folder.glob("*.f32*")} - {*targets}:
        with contextlib.suppress(PermissionError):  # Windows: somebody still reads it
            other.unlink(missing_ok=True)


@contextlib.contextmanager
def _at(path: Path, offset: int) -> Iterator[Callable[[np.ndarray], None]]:
    """A function that writes arrays into the file, from the byte `offset`; what was there is cut off."""
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.truncate(offset)
        file.seek(offset)
        yield lambda array: array.tofile(file)


def _paths(folder: Path, files: Sequence[Path]) -> tuple[Path, Path]:
    name = hashlib.sha256("\n".join(file.name for file in files).encode()).hexdigest()[:16]
    return folder / f"{name}.ids", folder / f"{name}.f32"


def _has_rows(folder: Path, files: Sequence[Path], rows: int, width: int) -> bool:
    """Whether both files of the table's `files` are there, whole."""
    return all(
        path.is_file() and path.stat().st_size == rows * size
        for path, size in zip(_paths(folder, files), (8, width * 4), strict=True)
    )


def _batches(files: Sequence[Path]) -> Iterator[pa.RecordBatch]:
    import pyarrow.parquet as pq

    for file in files:
        yield from pq.ParquetFile(file, memory_map=True).iter_batches(ROWS, use_threads=False)


def _columns(batch: pa.RecordBatch) -> tuple[np.ndarray, np.ndarray]:
    vectors = batch.column("vector")
    return batch.column("doc_id").to_numpy(), vectors.flatten().to_numpy().reshape(len(batch), vectors.type.list_size)


def _arrays(batches: Iterator[pa.RecordBatch], rows: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    ids, vectors, done = np.empty(rows, np.int64), np.empty((rows, width), np.float32), 0
    for doc_ids, some in map(_columns, batches):
        ids[done : done + len(some)], vectors[done : done + len(some)] = doc_ids, some
        done += len(some)
    return ids, vectors
