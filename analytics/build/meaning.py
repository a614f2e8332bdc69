"""Which pairs with a large cosine say the same? Their texts decide; all other pairs are only related."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from analytics.build.distinct_texts import Texts
from analytics.build.semantic_copies import Rarity, Wording, is_copy
from analytics.build.stage import Context
from analytics.build.text_batches import texts_of

RARITY_SAMPLE = 2000
"""Different texts, evenly spread in the order of their content, among which the rarity of words is measured."""
RELATED = pa.schema({"a": pa.int64(), "b": pa.int64()} | dict.fromkeys(("jaccard", "cosine"), pa.float32()))


def say_the_same(context: Context, texts: Texts, pairs: pa.Table) -> np.ndarray:
    """bool[pairs]: whether both texts of each pair (`a`, `b`) say the same."""
    if not len(pairs):
        return np.empty(0, bool)
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    places = np.linspace(0, len(texts.distinct) - 1, min(RARITY_SAMPLE, len(texts.distinct))).astype(np.int64)
    sample = texts.distinct[places]
    wordings: dict[int, Wording] = {}
    for batch in texts_of(context, np.unique(np.r_[a, b, sample])):
        for doc_id, text in zip(batch.column("doc_id").to_pylist(), batch.column("text").to_pylist(), strict=True):
            wordings[doc_id] = Wording.of(text)
        context.progress(len(wordings), unit="texts compared by their words")
    rarity = Rarity(wordings[doc_id] for doc_id in sample.tolist())
    both = zip(a.tolist(), b.tolist(), strict=True)
    return np.array([is_copy(wordings[one], wordings[other], rarity) for one, other in both], bool)
