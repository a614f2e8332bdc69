"""The rows of a shard for the DataFrames of a cluster: signatures, sampled shingles, shingle sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analytics.batch.verify import long_shingle_sets, sampled_shingles, shingle_sets
from analytics.build.candidates import compared_bits
from analytics.build.shards.shard import Shard

SIGNATURES = "shard int, doc_id long, raw binary, normalized binary, n_shingles int, minhash binary"
SAMPLES = "bucket long, key long, doc_id long, high long, low long, n_shingles int, sampled int"
SETS = "doc_id long, shingles binary, long binary"


@dataclass(frozen=True)
class SignatureRows:
    """A task: SIGNATURES of a shard."""

    shard: Shard

    def __call__(self) -> Iterator[pa.RecordBatch]:
        columns = ["doc_id", "raw_hash", "normalized_hash", "n_shingles", "minhash"]
        for batch in self.shard.batches("signatures", columns):
            hashes = [batch.column(name).cast(pa.binary()) for name in ("raw_hash", "normalized_hash", "minhash")]
            yield pa.record_batch(
                {
                    "shard": pa.array(np.full(len(batch), self.shard.number, np.int32)),
                    "doc_id": batch.column("doc_id"),
                    "raw": hashes[0],
                    "normalized": hashes[1],
                    "n_shingles": batch.column("n_shingles"),
                    "minhash": hashes[2],
                }
            )


@dataclass(frozen=True)
class SampleRows:
    """A task: SAMPLES of the leaders of a shard, which the folder `texts` has; there are `n` leaders in the corpus."""

    shard: Shard
    texts: str
    n: int
    buckets: int

    def __call__(self) -> Iterator[pa.RecordBatch]:
        leaders = rows_of_shard(self.texts, self.shard.number, ["doc_id", "is_leader", "high", "low", "n_shingles"])
        leaders = leaders.filter(leaders["is_leader"]).sort_by("doc_id")
        ids = leaders["doc_id"].to_numpy()
        for batch in self.shard.batches("documents", ["doc_id", "text"]):
            some = batch.filter(pa.array(np.isin(batch.column("doc_id").to_numpy(), ids)))
            if len(some):
                sampled = sampled_shingles(some)
                doc_id, shingles = (column.to_numpy() for column in sampled.columns)
                key = compared_bits(shingles, self.n)
                own = leaders.take(pa.array(np.searchsorted(ids, doc_id)))
                counts = np.bincount(doc_id - doc_id.min(initial=0))[doc_id - doc_id.min(initial=0)]
                columns = {name: own[name].combine_chunks() for name in ("high", "low", "n_shingles")}
                columns |= {"bucket": (key >> np.uint64(32)).astype(np.int64) % self.buckets}
                columns |= {"key": key.view(np.int64), "doc_id": doc_id, "sampled": counts.astype(np.int32)}
                yield pa.record_batch({field.split()[0]: columns[field.split()[0]] for field in SAMPLES.split(", ")})


@dataclass(frozen=True)
class SetRows:
    """A task: SETS of the documents of a shard that the folder `needed` names."""

    shard: Shard
    needed: str

    def __call__(self) -> Iterator[pa.RecordBatch]:
        ids = rows_of_shard(self.needed, self.shard.number, ["doc_id"])["doc_id"].to_numpy()
        for batch in self.shard.batches("documents", ["doc_id", "text"]):
            some = batch.filter(pa.array(np.isin(batch.column("doc_id").to_numpy(), ids)))
            if len(some):
                columns = {"doc_id": some.column("doc_id"), "shingles": _as_bytes(shingle_sets(some))}
                long = long_shingle_sets(some)
                has_long = long.column("is_unspaced")
                yield pa.record_batch(columns | {"long": pc.if_else(has_long, _as_bytes(long), None)})


def _as_bytes(sets: pa.RecordBatch) -> pa.Array:
    """The lists of `shingles` as binaries."""
    lists = sets.column("shingles")
    bounds, hashes = lists.offsets.to_numpy(), lists.values.to_numpy()
    return pa.array([hashes[start:stop].tobytes() for start, stop in pairwise(bounds)], pa.binary())


def rows_of_shard(folder: str, number: int, columns: Sequence[str]) -> pa.Table:
    """The rows of one shard in a folder that is partitioned by shard."""
    files = sorted((Path(folder) / f"shard={number}").glob("*.parquet"))
    tables = [pq.ParquetFile(file).read(list(columns), use_threads=False) for file in files]
    return pa.concat_tables(tables) if tables else pa.table({name: pa.array([], pa.int64()) for name in columns})
