"""Count and mask personal data and secrets in columns of texts."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.batch.pii.findings import KINDS, find_all, is_documented, mask
from analytics.batch.texts import utf8

EXAMPLES = "documented_example"


def count_pii(batch: pa.RecordBatch) -> pa.RecordBatch:
    """(doc_id, text) -> (doc_id, `<kind>_count` INTEGER for each of KINDS, documented_example_count INTEGER): the
    findings of `find` in each text, and how many of them are values that documentation uses as examples.
    """
    names = (*KINDS, EXAMPLES)
    data, bounds = utf8(batch.column("text"))
    counts = np.zeros((len(names), len(bounds) - 1), np.int32)
    for text, start, end, kind in find_all(data, bounds):
        counts[names.index(kind), text] += 1
        counts[-1, text] += is_documented(kind, data[start:end].tobytes().decode("utf-8", "ignore"))
    columns = {f"{name}_count": counts[number] for number, name in enumerate(names)}
    return pa.record_batch({"doc_id": batch.column("doc_id")} | columns)


def mask_texts(texts: pa.Array, kinds: Collection[str] = KINDS) -> pa.Array:
    """Each of `texts` masked, as large_string with the same nulls."""
    texts = texts.cast(pa.large_string())
    filled = pc.fill_null(texts, "")
    data, bounds = utf8(filled)
    has_findings = np.zeros(len(texts), bool)
    has_findings[[text for text, _, _, kind in find_all(data, bounds) if kind in kinds]] = True
    where = pa.array(has_findings)
    masked = [mask(text, kinds) for text in filled.filter(where).to_pylist()]
    return pc.replace_with_mask(texts, where, pa.array(masked, pa.large_string()))
