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

from analytics.build import continuation, shingle_samples, word_rarity
from analytics.build.candidates import BANDS, ROWS, Pairs, banded
from analytics.build.distinct_texts import KEYS, MIN_COSINE, MIN_MARGIN, Cosines, Texts, minhash_of
from analytics.build.duplicate_continuation import Earlier, with_added
from analytics.build.meaning import RELATED, Decided, decide
from analytics.build.sample_pairs import PackedSamples
from analytics.build.shingle_samples import by_text, write_samples
from analytics.build.stage import Context, Stage
from analytics.build.text_batches import texts_of
from analytics.build.verification import MIN_CONTAINMENT, MIN_JACCARD, SCHEMA, exact_pairs, verify

SETTINGS = {
    "bands": BANDS,
    "rows": ROWS,
    "min_jaccard": MIN_JACCARD,
    "min_containment": MIN_CONTAINMENT,
    "min_cosine": MIN_COSINE,
    "min_margin": MIN_MARGIN,
}
TABLES = {
    "duplicate_pairs": SCHEMA,
    "related_pairs": RELATED,
    shingle_samples.TABLE: shingle_samples.SCHEMA,
    word_rarity.TABLE: word_rarity.SCHEMA,
}


def run(context: Context) -> None:
    """Pair exact copies, find candidates, verify them, and write those that are duplicates. When documents were added,
    only their pairs are verified, and the others kept.
    """
    if not context.rows("signatures"):
        for name, schema in TABLES.items():
            context.writer(name, schema)
        return
    keys = pa.Table.from_batches(context.batches("signatures", KEYS))
    texts = Texts.of(keys)
    earlier = Earlier.read(context, keys, texts)
    del keys
    context.progress(0, unit="candidate pairs")
    cosines = Cosines.read(context, texts)
    decided = _all(context, texts, cosines) if earlier is None else with_added(context, texts, cosines, earlier)
    if earlier is None or earlier.rarity is None:
        context.writer(word_rarity.TABLE, word_rarity.SCHEMA).write(word_rarity.to_table(decided.rarity))
    else:
        continuation.keep_rows(context, word_rarity.TABLE)
    order = [("a", "ascending"), ("b", "ascending")]
    context.writer("related_pairs", RELATED).write(decided.related.sort_by(order))
    copies = exact_pairs(texts.ids, texts.representative)
    rows = pa.concat_tables([copies, decided.pairs]).sort_by(order)
    context.writer("duplicate_pairs", SCHEMA).write(rows)
    context.notes |= {
        "documents": len(texts.ids),
        "copies": len(copies),
        "pairs": _counts(rows["kind"]),
        "related": len(decided.related),
        "semantic": context.rows("neighbors") > 0,
        "texts": len(texts.distinct),
        "documents_at_once": len(texts.ids) if earlier is None else earlier.documents_at_once,
    }
    context.notes |= SETTINGS
    continuation.note_source(context, "signatures")


def _counts(kinds: pa.ChunkedArray) -> dict[str, int]:
    return {row["values"]: row["counts"] for row in kinds.value_counts().to_pylist()}


def _all(context: Context, texts: Texts, cosines: Cosines) -> Decided:
    """Find all candidates and verify them."""
    shared = _sharing_samples(context, texts)
    candidates = Pairs.union([banded(minhash_of(context, texts.distinct)), shared, cosines.close()])
    del shared
    context.notes["candidates"] = len(candidates.codes)
    return decide(context, texts, verify(context, texts, candidates, cosines))


def _sharing_samples(context: Context, texts: Texts) -> Pairs:
    """Write the sampled shingles of all texts; gives the pairs that share them."""
    samples = PackedSamples(len(texts.distinct))
    for rows in write_samples(context, texts, texts_of(context, texts.distinct)):
        numbers, offsets, shingles = by_text(texts, rows)
        samples.add(np.repeat(numbers, np.diff(offsets)), shingles)
    return samples.pairs(texts.n_shingles)


STAGE = Stage(
    name="duplicates",
    title="Find and verify duplicates",
    reads=("documents", "signatures"),
    writes=tuple(TABLES),
    run=run,
    optional_reads=("neighbors",),
)
