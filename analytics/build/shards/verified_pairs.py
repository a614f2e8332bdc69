"""Verify the candidate pairs of a corpus in shards: each bucket of pairs gets the shingles of its documents, once.

The pairs of a bucket are a file of the folder `pairs`. The file of a shard in the folder `paired` has its documents
that are in pairs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.batch.distinct import distinct
from analytics.batch.verify import ShingleSets, are_unspaced, long_shingle_sets, shingle_sets
from analytics.build.candidates import MIN_AGREEMENT, Pairs, agreement, encode
from analytics.build.chance import doubted_pairs, is_too_low
from analytics.build.distinct_texts import fixed_bytes
from analytics.build.engines.blocks import Block, split
from analytics.build.shards.corpus import Corpus, rows_of_shard, write_rows
from analytics.build.shards.shard import Shard
from analytics.build.verification import MIN_CONTAINMENT, MIN_EXCERPT, MIN_JACCARD, SCHEMA, exact_pairs

MIN_NEAR = 0.8
"""The Jaccard similarity from which a pair counts in the totals of a corpus."""


@dataclass(frozen=True)
class PairsOfShard:
    """A task: for each bucket of pairs the `candidates` of a shard, its `copies` (doc_id, representative), and the
    `sets` of its documents that are needed there: doc_id, minhash, shingles, and long shingles in scripts without
    spaces. `folder` has the folders of earlier steps.
    """

    shard: Shard
    folder: str
    buckets: int

    def __call__(self) -> Iterator[Block]:
        candidates = self._rows("candidates", ["a", "b", "linked", "is_shared", "bucket"])
        yield from split(candidates, "candidates", candidates["bucket"].to_numpy())
        texts = self._rows("texts", ["doc_id", "representative"])
        one, other = texts["doc_id"].to_numpy(), texts["representative"].to_numpy()
        smaller = np.minimum(one, other)[one != other]
        yield from split(texts.filter(pa.array(one != other)), "copies", smaller % self.buckets)
        yield from self._sets(self._rows("needed", ["doc_id", "bucket"]).sort_by("doc_id"))

    def _rows(self, step: str, columns: list[str]) -> pa.Table:
        return rows_of_shard(f"{self.folder}/{step}", self.shard.number, columns)

    def _sets(self, needed: pa.Table) -> Iterator[Block]:
        of_rows, buckets = needed["doc_id"].to_numpy(), needed["bucket"].to_numpy()
        ids = distinct(of_rows)
        if not len(ids):
            return
        minhash = pa.Table.from_batches(self.shard.selected("signatures", ["doc_id", "minhash"], ids))["minhash"]
        for batch in self.shard.selected("documents", ["doc_id", "text"], ids):
            own = batch["doc_id"].to_numpy()
            low, high = np.searchsorted(of_rows, [own[0], own[-1] + 1])
            start, stop = np.searchsorted(ids, [own[0], own[-1] + 1])
            columns = {"doc_id": batch["doc_id"], "minhash": minhash.slice(start, stop - start)}
            columns |= {"shingles": shingle_sets(batch)["shingles"], "long": _long_sets(batch)}
            places = np.searchsorted(own, of_rows[low:high])
            yield from split(pa.table(columns).take(pa.array(places)), "sets", buckets[low:high])


@dataclass(frozen=True)
class VerifyPairs:
    """All candidates, copies and sets of a bucket -> its file of verified pairs. Gives the documents in pairs by shard:
    `paired` (doc_id, linked, is_copy, is_near).
    """

    corpus: Corpus

    def __call__(self, bucket: int, tables: Mapping[str, pa.Table]) -> Iterator[Block]:
        pairs = [SCHEMA.empty_table()]
        if "candidates" in tables:
            pairs.append(_near_pairs(tables["candidates"], tables["sets"].sort_by("doc_id").combine_chunks()))
        if "copies" in tables:
            pairs.append(exact_pairs(*(tables["copies"][name].to_numpy() for name in ("doc_id", "representative"))))
        verified = pa.concat_tables(pairs)
        write_rows(Path(self.corpus.folder) / "pairs" / f"bucket-{bucket:05}.parquet", verified)
        is_near = pc.and_(
            pc.equal(verified["kind"], "near"), pc.greater_equal(verified["jaccard"], np.float32(MIN_NEAR))
        )
        flags = {"linked": verified["linked"], "is_copy": pc.equal(verified["kind"], "exact"), "is_near": is_near}
        ends = pa.concat_tables([pa.table({"doc_id": verified[end]} | flags) for end in ("a", "b")])
        paired = _of_documents(ends)
        yield from split(paired, "paired", self.corpus.places(paired["doc_id"].to_numpy()))


@dataclass(frozen=True)
class WritePaired:
    """Write the documents in pairs of a shard."""

    corpus: Corpus

    def __call__(self, bucket: int, tables: Mapping[str, pa.Table]) -> Iterator[Block]:
        self.corpus.write("paired", bucket, _of_documents(tables["paired"]).sort_by("doc_id"))
        return iter(())


def _near_pairs(candidates: pa.Table, sets: pa.Table) -> pa.Table:
    """The candidates that are near-duplicates, as rows of `duplicate_pairs`."""
    ids = sets["doc_id"].to_numpy()
    candidates = candidates.filter(pa.array(_is_compared(candidates, ids, fixed_bytes(sets["minhash"], np.uint32))))
    pairs = pa.record_batch({name: candidates[name].combine_chunks() for name in ("a", "b")})
    compared = ShingleSets.of([_as_sets(sets, "shingles")]).compare(pairs)
    is_excerpt = pc.and_(
        pc.greater_equal(compared["containment"], np.float32(MIN_CONTAINMENT)),
        pc.greater_equal(compared["shared"], MIN_EXCERPT),
    )
    is_excerpt = pc.and_not(is_excerpt, pa.array(_is_by_chance(compared, is_excerpt, sets)))
    is_near = pc.or_(pc.greater_equal(compared["jaccard"], np.float32(MIN_JACCARD)), is_excerpt)
    columns = {name: compared[name] for name in compared.schema.names}
    columns |= {"linked": candidates["linked"].cast(pa.bool_()), "kind": pa.repeat("near", len(pairs))}
    columns |= {"cosine": pa.nulls(len(pairs), pa.float32())}
    return pa.table({name: columns[name] for name in SCHEMA.names}, SCHEMA).filter(is_near)


def _is_compared(candidates: pa.Table, ids: np.ndarray, minhash: np.ndarray) -> np.ndarray:
    """bool[candidates]: whether the pair shares sampled shingles, or has signatures that agree enough."""
    first, second = (np.searchsorted(ids, candidates[name].to_numpy()) for name in ("a", "b"))
    share = agreement(minhash, Pairs(encode(first, second), np.empty(0, np.uint64)))
    return np.asarray((share >= MIN_AGREEMENT) | (candidates["is_shared"].to_numpy() > 0))


def _is_by_chance(compared: pa.RecordBatch, is_excerpt: pa.Array, sets: pa.Table) -> np.ndarray:
    """bool[pairs]: as of `chance`. Only texts in scripts without spaces have long shingles here."""
    by_chance = np.zeros(len(compared), bool)
    long = sets.filter(sets["long"].is_valid())
    ids = long["doc_id"].to_numpy()
    has_long = [np.isin(compared[name].to_numpy(), ids) for name in ("a", "b")]
    doubted = doubted_pairs(compared, pc.and_(is_excerpt, pa.array(has_long[0] & has_long[1])))
    if len(doubted):
        pairs = pa.record_batch({name: compared[name].take(pa.array(doubted)) for name in ("a", "b")})
        share = ShingleSets.of([_as_sets(long, "long")]).compare(pairs)["containment"].to_numpy()
        containment = compared["containment"].to_numpy().astype(np.float64)[doubted]
        by_chance[doubted] = is_too_low(share, containment)
    return by_chance


def _as_sets(sets: pa.Table, name: str) -> pa.RecordBatch:
    return pa.record_batch({"doc_id": sets["doc_id"].combine_chunks(), "shingles": sets[name].combine_chunks()})


def _long_sets(batch: pa.RecordBatch) -> pa.Array:
    """The long shingles of each text in a script without spaces, else null."""
    unspaced = np.flatnonzero(are_unspaced(batch["text"]))
    if not len(unspaced):
        return pa.nulls(len(batch), pa.large_list(pa.uint64()))
    places = np.full(len(batch), -1)
    places[unspaced] = np.arange(len(unspaced))
    long = long_shingle_sets(batch.take(pa.array(unspaced)))["shingles"]
    return long.take(pa.array(places, mask=places < 0))


def _of_documents(rows: pa.Table) -> pa.Table:
    """One row for each document: whether any of its rows is linked, a copy, or near."""
    names = ["linked", "is_copy", "is_near"]
    grouped = rows.group_by("doc_id", use_threads=False).aggregate([(name, "any") for name in names])
    return grouped.rename_columns([name.removesuffix("_any") for name in grouped.column_names])
