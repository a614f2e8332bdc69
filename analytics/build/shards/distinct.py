"""The different texts of a corpus in shards: the representative of each document, and the order of texts by content.

The file of each shard in the folder `texts` has its documents: doc_id, representative, number, n_shingles. Numbers
follow the order of the texts by content, as on one machine, with gaps. -1: the text is not compared, because another
document represents it, or because it has no shingles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analytics.build.distinct_texts import fixed_bytes
from analytics.build.engines.blocks import Block, split
from analytics.build.shards.corpus import Corpus
from analytics.build.shards.shard import Shard

RANK_BITS = 40
"""A number is the bucket of the text, and in the lower bits its rank there."""


@dataclass(frozen=True)
class ContentHashes:
    """A task: the hashes of the documents of a shard, by ranges of the first hash."""

    shard: Shard
    buckets: int

    def __call__(self) -> Iterator[Block]:
        names = ["doc_id", "normalized_hash", "raw_hash", "n_shingles"]
        rows = pa.Table.from_batches(self.shard.batches("signatures", names))
        hashes: dict[str, np.ndarray] = {}
        for name in ("normalized", "raw"):
            both = fixed_bytes(rows[f"{name}_hash"], np.uint64)
            hashes |= {f"{name}_{half}": np.ascontiguousarray(both[:, half]) for half in (0, 1)}
        table = pa.table({"doc_id": rows["doc_id"], "n_shingles": rows["n_shingles"]} | hashes)
        bits = np.uint64(32)
        buckets = (hashes["normalized_0"] >> bits) * np.uint64(self.buckets) >> bits
        yield from split(table, "hashes", buckets.astype(np.int64))


@dataclass(frozen=True)
class Represent:
    """All documents whose first hash is in a range -> each with the representative of its text, by shard."""

    corpus: Corpus

    def __call__(self, bucket: int, tables: Mapping[str, pa.Table]) -> Iterator[Block]:
        rows = tables["hashes"]
        ids, n_shingles = rows["doc_id"].to_numpy(), rows["n_shingles"].to_numpy()
        first, second = rows["normalized_0"].to_numpy(), rows["normalized_1"].to_numpy()
        by_content = np.lexsort((ids, rows["raw_1"].to_numpy(), rows["raw_0"].to_numpy(), second, first))
        first, second, ids, n_shingles = (values[by_content] for values in (first, second, ids, n_shingles))
        is_first = np.r_[True, (first[1:] != first[:-1]) | (second[1:] != second[:-1])]
        is_compared = is_first & (n_shingles > 0)
        number = np.where(is_compared, (bucket << RANK_BITS) + np.cumsum(is_compared) - 1, -1)
        representative = ids[is_first][np.cumsum(is_first) - 1]
        columns = {"doc_id": ids, "representative": representative, "number": number, "n_shingles": n_shingles}
        yield from split(pa.table(columns), "texts", self.corpus.places(ids))


@dataclass(frozen=True)
class WriteTexts:
    """Write the texts of a shard; gives how many are compared, and the number of their shingles."""

    corpus: Corpus

    def __call__(self, bucket: int, tables: Mapping[str, pa.Table]) -> Iterator[Block]:
        texts = tables["texts"].sort_by("doc_id")
        self.corpus.write("texts", bucket, texts)
        is_compared = texts["number"].to_numpy() >= 0
        shingles = int(texts["n_shingles"].to_numpy()[is_compared].sum())
        yield 0, "totals", pa.table({"compared": [int(is_compared.sum())], "shingles": [shingles]})
