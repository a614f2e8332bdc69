"""Which candidates are duplicates? Their true similarities decide (`duplicates` has the definitions)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.batch.distinct import distinct
from analytics.batch.verify import ShingleSets, shingle_sets
from analytics.build.candidates import Pairs
from analytics.build.chance import shared_by_chance
from analytics.build.distinct_texts import MIN_COSINE, Cosines, Texts
from analytics.build.text_batches import TextSource, texts_of

MIN_JACCARD = 0.5
MIN_CONTAINMENT = 0.4
MIN_EXCERPT = 16
"""Shingles that an excerpt shares with the other text."""

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
    numbers = distinct(np.r_[candidates.first, candidates.second])
    room = int(texts.n_shingles[numbers].sum())
    sets = ShingleSets.of(source.engine.map(shingle_sets, texts_of(source, texts.distinct[numbers])), room)
    first, second = texts.distinct[candidates.first], texts.distinct[candidates.second]
    a, b = np.minimum(first, second), np.maximum(first, second)
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
