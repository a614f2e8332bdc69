"""Which words decide? The hashed features that separate the two sides most, named by the words with that hash."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
from scipy import sparse

from analytics.batch.features import feature_of
from analytics.batch.shingles import word_hashes
from analytics.batch.word_characters import word_characters
from analytics.batch.word_places import word_places

MAX_FEATURES = 40
"""Words of each side."""
SEARCHED_DOCUMENTS = 8
"""Documents in which the words of a feature are counted: the most frequent word names the feature."""

CLASSIFIER_WORDS = pa.schema(
    [
        ("word", pa.string()),
        ("weight", pa.float64()),
        ("contribution", pa.float64()),
        ("like_share", pa.float64()),
        ("unlike_share", pa.float64()),
    ]
)
"""`weight` is that of the feature, `contribution` how much it adds to the mean distance between the sides (in logits),
the shares are of the documents of a side that have it.
"""


def top_features(
    rows: sparse.csr_matrix, positive: np.ndarray, weights: np.ndarray, texts: list[pa.RecordBatch], place: np.ndarray
) -> pa.Table:
    """The words with the largest contributions for and against, as CLASSIFIER_WORDS.

    `rows` are hashed words; row i is that of the text with the position `place[i]` in `texts`.
    """
    sides = rows[positive], rows[~positive]
    means = [np.asarray(side.mean(axis=0)).ravel() for side in sides]
    shares = [np.bincount(side.indices, minlength=rows.shape[1]) / max(side.shape[0], 1) for side in sides]
    contributions = weights * (means[0] - means[1])
    order = np.argsort(-contributions)
    top = [*order[weights[order] > 0][:MAX_FEATURES], *order[weights[order] < 0][:MAX_FEATURES]]
    word_of = _words(rows, np.array(top, np.int32), texts, place)
    named = [feature for feature in top if feature in word_of]
    columns = [
        [word_of[feature] for feature in named],
        *(values[named] for values in (weights, contributions, *shares)),
    ]
    return pa.table(columns, schema=CLASSIFIER_WORDS)


def _words(
    rows: sparse.csr_matrix, features: np.ndarray, texts: list[pa.RecordBatch], place: np.ndarray
) -> dict[int, str]:
    """The most frequent word of each feature, in a few of the documents that have it."""
    columns = rows.tocsc()
    documents = {
        int(feature): columns.indices[columns.indptr[feature] : columns.indptr[feature + 1]][:SEARCHED_DOCUMENTS]
        for feature in features
    }
    counts: dict[int, Counter[str]] = {feature: Counter() for feature in documents}
    starts = np.cumsum([0, *(len(batch) for batch in texts)])
    for row in np.unique(np.concatenate([np.empty(0, np.int64), *documents.values()])):
        batch = int(np.searchsorted(starts, place[row], side="right")) - 1
        text = texts[batch].column("text")[int(place[row] - starts[batch])].as_py().encode()
        _count_words(np.frombuffer(text, np.uint8), text, counts)
    return {feature: words.most_common(1)[0][0] for feature, words in counts.items() if words}


def _count_words(data: np.ndarray, text: bytes, counts: dict[int, Counter[str]]) -> None:
    """Add the words of a text to the `counts` of their features."""
    max_words = len(data) // 2 + 1
    words, starts, ends = np.empty(max_words, np.uint64), np.empty(max_words, np.int64), np.empty(max_words, np.int64)
    n = word_hashes(data, 0, len(data), word_characters(), words)
    word_places(data, 0, len(data), word_characters(), starts, ends)
    features = feature_of(words[:n])
    for at in np.flatnonzero(np.isin(features, list(counts))):
        counts[int(features[at])][text[starts[at] : ends[at]].decode().lower()] += 1
