"""Which pairs of documents of a corpus in shards are compared? `build.candidates`, bucket by bucket.

A bucket has all texts with some keys of a band, or all that have some sampled shingles. The pairs of all buckets are
brought together by their smaller document. Then each shard learns the pairs of its documents, and in which buckets of
pairs their shingles are needed: the files of a shard in the folders `candidates` and `needed`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.batch.distinct import distinct
from analytics.batch.verify import sampled_shingles
from analytics.build.candidates import (
    BANDS,
    MAX_BUCKET,
    Pairs,
    band_keys,
    group_pairs,
)
from analytics.build.distinct_texts import fixed_bytes
from analytics.build.engines.blocks import Block, split
from analytics.build.sample_pairs import MAX_SAMPLE_GROUP, MIN_SAMPLE_SHARE, compared_bits
from analytics.build.shards.buckets import Buckets
from analytics.build.shards.corpus import Corpus, rows_of_shard
from analytics.build.shards.shard import Shard

TEXTS_AT_ONCE = 32_768
"""Texts of a shard whose keys are one block for each bucket."""


@dataclass(frozen=True)
class CandidateKeys:
    """A task: the band keys and sampled shingles of the texts of a shard. The folder `texts` says which to compare."""

    shard: Shard
    texts: str
    buckets: Buckets

    def __call__(self) -> Iterator[Block]:
        texts = rows_of_shard(self.texts, self.shard.number, ["doc_id", "number", "n_shingles"])
        texts = texts.filter(pc.greater_equal(texts["number"], 0))
        for rows in _together(self.shard.selected("signatures", ["doc_id", "minhash"], texts["doc_id"].to_numpy())):
            own = _rows_of(texts, rows["doc_id"].to_numpy())
            yield from self._bands(own, fixed_bytes(rows["minhash"], np.uint32))
        for rows in _together(self.shard.selected("documents", ["doc_id", "text"], texts["doc_id"].to_numpy())):
            yield from self._samples(_rows_of(texts, rows["doc_id"].to_numpy()), rows)

    def _bands(self, own: pa.Table, minhash: np.ndarray) -> Iterator[Block]:
        """Tables (doc_id, number, and the keys of some bands and the next one)."""
        keys = list(band_keys(minhash))
        ranges = self.buckets.ranges
        for bands in self.buckets.bands:
            columns = {f"key_{place}": keys[band % BANDS] for place, band in enumerate([*bands, bands[-1] + 1])}
            rows = pa.table({"doc_id": own["doc_id"], "number": own["number"]} | columns)
            buckets = bands[0] * ranges + (keys[bands[0]] % np.uint64(ranges)).astype(np.int64)
            yield from split(rows, "bands", buckets) if ranges > 1 else [(bands[0], "bands", rows)]

    def _samples(self, own: pa.Table, rows: pa.Table) -> Iterator[Block]:
        """Tables `samples` (number, key), and `sampled` (doc_id, number, n_shingles, sampled): those that have any."""
        batches = [sampled_shingles(batch) for batch in rows.to_batches()]
        ids = np.concatenate([batch["doc_id"].to_numpy() for batch in batches])
        shingles = np.concatenate([batch["shingle"].to_numpy() for batch in batches])
        key = compared_bits(shingles, self.buckets.texts)
        place = np.searchsorted(own["doc_id"].to_numpy(), ids)
        counts = np.bincount(place, minlength=len(own)).astype(np.int32)
        buckets = ((key >> np.uint64(32)) % np.uint64(self.buckets.samples)).astype(np.int64)
        first, number = self.buckets.first_of_samples, own["number"].to_numpy()
        yield from split(pa.table({"number": number[place], "key": key}), "samples", first + buckets)
        in_bucket = distinct(buckets * len(own) + place)
        texts = own.append_column("sampled", pa.array(counts)).take(pa.array(in_bucket % len(own)))
        yield from split(texts, "sampled", first + in_bucket // len(own))


@dataclass(frozen=True)
class CandidatePairs:
    """All texts of a bucket -> pairs: `links` (a, b, linked) by band, or `shares` (a, b, shared, sampled) by sampled
    shingle, in the bucket of their smaller document.
    """

    buckets: Buckets

    def __call__(self, bucket: int, tables: Mapping[str, pa.Table]) -> Iterator[Block]:
        name = "links" if "bands" in tables else "shares"
        rows = _links(tables["bands"]) if "bands" in tables else _shares(tables["samples"], tables["sampled"])
        yield from split(rows, name, rows["a"].to_numpy() % self.buckets.pairs)


@dataclass(frozen=True)
class ChoosePairs:
    """All links and shares of a bucket of pairs -> the pairs to verify, and where each of their documents is needed, by
    shard: `candidates` (a, b, linked, is_shared) and `needed` (doc_id), both with their `bucket`.
    """

    corpus: Corpus

    def __call__(self, bucket: int, tables: Mapping[str, pa.Table]) -> Iterator[Block]:
        some = [table for table in (_merged_links(tables), _merged_shares(tables)) if len(table)]
        if not some:
            return
        pairs = _grouped(pa.concat_tables(some), [("linked", "max"), ("is_shared", "max")])
        a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
        here = pa.array(np.full(len(a), bucket))
        yield from split(pairs.append_column("bucket", here), "candidates", self.corpus.places(a))
        ids = distinct(np.r_[a, b])
        needed = pa.table({"doc_id": ids, "bucket": np.full(len(ids), bucket)})
        yield from split(needed, "needed", self.corpus.places(ids))


@dataclass(frozen=True)
class WriteCandidates:
    """Write the candidates and the needed documents of a shard."""

    corpus: Corpus

    def __call__(self, bucket: int, tables: Mapping[str, pa.Table]) -> Iterator[Block]:
        for name, table in tables.items():
            self.corpus.write(name, bucket, table)
        return iter(())


def _links(rows: pa.Table) -> pa.Table:
    order = np.argsort(rows["number"].to_numpy())
    ids = rows["doc_id"].to_numpy()[order]
    keys = [rows[name].to_numpy()[order] for name in rows.column_names if name.startswith("key_")]
    by_band = []
    for key, next_key in itertools.pairwise(keys):
        by_key = np.argsort(key)
        by_band.append(group_pairs(key[by_key], by_key, MAX_BUCKET, np.arange(len(key)), next_key))
    pairs = Pairs.union(by_band)
    return pa.table(_ends(ids, pairs) | {"linked": pairs.is_linked.astype(np.int8)})


def _shares(samples: pa.Table, sampled: pa.Table) -> pa.Table:
    sampled = sampled.sort_by("number")
    ids, numbers, n_shingles, counts = (
        sampled[name].to_numpy() for name in ("doc_id", "number", "n_shingles", "sampled")
    )
    smallest_first = np.empty(len(ids), np.int64)
    smallest_first[np.lexsort((np.arange(len(ids)), n_shingles))] = np.arange(len(ids))
    # the low bits of a key are 0: as many as the number of all texts has
    packed = np.sort(
        samples["key"].to_numpy() | np.searchsorted(numbers, samples["number"].to_numpy()).astype(np.uint64)
    )
    low_bits = (np.uint64(1) << np.uint64(len(ids).bit_length())) - np.uint64(1)
    member = (packed & low_bits).astype(np.int64)
    repeated = group_pairs(packed & ~low_bits, member, MAX_SAMPLE_GROUP, smallest_first, smallest_first, False)
    codes, shared = np.unique(repeated.codes, return_counts=True)
    pairs = Pairs(codes, codes[:0])
    smaller = np.minimum(counts[pairs.first], counts[pairs.second])
    return pa.table(_ends(ids, pairs) | {"shared": shared, "sampled": smaller})


def _merged_links(tables: Mapping[str, pa.Table]) -> pa.Table:
    """`links` with `is_shared`, of which no pair is."""
    links = tables.get("links", pa.table({"a": [], "b": [], "linked": []}))
    return links.append_column("is_shared", pa.array(np.zeros(len(links), np.int8)))


def _merged_shares(tables: Mapping[str, pa.Table]) -> pa.Table:
    """The pairs that share enough sampled shingles."""
    if "shares" not in tables:
        return pa.table({})
    shares = _grouped(tables["shares"], [("shared", "sum"), ("sampled", "min")])
    is_enough = shares["shared"].to_numpy() >= MIN_SAMPLE_SHARE * shares["sampled"].to_numpy()
    pairs = shares.select(["a", "b"]).filter(pa.array(is_enough))
    flags = {"linked": np.zeros(len(pairs), np.int8), "is_shared": np.ones(len(pairs), np.int8)}
    return pa.table({"a": pairs["a"], "b": pairs["b"]} | flags)


def _grouped(pairs: pa.Table, values: list[tuple[str, str]]) -> pa.Table:
    """One row for each pair (a, b), with its values summed up under their own names."""
    grouped = pairs.group_by(["a", "b"], use_threads=False).aggregate(values)
    names = {f"{name}_{function}": name for name, function in values}
    return grouped.rename_columns([names.get(name, name) for name in grouped.column_names])


def _ends(ids: np.ndarray, pairs: Pairs) -> dict[str, np.ndarray]:
    """The doc_ids of pairs of places in `ids`, the smaller one first."""
    first, second = ids[pairs.first], ids[pairs.second]
    return {"a": np.minimum(first, second), "b": np.maximum(first, second)}


def _rows_of(texts: pa.Table, ids: np.ndarray) -> pa.Table:
    return texts.take(pa.array(np.searchsorted(texts["doc_id"].to_numpy(), ids)))


def _together(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Batches as tables of about TEXTS_AT_ONCE rows."""
    some: list[pa.RecordBatch] = []
    for batch in batches:
        some.append(batch)
        if sum(map(len, some)) >= TEXTS_AT_ONCE:
            yield pa.Table.from_batches(some)
            some = []
    if some:
        yield pa.Table.from_batches(some)
