"""A theme or a topic as a group of documents: its row of `topics`, and the texts that name it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analytics.build.map.words import Words, split_words
from analytics.build.stage import Context
from analytics.build.text_batches import texts_of

TOPICS = pa.schema(
    [
        ("topic_id", pa.int32()),
        ("parent_id", pa.int32()),
        ("label", pa.string()),
        ("terms", pa.list_(pa.string())),
        ("size", pa.int64()),
        ("x", pa.float32()),
        ("y", pa.float32()),
        ("level", pa.string()),
        ("medoid_doc_id", pa.int64()),
    ]
)
NAME_SAMPLE, MIN_NAME_SAMPLE, NAME_TEXTS = 160, 40, 64_000
"""Documents of a topic, evenly spread, whose words make its name: fewer where there are many topics, so that their
number is about NAME_TEXTS.
"""


@dataclass(frozen=True)
class Group:
    """A theme or a topic: the rows of its documents, int64[n], in canonical order, and the number of its theme."""

    members: np.ndarray
    parent: int | None

    def row(
        self,
        number: int,
        terms: list[str],
        label: str,
        doc_ids: np.ndarray,
        matrix: np.ndarray,
        positions: np.ndarray,
    ) -> dict[str, object]:
        """Its row of `topics`. The label is at the document nearest to the median position, never in an empty place."""
        vectors, own = matrix[self.members], positions[self.members]
        medoid = self.members[np.argmax(vectors @ vectors.mean(axis=0))]
        x, y = own[np.argmin(((own - np.median(own, axis=0)) ** 2).sum(axis=1))]
        return {
            "topic_id": number,
            "parent_id": self.parent,
            "label": label,
            "terms": terms,
            "size": len(self.members),
            "x": x,
            "y": y,
            "level": "theme" if self.parent is None else "topic",
            "medoid_doc_id": int(doc_ids[medoid]),
        }


def members_of(group: np.ndarray, order: np.ndarray, groups: int) -> list[np.ndarray]:
    """The documents of each group, in this order."""
    sorted_rows = order[np.argsort(group[order], kind="stable")]
    starts = np.searchsorted(group[sorted_rows], np.arange(groups + 1))
    return [sorted_rows[start:stop] for start, stop in itertools.pairwise(starts)]


def words_of(
    context: Context, doc_ids: np.ndarray, members: Sequence[np.ndarray]
) -> tuple[Words, np.ndarray, np.ndarray]:
    """The words of a sample of the documents of each group, the number of the group of each text int64[texts], and the
    first text of each group.
    """
    most = min(NAME_SAMPLE, max(MIN_NAME_SAMPLE, NAME_TEXTS // max(len(members), 1)))
    samples = [rows[np.linspace(0, len(rows) - 1, min(most, len(rows))).astype(np.int64)] for rows in members]
    rows = np.concatenate([np.empty(0, np.int64), *samples])
    ascending = np.sort(rows)
    batches = texts_of(context, doc_ids[ascending])
    texts = pa.chunked_array((batch["text"].cast(pa.string()) for batch in batches), pa.string()).combine_chunks()
    words = split_words(texts.take(pa.array(np.searchsorted(ascending, rows))))  # in the order of the members
    sizes = [len(sample) for sample in samples]
    return words, np.repeat(np.arange(len(samples)), sizes), np.cumsum([0, *sizes])
