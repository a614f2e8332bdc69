"""What runs on a worker of a cluster: it loads tasks by their number, calls them, and returns what they give."""

from __future__ import annotations

import functools
import gc
import hashlib
import pickle
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics import __version__
from analytics.errors import DataloupeError
from analytics.files import write_atomically

if TYPE_CHECKING:
    import pyarrow as pa

RESULTS = "task long, result binary"


@dataclass(frozen=True)
class Failure:
    """A task raised a DataloupeError: the line for the person, without the trace of the cluster."""

    line: str


def save(value: Any, folder: Path) -> str:
    """Write a value for workers to `load_file`; gives the path. The name follows from the content."""
    content = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    file = folder / f"{hashlib.sha256(content).hexdigest()[:16]}.pickle"
    write_atomically(file, content)
    return str(file)


@functools.lru_cache(maxsize=8)
def load_file(file: str) -> Any:
    """The value of a file, read once by each worker process."""
    return pickle.loads(Path(file).read_bytes())


@dataclass(frozen=True)
class RunTasks:
    """(number of a task) -> (number, result): runs the tasks of a file."""

    file: str
    version: str = __version__

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        for number, task in _tasks(self.file, self.version, batches):
            result = pickle.dumps(_result(task), pickle.HIGHEST_PROTOCOL)
            yield pa.record_batch({"task": pa.array([number], pa.int64()), "result": [result]})


@dataclass(frozen=True)
class YieldBlocks:
    """(number of a task) -> the blocks that it yields."""

    file: str
    version: str = __version__

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from analytics.build.engines.blocks import packed

        for _, task in _tasks(self.file, self.version, batches):
            yield from packed(task())


def reduce_bucket(file: str, version: str, rows: pa.Table) -> pa.Table:
    """All blocks of a bucket -> the blocks that the function of a file gives for them."""
    import pyarrow as pa

    from analytics.build.engines.blocks import SCHEMA, packed, unpacked

    _check_version(version)
    bucket = rows["bucket"][0].as_py()
    reduced = pa.Table.from_batches(packed(load_file(file)(bucket, unpacked(rows))), SCHEMA)
    keep_modules()
    return reduced


_modules_kept = 0


def keep_modules() -> None:
    """Let the garbage collector skip the modules that are imported. A worker of Spark collects after every task, which
    takes longer than a small task as long as it looks through numba and pyarrow each time.
    """
    global _modules_kept
    if len(sys.modules) != _modules_kept:
        _modules_kept = len(sys.modules)
        gc.collect()
        gc.freeze()


def _tasks(file: str, version: str, batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[int, Any]]:
    """The numbers that the batches name, and the tasks of the file with these numbers."""
    _check_version(version)
    for batch in batches:
        for number in batch.column(0).to_pylist():
            yield number, load_file(file)[number]
            keep_modules()


def _result(task: Any) -> Any:
    try:
        return task()
    except DataloupeError as error:
        return Failure(str(error))


def _check_version(version: str) -> None:
    if version != __version__:
        raise RuntimeError(f"the workers have dataloupe {__version__}, and this is {version}")
