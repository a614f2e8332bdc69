"""Which words decide? The hashed features that part the two sides most, by the words that fall into them."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
from scipy import sparse

from analytics.batch.features import feature_of
from analytics.batch.shingles import word_hashes
from analytics.batch.word_characters import word_characters
from analytics.batch.word_places import word_places

SHOWN = 40
"""Words of each side."""
LOOKED_AT = 8
"""Documents in which the word of a feature is looked for: the one found most often stands for the feature."""

WORDS = pa.schema(
    [
        ("word", pa.string()),
        ("weight", pa.float64()),
        ("contribution", pa.float64()),
        ("like_share", pa.float64()),
        ("unlike_share", pa.float64()),
    ]
)
"""`weight` is the feature's, `contribution` how much of the mean distance between the sides (in logits) it makes up, the
shares how many documents of a side have it.
"""


def telling_words(
    rows: sparse.csr_matrix, positive: np.ndarray, weights: np.ndarray, texts: list[pa.RecordBatch], place: np.ndarray
) -> pa.Table:
    """The words that speak most for and against, as WORDS. `rows` are hashed words, row i that of the `place[i]`-th of
    all `texts`.
    """
    sides = rows[positive], rows[~positive]
    means = [np.asarray(side.mean(axis=0)).ravel() for side in sides]
    shares = [np.bincount(side.indices, minlength=rows.shape[1]) / max(side.shape[0], 1) for side in sides]
    contributions = weights * (means[0] - means[1])
    order = np.argsort(-contributions)
    chosen = [*order[weights[order] > 0][:SHOWN], *order[weights[order] < 0][:SHOWN]]
    spelling = _spelling(rows, np.array(chosen, np.int32), texts, place)
    told = [feature for feature in chosen if feature in spelling]
    columns = [[spelling[feature] for feature in told], *(values[told] for values in (weights, contributions, *shares))]
    return pa.table(columns, schema=WORDS)


def _spelling(
    rows: sparse.csr_matrix, features: np.ndarray, texts: list[pa.RecordBatch], place: np.ndarray
) -> dict[int, str]:
    """The most frequent word of each feature, in a few of the documents that have it."""
    columns = rows.tocsc()
    holders = {
        int(feature): columns.indices[columns.indptr[feature] : columns.indptr[feature + 1]][:LOOKED_AT]
        for feature in features
    }
    found: dict[int, Counter[str]] = {feature: Counter() for feature in holders}
    starts = np.cumsum([0, *(len(batch) for batch in texts)])
    for row in np.unique(np.concatenate([np.empty(0, np.int64), *holders.values()])):
        batch = int(np.searchsorted(starts, place[row], side="right")) - 1
        text = texts[batch].column("text")[int(place[row] - starts[batch])].as_py().encode()
        _count_words(np.frombuffer(text, np.uint8), text, found)
    return {feature: words.most_common(1)[0][0] for feature, words in found.items() if words}


def _count_words(data: np.ndarray, text: bytes, found: dict[int, Counter[str]]) -> None:
    most = len(data) // 2 + 1
    words, begins, stops = np.empty(most, np.uint64), np.empty(most, np.int64), np.empty(most, np.int64)
    n = word_hashes(data, 0, len(data), word_characters(), words)
    word_places(data, 0, len(data), word_characters(), begins, stops)
    features = feature_of(words[:n])
    for at in np.flatnonzero(np.isin(features, list(found))):
        found[int(features[at])][text[begins[at] : stops[at]].decode().lower()] += 1
