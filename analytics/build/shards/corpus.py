"""All shards of a corpus, as the steps of a cluster see them: which shard has a document, and where its files are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.build.shards.shard import Shard
from analytics.files import atomic_path


@dataclass(frozen=True)
class Corpus:
    """The shards in the order of their documents, and the folder with what is known about them.

    A shard is a bucket of exchanges by its place.
    """

    shards: tuple[Shard, ...]
    folder: str

    @property
    def documents(self) -> int:
        return sum(shard.documents for shard in self.shards)

    def places(self, ids: np.ndarray) -> np.ndarray:
        """The place of the shard of each document."""
        firsts = np.array([shard.first for shard in self.shards])
        return np.searchsorted(firsts, ids, side="right") - 1

    def write(self, step: str, place: int, table: pa.Table) -> None:
        """Write what a step gives for the shard at `place`."""
        write_rows(shard_file(f"{self.folder}/{step}", self.shards[place].number), table)


def shard_file(folder: str | Path, number: int) -> Path:
    """The file of a shard in a folder of a step."""
    return Path(folder) / f"shard-{number:05}.parquet"


def write_rows(file: Path, table: pa.Table) -> None:
    """Write a file that appears as a whole, also when two attempts of a task write it."""
    with atomic_path(file) as temporary:
        pq.write_table(table, temporary, compression="zstd", compression_level=1)


def rows_of_shard(folder: str | Path, number: int, columns: Sequence[str]) -> pa.Table:
    """The rows of one shard in a folder of a step."""
    file = shard_file(folder, number)
    if file.is_file():
        return pq.ParquetFile(file).read(list(columns), use_threads=False)
    return pa.table({name: pa.array([], pa.int64()) for name in columns})
