"""Duplicates of added documents: only pairs with them are found and verified, and the last result is kept.

The pairs are those that a run on all documents gives, with one exception: the rarity of words, which separates semantic
copies from related pairs, stays that of the last run that compared all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analytics.batch.distinct import distinct
from analytics.build import continuation, shingle_samples, word_rarity
from analytics.build.candidate_changes import bucket_changes, sample_changes, shared_among
from analytics.build.candidates import Pairs, band_keys, banded, encode
from analytics.build.distinct_texts import MIN_COSINE, Cosines, Texts, minhash_of, representatives
from analytics.build.engine import Engine
from analytics.build.meaning import RELATED, Decided, decide
from analytics.build.semantic_copies import Rarity
from analytics.build.shingle_samples import StoredSamples
from analytics.build.stage import Context
from analytics.build.text_batches import TextSource, texts_of
from analytics.build.verification import SCHEMA, verify

MAX_ADDED_SHARE = 0.25
"""When more documents than this share were added since all were compared, all are compared again."""


@dataclass(frozen=True)
class Earlier:
    """The last result: `pairs` that are no exact copies and `related` ones, of documents that still represent a text.
    Documents from `first_added` on were added since.
    """

    first_added: int
    documents_at_once: int
    pairs: pa.Table
    related: pa.Table
    samples: Sequence[Path]
    rarity: Rarity | None

    @classmethod
    def read(cls, context: Context, keys: pa.Table, texts: Texts) -> Earlier | None:
        """The last result; None when all must be compared, such as when there is none or too many were added."""
        run = continuation.previous_run(context, "signatures")
        files = {name: context.previous(name) for name in context.stage.writes}
        if run is None or any(one is None for one in files.values()):
            return None
        notes = run[1].notes
        first_added, at_once = notes["documents"], notes["documents_at_once"]
        if len(texts.ids) > (1 + MAX_ADDED_SHARE) * at_once or notes["semantic"] != (context.rows("neighbors") > 0):
            return None
        # the number of texts decides how many bits of a sampled shingle are compared
        has_same_bits = notes["texts"].bit_length() == len(texts.distinct).bit_length()
        if not has_same_bits or not _are_replaced_alike(context, keys, texts, first_added):
            return None
        paths = {name: one[0] for name, one in files.items() if one is not None}
        pairs = _rows(paths["duplicate_pairs"], SCHEMA, texts)
        related = _rows(paths["related_pairs"], RELATED, texts)
        rarity = word_rarity.read(paths[word_rarity.TABLE])
        return cls(first_added, at_once, pairs, related, paths[shingle_samples.TABLE], rarity)


def with_added(context: Context, texts: Texts, cosines: Cosines, earlier: Earlier) -> Decided:
    """The last result with the pairs of added documents. Of the old pairs those stay that are still candidates."""
    is_added = texts.distinct >= earlier.first_added
    continuation.keep_rows(context, shingle_samples.TABLE)
    batches = texts_of(context, texts.distinct[is_added])
    samples = StoredSamples.write(context, texts, batches, earlier.samples)
    minhash = minhash_of(context, texts.distinct)
    keys = list(band_keys(minhash))
    in_buckets = bucket_changes(minhash, keys, is_added)
    in_samples = sample_changes(samples, texts.n_shingles, is_added)
    codes, related_codes, close = _codes(texts, earlier.pairs), _codes(texts, earlier.related), cosines.close()
    is_close, was_close = np.isin(codes, close.codes), _was_close(earlier.pairs)
    unknown = Pairs.union(
        [in_buckets.added, in_samples.added, close.where(~np.isin(close.codes, np.r_[codes, related_codes]))]
    )
    is_old = ~(is_added[unknown.first] | is_added[unknown.second])
    is_at_risk = np.isin(codes, np.r_[in_buckets.at_risk, in_samples.at_risk]) | was_close
    again = banded(minhash, _ends(np.r_[codes[is_at_risk], unknown.codes[is_old]]), keys)
    is_semantic = pc.equal(earlier.pairs["kind"], "semantic").to_numpy()
    is_kept = is_close | (~is_semantic & (~is_at_risk | np.isin(codes, again.codes)))
    is_doubted = ~is_kept & ~is_semantic
    if is_doubted.any():
        shared = shared_among(samples, texts.n_shingles, _ends(codes[is_doubted]))
        is_kept |= is_doubted & np.isin(codes, shared.codes)
    linked = pa.array(np.where(is_at_risk, np.isin(codes, again.linked), earlier.pairs["linked"].to_numpy()))
    pairs = _updated(earlier.pairs, {"cosine": cosines.of(codes), "linked": linked}, is_kept)
    is_related = np.isin(related_codes, close.codes)
    related = _updated(earlier.related, {"cosine": cosines.of(related_codes)}, is_related)
    unknown = Pairs.union([unknown, Pairs(unknown.codes[:0], again.linked)])
    context.notes |= {"compared_with_added": len(unknown.codes), "compared_again": int(is_at_risk.sum())}
    added = _decided(context, texts, unknown, cosines, earlier.rarity)
    return Decided(pa.concat_tables([pairs, added.pairs]), pa.concat_tables([related, added.related]), added.rarity)


def _decided(context: Context, texts: Texts, unknown: Pairs, cosines: Cosines, rarity: Rarity | None) -> Decided:
    """The verified ones of these candidates; their texts are read once."""
    ids = texts.distinct[_ends(unknown.codes)]
    source: TextSource = context
    if rarity is not None:  # else a sample of all texts is needed
        source = _InMemory(context, list(texts_of(context, ids)))
    return decide(source, texts, verify(source, texts, unknown, cosines), rarity)


@dataclass(frozen=True)
class _InMemory:
    """Some texts, read once."""

    context: Context
    read: list[pa.RecordBatch]

    @property
    def engine(self) -> Engine:
        return self.context.engine

    def rows(self, table: str) -> int:
        return self.context.rows(table)

    def batches(self, table: str, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        yield from self.read

    def progress(self, done: float, total: float | None = None, unit: str = "rows") -> None:
        self.context.progress(done, total, unit)


def _are_replaced_alike(context: Context, keys: pa.Table, texts: Texts, first_added: int) -> bool:
    """Whether each old document that represented its text before is replaced by one with the same shingles."""
    _, before = representatives(keys.slice(0, first_added))
    old = np.flatnonzero(before == texts.ids[:first_added])
    old = old[texts.representative[old] != old]
    new = texts.representative[old]
    counts = keys["n_shingles"].to_numpy()
    if not (counts[old] == counts[new]).all():
        return False
    both = distinct(np.r_[old, new])
    minhash = minhash_of(context, both) if len(both) else np.empty((0, 0), np.uint32)
    return bool((minhash[np.searchsorted(both, old)] == minhash[np.searchsorted(both, new)]).all())


def _rows(files: Sequence[Path], schema: pa.Schema, texts: Texts) -> pa.Table:
    """The pairs in these files that are no exact copies, and whose documents still represent a text."""
    table = pa.concat_tables([schema.empty_table(), *(pq.read_table(file, use_threads=False) for file in files)])
    is_text = (texts.place(table["a"].to_numpy()) >= 0) & (texts.place(table["b"].to_numpy()) >= 0)
    if "kind" in schema.names:
        is_text &= pc.not_equal(table["kind"], "exact").to_numpy()
    return table.filter(pa.array(is_text)).combine_chunks()


def _codes(texts: Texts, pairs: pa.Table) -> np.ndarray:
    return encode(texts.place(pairs["a"].to_numpy()), texts.place(pairs["b"].to_numpy()))


def _ends(codes: np.ndarray) -> np.ndarray:
    """The numbers of the texts of pairs, ascending."""
    pairs = Pairs(codes, codes[:0])
    return distinct(np.r_[pairs.first, pairs.second])


def _was_close(pairs: pa.Table) -> np.ndarray:
    """bool[pairs]: whether the cosine alone made them candidates before."""
    return np.asarray(pc.fill_null(pc.greater_equal(pairs["cosine"], np.float32(MIN_COSINE)), False).to_numpy())


def _updated(pairs: pa.Table, columns: dict[str, pa.Array], is_kept: np.ndarray) -> pa.Table:
    """The rows that are kept, with other values in some columns."""
    for name, column in columns.items():
        pairs = pairs.set_column(pairs.schema.get_field_index(name), pairs.schema.field(name), column)
    return pairs.filter(pa.array(is_kept))
