"""Which documents of another corpus may repeat new ones? The indexes of `candidates`, of which only the pairs between
new texts and texts of the corpus are made.

The corpus is read a batch at a time: of its signatures and sampled shingles, those stay in memory that a new text has,
too. Signatures are stored. Sampled shingles, which find excerpts, come from one pass over its texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analytics.batch.distinct import distinct
from analytics.batch.verify import sampled_shingles
from analytics.build.candidates import (
    BANDS,
    MAX_BUCKET,
    MIN_AGREEMENT,
    Pairs,
    agreement,
    band_keys,
    group_pairs,
)
from analytics.build.corpus import Both
from analytics.build.distinct_texts import Texts, fixed_bytes, minhash_of
from analytics.build.sample_pairs import sharing_samples
from analytics.build.text_batches import texts_of


@dataclass(frozen=True)
class SharedBands:
    """Signatures (doc_id, minhash) -> those that agree with a new text in all rows of a band. `keys[band]` are the
    keys of the new texts, ascending.
    """

    keys: tuple[np.ndarray, ...]

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        minhash = fixed_bytes(pa.chunked_array([batch.column("minhash")]), np.uint32)
        is_shared = np.zeros(len(batch), bool)
        for own, key in zip(self.keys, band_keys(minhash), strict=True):
            is_shared |= is_in(key, own)
        return batch.filter(pa.array(is_shared))


@dataclass(frozen=True)
class SharedSamples:
    """Texts (doc_id, text) -> (doc_id, shingle, sampled): the sampled shingles that are among the `known` (ascending),
    and how many sampled ones the text has.
    """

    known: np.ndarray

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        rows = sampled_shingles(batch)
        ids, shingles = (rows.column(name).to_numpy() for name in ("doc_id", "shingle"))
        place = np.searchsorted(batch.column("doc_id").to_numpy(), ids)
        sampled = np.bincount(place, minlength=len(batch))[place]
        is_shared = is_in(shingles, self.known)
        return pa.record_batch(
            {"doc_id": ids[is_shared], "shingle": shingles[is_shared], "sampled": sampled[is_shared]}
        )


def is_in(values: np.ndarray, ascending: np.ndarray) -> np.ndarray:
    """bool[values]: which values are among those of an ascending array."""
    if not len(ascending):
        return np.zeros(len(values), bool)
    place = np.minimum(np.searchsorted(ascending, values), len(ascending) - 1)
    return np.asarray(ascending[place] == values)


def candidates(both: Both, texts: Texts) -> tuple[Texts, Pairs]:
    """The texts of the corpus that share a band or sampled shingles with the new `texts`, together with those, and the
    pairs to verify: each of a text of the corpus and a new one. Texts of the corpus have the smaller numbers.
    """
    if not len(texts.distinct):
        return texts, Pairs(np.empty(0, np.uint64), np.empty(0, np.uint64))
    minhash = minhash_of(both.context, texts.distinct)
    signatures = _signatures(both, minhash)
    own, theirs = _samples(both, texts)
    signed, sampled = signatures["doc_id"].to_numpy(), theirs["doc_id"].to_numpy()
    ids = np.union1d(signed, sampled)
    n = len(ids)
    distinct = np.r_[ids + both.first, texts.distinct]
    n_shingles = np.r_[both.corpus.keys["n_shingles"].to_numpy()[ids], texts.n_shingles]
    together = Texts(texts.ids, texts.representative, distinct, n_shingles)

    place = np.r_[np.searchsorted(ids, signed), n + np.arange(len(texts.distinct))]
    banded = _banded(np.r_[fixed_bytes(signatures["minhash"], np.uint32), minhash], len(signed), place)
    documents = np.r_[np.searchsorted(ids, sampled), n + texts.number(own["doc_id"].to_numpy())]
    shingles = np.r_[theirs["shingle"].to_numpy(), own["shingle"].to_numpy()]
    counts = np.bincount(documents, minlength=len(distinct))
    counts[np.searchsorted(ids, sampled)] = theirs["sampled"].to_numpy()
    excerpts = _across(sharing_samples(documents, shingles, n_shingles, counts), n)
    return together, Pairs.union([banded, excerpts])


def _signatures(both: Both, minhash: np.ndarray) -> pa.Table:
    """doc_id and minhash of the texts of the corpus that share a band with a new text, of those with the signatures
    `minhash`.
    """
    keys = tuple(distinct(key) for key in band_keys(minhash))
    schema = pa.schema({"doc_id": pa.int64(), "minhash": pa.binary(512)})
    stored = both.corpus.selected("signatures", schema.names, both.corpus.is_compared)
    return pa.Table.from_batches(both.engine.map(SharedBands(keys), stored), schema)


def _samples(both: Both, texts: Texts) -> tuple[pa.Table, pa.Table]:
    """The sampled shingles of the new texts (doc_id, shingle), and those of the corpus (doc_id, shingle, sampled) that
    a new text has, too.
    """
    own = _table(both.engine.map(sampled_shingles, texts_of(both.context, texts.distinct)), ["shingle"])
    known = SharedSamples(distinct(own["shingle"].to_numpy()))
    stored = both.corpus.selected("documents", ["doc_id", "text"], both.corpus.is_compared)
    return own, _table(both.engine.map(known, stored), ["shingle", "sampled"])


def _table(batches: Iterator[pa.RecordBatch], columns: list[str]) -> pa.Table:
    types = {"shingle": pa.uint64(), "sampled": pa.int64()}
    return pa.Table.from_batches(batches, pa.schema({"doc_id": pa.int64()} | {name: types[name] for name in columns}))


def _banded(minhash: np.ndarray, n_corpus: int, place: np.ndarray) -> Pairs:
    """Pairs across by signature: the first `n_corpus` rows are of the corpus. `place` has the number of each row."""
    keys = list(band_keys(minhash))
    rows = np.arange(len(minhash))
    by_band = []
    for band, key in enumerate(keys):
        order = np.argsort(key, kind="stable")
        pairs = group_pairs(key[order], order, MAX_BUCKET, rows, keys[(band + 1) % BANDS])
        by_band.append(_across(pairs, n_corpus))
    pairs = Pairs.union(by_band)
    pairs = pairs.where(agreement(minhash, pairs) >= MIN_AGREEMENT)
    return Pairs(_renumbered(pairs.codes, place), _renumbered(pairs.linked, place))


def _across(pairs: Pairs, n_corpus: int) -> Pairs:
    """The pairs of a text of the corpus (a number below `n_corpus`) and a new one."""

    def across(codes: np.ndarray) -> np.ndarray:
        numbers = Pairs(codes, codes)
        return np.asarray(codes[(numbers.first < n_corpus) & (numbers.second >= n_corpus)])

    return Pairs(across(pairs.codes), across(pairs.linked))


def _renumbered(codes: np.ndarray, place: np.ndarray) -> np.ndarray:
    """The codes, ascending, where text i has the number `place[i]`."""
    pairs = Pairs(codes, codes)
    first, second = place[pairs.first].astype(np.uint64), place[pairs.second].astype(np.uint64)
    return np.sort((first << np.uint64(32)) | second)
