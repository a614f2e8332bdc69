"""Duplicates: every pair of documents that repeat each other, verified by true Jaccard similarity and containment.

A pair of documents has one row in `duplicate_pairs`, of the first kind that applies, with every score that is known:

- exact: the same text up to case, white space and Unicode compatibility forms (NFKC). Each copy of a text is paired
  with the representative of the text; only representatives are compared further.
- near: Jaccard >= 0.5, or an excerpt: containment >= 0.4 and at least 16 shingles (about 20 words) shared. In scripts
  without spaces a shingle is five letters, and a whole book has many of them by chance: an excerpt of a long text must
  share longer runs, too (`chance`).
- semantic: cosine of the embeddings >= 0.9, with a large margin, and the words that matter agree (`semantic_copies`);
  only where there is a neighbour graph.

A cosine alone says little: where an encoder knows a language badly, all of its texts are close. So a cosine counts only
with a margin of at least 1.05, and is null without. On 100,000 documents in a dozen languages this kept 2,462 of the
151,758 pairs that only a cosine of 0.9 made. Most of these are related and say something else: two pages from one
template. They are rows of `related_pairs`, and no duplicates.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.batch.distinct import distinct
from analytics.batch.verify import ShingleSets, sampled_shingles, shingle_sets
from analytics.build.candidates import BANDS, ROWS, Pairs, banded, sharing_samples
from analytics.build.chance import shared_by_chance
from analytics.build.distinct_texts import MIN_COSINE, MIN_MARGIN, Cosines, Texts
from analytics.build.meaning import RELATED, say_the_same
from analytics.build.stage import Context, Stage
from analytics.build.text_batches import TextSource, texts_of

MIN_JACCARD = 0.5
MIN_CONTAINMENT = 0.4
MIN_EXCERPT = 16
"""Shingles that an excerpt shares with the other text."""

SETTINGS = {
    "bands": BANDS,
    "rows": ROWS,
    "min_jaccard": MIN_JACCARD,
    "min_containment": MIN_CONTAINMENT,
    "min_cosine": MIN_COSINE,
    "min_margin": MIN_MARGIN,
}
PAIRS_PER_BATCH = 4096

SCORES = ("jaccard", "containment", "cosine", "a_in_b", "b_in_a")
SCHEMA = pa.schema(
    {"a": pa.int64(), "b": pa.int64(), "kind": pa.string()}
    | dict.fromkeys(SCORES, pa.float32())
    | {"shared": pa.int32(), "linked": pa.bool_()}
)
"""`a_in_b` is the share of a's shingles that b has, `shared` their number. A `linked` pair is one of those that
represent all pairs of a large group.
"""


def run(context: Context) -> None:
    """Pair exact copies, find candidates, verify them all, and write those that are duplicates."""
    writer, related = context.writer("duplicate_pairs", SCHEMA), context.writer("related_pairs", RELATED)
    if not context.rows("signatures"):
        return
    texts = Texts.read(context)
    context.progress(0, unit="candidate pairs")
    cosines = Cosines.read(context, texts)
    candidates = Pairs.union([banded(texts.minhash), _excerpts(context, texts), cosines.close()])
    close = verify(context, texts, candidates, cosines)
    is_semantic = pc.equal(close["kind"], "semantic")
    semantic = close.filter(is_semantic)
    is_same = pa.array(say_the_same(context, texts, semantic))
    verified = pa.concat_tables([close.filter(pc.invert(is_semantic)), semantic.filter(is_same)])
    only_related = semantic.filter(pc.invert(is_same)).select(RELATED.names).cast(RELATED)
    related.write(only_related.sort_by([("a", "ascending"), ("b", "ascending")]))
    copies = exact_pairs(texts.ids, texts.representative)
    rows = pa.concat_tables([copies, verified]).sort_by([("a", "ascending"), ("b", "ascending")])
    writer.write(rows)
    context.notes |= {
        "documents": len(texts.ids),
        "copies": len(copies),
        "candidates": len(candidates.codes),
        "pairs": _counts(rows["kind"]),
        "related": len(only_related),
        "semantic": context.rows("neighbors") > 0,
    }
    context.notes |= SETTINGS


def _counts(kinds: pa.ChunkedArray) -> dict[str, int]:
    return {row["values"]: row["counts"] for row in kinds.value_counts().to_pylist()}


def _excerpts(context: Context, texts: Texts) -> Pairs:
    """Pairs of texts that share sampled shingles."""
    batches = list(context.engine.map(sampled_shingles, texts_of(context, texts.distinct)))
    ids = np.concatenate([np.empty(0, np.int64), *(batch.column(0).to_numpy() for batch in batches)])
    shingles = np.concatenate([np.empty(0, np.uint64), *(batch.column(1).to_numpy() for batch in batches)])
    return sharing_samples(texts.number(ids), shingles, texts.n_shingles)


def verify(source: TextSource, texts: Texts, candidates: Pairs, cosines: Cosines) -> pa.Table:
    """The candidates that are near duplicates, or close in meaning ("semantic"), with their scores."""
    table = _compared(source, texts, candidates)
    if not len(table):
        return SCHEMA.empty_table()
    is_excerpt = pc.and_(
        pc.greater_equal(table["containment"], np.float32(MIN_CONTAINMENT)),
        pc.greater_equal(table["shared"], MIN_EXCERPT),
    )
    is_excerpt = pc.and_(is_excerpt, pc.invert(pa.array(shared_by_chance(source, table, is_excerpt))))
    is_near = pc.or_(pc.greater_equal(table["jaccard"], np.float32(MIN_JACCARD)), is_excerpt)
    cosine = cosines.of(candidates.codes)
    is_close = pc.fill_null(pc.greater_equal(cosine, np.float32(MIN_COSINE)), False)
    columns = {name: table[name] for name in table.column_names}
    columns |= {"kind": pc.if_else(is_near, "near", "semantic"), "cosine": cosine}
    columns["linked"] = pa.array(candidates.is_linked)
    return pa.table({name: columns[name] for name in SCHEMA.names}, SCHEMA).filter(pc.or_(is_near, is_close))


def _compared(source: TextSource, texts: Texts, candidates: Pairs) -> pa.Table:
    """The true similarities of all candidates, in their order."""
    first, second = texts.distinct[candidates.first], texts.distinct[candidates.second]
    a, b = np.minimum(first, second), np.maximum(first, second)
    sets = ShingleSets.of(source.engine.map(shingle_sets, texts_of(source, distinct(np.r_[a, b]))))
    pairs = (
        pa.record_batch({"a": a[at : at + PAIRS_PER_BATCH], "b": b[at : at + PAIRS_PER_BATCH]})
        for at in range(0, len(a), PAIRS_PER_BATCH)
    )
    done, batches = 0, []
    for batch in source.engine.map(sets.compare, pairs):
        batches.append(batch)
        done += len(batch)
        source.progress(done, len(a), "candidate pairs")
    return pa.Table.from_batches(batches) if batches else SCHEMA.empty_table()


def exact_pairs(ids: np.ndarray, representative: np.ndarray) -> pa.Table:
    """Each copy of a text with the representative of the text."""
    copy = ids != representative
    one, other = ids[copy], representative[copy]
    whole = pa.array(np.ones(len(one), np.float32))
    columns = {
        "a": np.minimum(one, other),
        "b": np.maximum(one, other),
        "kind": pa.repeat("exact", len(one)),
        "linked": pa.repeat(False, len(one)),
    }
    columns |= dict.fromkeys(("jaccard", "containment", "a_in_b", "b_in_a"), whole)
    columns |= {"cosine": pa.nulls(len(one), pa.float32()), "shared": pa.nulls(len(one), pa.int32())}
    return pa.table(columns).select(SCHEMA.names).cast(SCHEMA)


STAGE = Stage(
    name="duplicates",
    title="Find and verify duplicates",
    reads=("documents", "signatures"),
    writes=("duplicate_pairs", "related_pairs"),
    run=run,
    optional_reads=("neighbors",),
)
