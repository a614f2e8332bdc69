"""Count and mask personal data and secrets in columns of texts.

Only a private key extends beyond its line: lines without a hint of any kind are not searched.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.batch.pii.findings import HINTS, KINDS, find, mask
from analytics.batch.pii.secret import PRIVATE_KEY

ANY_HINT = "|".join(HINTS.values())


def count_pii(batch: pa.RecordBatch) -> pa.RecordBatch:
    """(doc_id, text) -> (doc_id, `<kind>_count` INTEGER for each of KINDS): the findings of `find` in each text."""
    texts = batch.column("text").cast(pa.large_string())
    counts = np.zeros((len(KINDS), len(texts)), np.int32)
    lines = pc.split_pattern(texts, "\n")
    document = pc.list_parent_indices(lines).to_numpy()
    has_hint = pc.match_substring_regex(lines.flatten(), ANY_HINT)
    candidates = lines.flatten().filter(has_hint)
    documents = document[has_hint.to_numpy(zero_copy_only=False)].tolist()
    hints = [pc.match_substring_regex(candidates, pattern).to_pylist() for pattern in HINTS.values()]
    for line, at, *hinted in zip(candidates.to_pylist(), documents, *hints, strict=True):
        for _, _, kind in find(line, [kind for kind, is_hinted in zip(HINTS, hinted, strict=True) if is_hinted]):
            counts[KINDS.index(kind), at] += 1
    columns = {f"{kind}_count": counts[number] for number, kind in enumerate(KINDS)}
    return pa.record_batch({"doc_id": batch.column("doc_id")} | columns)


def mask_texts(texts: pa.Array, kinds: Collection[str] = KINDS) -> pa.Array:
    """Each of `texts` with every line masked, as large_string with the same nulls; a text with a private key is masked
    as a whole.
    """
    texts = texts.cast(pa.large_string())
    lines = pc.split_pattern(texts, "\n")
    flat = lines.flatten()
    has_hint = pc.match_substring_regex(flat, ANY_HINT)
    flat = _mask_where(flat, has_hint, flat, kinds)
    offsets = np.concatenate([[0], np.cumsum(pc.fill_null(pc.list_value_length(lines), 0).to_numpy())])
    masked_lines = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), flat)
    masked = pc.binary_join(masked_lines, pa.scalar("\n", pa.large_string()))
    has_key = pc.fill_null(pc.match_substring(texts, PRIVATE_KEY), False)
    masked = _mask_where(masked, has_key, texts, kinds)
    return pc.if_else(pc.is_null(texts), pa.scalar(None, pa.large_string()), masked)


def _mask_where(masked: pa.Array, mask_these: pa.Array, texts: pa.Array, kinds: Collection[str]) -> pa.Array:
    """`masked`, with some of `texts` masked in their places."""
    replacements = [mask(text, kinds) for text in texts.filter(mask_these).to_pylist()]
    return pc.replace_with_mask(masked, mask_these, pa.array(replacements, pa.large_string()))
