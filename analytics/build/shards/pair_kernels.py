"""Near-duplicates between all shards: what runs on the rows of one group, or one batch, of a DataFrame.

They are the functions of one machine (`candidates`, `batch.verify`) on a group: a document is its doc_id, and the order
of texts by content, which decides the links of a large group, is that of two numbers, `high` and `low`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.batch.verify import ShingleSets
from analytics.build.candidates import (
    BANDS,
    MAX_BUCKET,
    MAX_SAMPLE_GROUP,
    MIN_AGREEMENT,
    Pairs,
    band_keys,
    group_pairs,
)
from analytics.build.chance import doubted_pairs, is_too_low
from analytics.build.duplicates import MIN_CONTAINMENT, MIN_EXCERPT, MIN_JACCARD

TEXTS = (
    "shard int, doc_id long, representative long, is_leader boolean, high long, low long, n_shingles int, "
    "minhash binary"
)
BANDED = "bucket long, key long, next_key long, doc_id long, high long, low long"
LINKS = "a long, b long, linked boolean"
SHARED = "a long, b long, shared long, sampled long"
AGREEING = "a long, b long, linked boolean, is_near boolean"
PAIRS = (
    "a long, b long, kind string, jaccard float, containment float, cosine float, a_in_b float, b_in_a float, "
    "shared int, linked boolean"
)


def represent(rows: pa.Table) -> pa.Table:
    """(shard, doc_id, raw, normalized, n_shingles, minhash) of all documents with some texts -> TEXTS: each document
    with the representative of its text.
    """
    ids, n_shingles = rows["doc_id"].to_numpy(), rows["n_shingles"].to_numpy()
    raw, normalized = matrix(rows["raw"], np.uint64), matrix(rows["normalized"], np.uint64)
    by_content = np.lexsort((ids, raw[:, 1], raw[:, 0], normalized[:, 1], normalized[:, 0]))
    sorted_hashes = normalized[by_content]
    is_first = np.r_[True, (sorted_hashes[1:] != sorted_hashes[:-1]).any(axis=1)]
    leader = by_content[is_first][np.cumsum(is_first) - 1]
    is_leader = is_first & (n_shingles[by_content] > 0)
    minhash = rows["minhash"].combine_chunks().take(pa.array(by_content))
    columns = {
        "shard": rows["shard"].to_numpy()[by_content],
        "doc_id": ids[by_content],
        "representative": ids[leader],
        "is_leader": is_leader,
        "high": sorted_hashes[:, 0].view(np.int64),
        "low": sorted_hashes[:, 1].view(np.int64),
        "n_shingles": n_shingles[by_content],
        "minhash": pc.if_else(pa.array(is_leader), minhash, None),
    }
    return pa.table(columns)


def band_rows(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """TEXTS of leaders -> BANDED: a row for each band, in the bucket of the band."""
    for batch in batches:
        if len(batch):
            minhash = matrix(batch.column("minhash"), np.uint32)
            keys = [key.view(np.int64) for key in band_keys(minhash)]
            same = {name: batch.column(name) for name in ("doc_id", "high", "low")}
            for band, key in enumerate(keys):
                columns = {
                    "bucket": np.full(len(batch), band, np.int64),
                    "key": key,
                    "next_key": keys[(band + 1) % BANDS],
                }
                yield pa.record_batch(columns | same)


def band_pairs(rows: pa.Table) -> pa.Table:
    """BANDED of one bucket -> LINKS: the pairs with equal keys."""
    order = _by_content(rows)
    ids, key, next_key = (rows[name].to_numpy()[order] for name in ("doc_id", "key", "next_key"))
    by_key = np.argsort(key.view(np.uint64), kind="stable")
    pairs = group_pairs(key[by_key], by_key, MAX_BUCKET, np.arange(len(key)), next_key.view(np.uint64))
    return pa.table(_ends(ids, pairs) | {"linked": pairs.is_linked})


def agreeing(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """LINKS with the signatures `of_a` and `of_b` -> AGREEING: whether the signatures agree in enough values."""
    for batch in batches:
        share = (matrix(batch.column("of_a"), np.uint32) == matrix(batch.column("of_b"), np.uint32)).mean(axis=1)
        columns = {name: batch.column(name) for name in ("a", "b", "linked")}
        yield pa.record_batch(columns | {"is_near": share >= MIN_AGREEMENT})


def sample_pairs(rows: pa.Table) -> pa.Table:
    """(key, doc_id, high, low, n_shingles, sampled) of some sampled shingles -> SHARED: how many of them each pair of
    documents shares, and how many sampled shingles the smaller one has.
    """
    order = _by_content(rows)
    ids, key, n_shingles, sampled = (
        rows[name].to_numpy()[order] for name in ("doc_id", "key", "n_shingles", "sampled")
    )
    is_first = np.r_[True, ids[1:] != ids[:-1]]
    number = np.cumsum(is_first) - 1
    ids, n_shingles, sampled = ids[is_first], n_shingles[is_first], sampled[is_first]
    smallest_first = np.empty(len(ids), np.int64)
    smallest_first[np.lexsort((np.arange(len(ids)), n_shingles))] = np.arange(len(ids))
    by_key = np.argsort(key.view(np.uint64), kind="stable")
    repeated = group_pairs(key[by_key], number[by_key], MAX_SAMPLE_GROUP, smallest_first, smallest_first, False)
    codes, shared = np.unique(repeated.codes, return_counts=True)
    pairs = Pairs(codes, codes[:0])
    smaller = np.minimum(sampled[pairs.first], sampled[pairs.second])
    return pa.table(_ends(ids, pairs) | {"shared": shared.astype(np.int64), "sampled": smaller.astype(np.int64)})


def near_pairs(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """(a, b, linked, of_a, of_b, long_a, long_b: their shingle sets as bytes) -> PAIRS: the near-duplicates."""
    for batch in batches:
        compared = _compared(batch.column("of_a").to_pylist(), batch.column("of_b").to_pylist())
        columns = {name: compared.column(name) for name in compared.schema.names}
        columns |= {name: batch.column(name) for name in ("a", "b", "linked")}
        columns |= {"kind": pa.repeat("near", len(batch)), "cosine": pa.nulls(len(batch), pa.float32())}
        is_excerpt = pc.and_(
            pc.greater_equal(columns["containment"], np.float32(MIN_CONTAINMENT)),
            pc.greater_equal(columns["shared"], MIN_EXCERPT),
        )
        is_excerpt = pc.and_not(is_excerpt, pa.array(_is_by_chance(compared, is_excerpt, batch)))
        is_near = pc.or_(pc.greater_equal(columns["jaccard"], np.float32(MIN_JACCARD)), is_excerpt)
        names = [field.split()[0] for field in PAIRS.split(", ")]
        yield pa.record_batch({name: columns[name] for name in names}).filter(is_near)


def _compared(of_a: list[bytes], of_b: list[bytes]) -> pa.RecordBatch:
    """The scores of pairs of shingle sets."""
    sets = [np.frombuffer(one, np.uint64) for one in (*of_a, *of_b)]
    offsets = np.cumsum([0, *map(len, sets)])
    every = ShingleSets(np.arange(len(sets)), offsets, np.concatenate([np.empty(0, np.uint64), *sets]))
    first = np.arange(len(of_a))
    return every.compare(pa.record_batch({"a": first, "b": first + len(of_a)}))


def _is_by_chance(compared: pa.RecordBatch, is_excerpt: pa.Array, batch: pa.RecordBatch) -> np.ndarray:
    """bool[pairs]: as of `chance`. Only texts in scripts without spaces have long shingles here."""
    by_chance = np.zeros(len(batch), bool)
    has_both = pc.and_(pc.is_valid(batch.column("long_a")), pc.is_valid(batch.column("long_b")))
    doubted = doubted_pairs(compared, pc.and_(is_excerpt, has_both))
    if len(doubted):
        long_a, long_b = (batch.column(name).take(pa.array(doubted)).to_pylist() for name in ("long_a", "long_b"))
        long = _compared(long_a, long_b).column("containment").to_numpy()
        by_chance[doubted] = is_too_low(long, compared.column("containment").to_numpy().astype(np.float64)[doubted])
    return by_chance


def matrix(column: pa.Array | pa.ChunkedArray, kind: type) -> np.ndarray:
    """Binaries of one size as a matrix of `kind`, one row a value; the bytes are little endian."""
    values = column.to_pylist()
    width = len(values[0]) // np.dtype(kind).itemsize if values else 1
    return np.frombuffer(b"".join(values), np.dtype(kind).newbyteorder("<")).reshape(len(values), width)


def _by_content(rows: pa.Table) -> np.ndarray:
    """The order of the rows by the content of their texts."""
    high, low = (rows[name].to_numpy().view(np.uint64) for name in ("high", "low"))
    return np.lexsort((low, high))


def _ends(ids: np.ndarray, pairs: Pairs) -> dict[str, np.ndarray]:
    """The doc_ids of pairs of places in `ids`, the smaller one first."""
    first, second = ids[pairs.first], ids[pairs.second]
    return {"a": np.minimum(first, second), "b": np.maximum(first, second)}
