"""How a table is read: mapped into memory, because new memory is slow. 56 MB of signatures take .03 s, and .8 s where
they are copied.

What is mapped counts as memory of the process as long as the file is open. So a file is mapped once more for each
window of row groups: reading a table of any size takes the memory of one window.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

WINDOW_BYTES = 32_000_000
"""Row groups of this size together are mapped at the same time."""


def file_batches(
    file: Path | str, rows: int, columns: Sequence[str] | None = None, groups: Sequence[int] | None = None
) -> Iterator[pa.RecordBatch]:
    """The rows of a Parquet file, or of some of its row groups, in order, at most `rows` at a time."""
    import pyarrow.parquet as pq

    metadata = pq.read_metadata(file)
    names = None if columns is None else list(columns)
    sizes = [metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups)]
    for window in _windows(range(len(sizes)) if groups is None else groups, sizes):
        mapped = pq.ParquetFile(file, memory_map=True, metadata=metadata)
        # without threads of Arrow: they would wait for ours
        yield from mapped.iter_batches(rows, row_groups=window, columns=names, use_threads=False)


def _windows(groups: Sequence[int], sizes: Sequence[int]) -> Iterator[list[int]]:
    """The row groups, as many at a time as have WINDOW_BYTES together."""
    ends = itertools.accumulate(sizes[group] for group in groups)
    numbered = zip((end // WINDOW_BYTES for end in ends), groups, strict=True)
    for _, window in itertools.groupby(numbered, key=lambda one: one[0]):
        yield [group for _, group in window]
