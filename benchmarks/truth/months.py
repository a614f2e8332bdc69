"""Do topics stay when documents are added every month, and are new subjects found?

Planted: texts about subjects, each with words of its own. Twelve months add texts about the known subjects, one of
which doubles in a month, and in some months texts about a subject that is new. The product's topics after each month
are compared with those of the month before, at the end with a clustering of everything, by the adjusted Rand index
(scikit-learn). A new subject is found when most of its texts are in one new topic that has few others.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.truth.table import Row
from benchmarks.truth.topics import subject_texts, vectors

QUESTION = "Topics over months"
GENERATOR = "subjects with words of their own"
MONTHS = 12
KNOWN, TEXTS_OF_SUBJECT = 48, 60
GROWTH = (0.02, 0.08)
NEW_MONTHS = (1, 2, 4, 5, 7, 9, 10)
"""Months that begin a subject; in the second of them two begin."""
TEXTS_OF_NEW = (20, 60)
DOUBLING_MONTH = 6
MIN_SHARE = 0.5


@dataclass
class Outcome:
    """What the months showed: adjusted Rand with the month before, subjects that are new, those of them that are a new
    topic, and the other new topics of each month.
    """

    stays: list[float] = field(default_factory=list)
    new: int = 0
    matched: int = 0
    false: list[int] = field(default_factory=list)


def check(seed: int = 0, texts_of_subject: int = TEXTS_OF_SUBJECT, months: int = MONTHS) -> list[Row]:
    from sklearn.metrics import adjusted_rand_score

    batches = list(generate(seed, texts_of_subject, months))
    with tempfile.TemporaryDirectory() as folder:
        result, topic = follow(Path(folder), batches)
        again = _topics(Path(folder), {"vectors": "vector", "recluster": True})
    subjects = np.concatenate([of_batch for _, of_batch in batches])
    measured = [
        ("adjusted Rand of the old documents with the month before, smallest", min(result.stays), "=", 1),
        ("adjusted Rand with a clustering of everything", adjusted_rand_score(again, topic), ">=", 0.9),
        ("adjusted Rand with the planted subjects", adjusted_rand_score(subjects, topic), ">=", 0.9),
        (f"new subjects that are a new topic, of {result.new}", result.matched / max(result.new, 1), ">=", 0.9),
        ("new topics that are no new subject, most in a month", float(max(result.false)), "<=", 1),
    ]
    return [Row(QUESTION, GENERATOR, *values) for values in measured]


def generate(seed: int, texts_of_subject: int, months: int) -> Iterator[tuple[list[str], np.ndarray]]:
    """The first texts and their subjects, then those of each month."""
    random = np.random.default_rng(seed)
    sizes = dict.fromkeys(range(KNOWN), texts_of_subject)
    beginning = {month: 1 + (month == NEW_MONTHS[1]) for month in NEW_MONTHS}
    yield subject_texts(random, seed, sizes)
    for month in range(1, months + 1):
        added = {one: 1 + int(size * random.uniform(*GROWTH)) for one, size in sizes.items()}
        if month == DOUBLING_MONTH:
            added[0] = sizes[0]
        for new in range(len(sizes), len(sizes) + beginning.get(month, 0)):
            added[new] = int(random.integers(*TEXTS_OF_NEW) * texts_of_subject / TEXTS_OF_SUBJECT)
        sizes = {one: sizes.get(one, 0) + added[one] for one in added}
        yield subject_texts(random, seed, added)


def follow(folder: Path, batches: Sequence[tuple[list[str], np.ndarray]]) -> tuple[Outcome, np.ndarray]:
    """Build after each batch; what the months showed, and the topic of each text at the end."""
    from sklearn.metrics import adjusted_rand_score

    result, before, known = Outcome(), np.empty(0, np.int64), set()
    for month, (texts, subjects) in enumerate(batches):
        rows = pa.table({"text": texts, "vector": vectors(texts).tolist()})
        pq.write_table(rows, folder / f"month{month:02}.parquet")
        topic = _topics(folder, {"vectors": "vector"})
        if month:
            result.stays.append(float(adjusted_rand_score(before, topic[: len(before)])))
            new = [int(one) for one in np.unique(subjects) if one not in known]
            topics = set(topic[topic >= 0].tolist()) - set(before.tolist())
            matched = _matched(topic[len(before) :], subjects, new, topics)
            result.new, result.matched = result.new + len(new), result.matched + len(matched)
            result.false.append(len(topics - matched))
        before, known = topic, known | set(subjects.tolist())
    return result, before


def _matched(topic: np.ndarray, subjects: np.ndarray, new: Sequence[int], topics: set[int]) -> set[int]:
    """The new topics that have most texts of a new subject, and few others."""
    matched = set()
    for subject in new:
        for one in topics:
            both = ((topic == one) & (subjects == subject)).sum()
            if both > MIN_SHARE * (subjects == subject).sum() and both > 0.8 * (topic == one).sum():
                matched.add(one)
    return matched


def _topics(folder: Path, options: dict[str, object]) -> np.ndarray:
    """The topic of each text of the files in the folder, -1 for none, from a build."""
    from analytics.build.pipeline import build

    files = sorted(str(file) for file in folder.glob("month*.parquet"))
    connection = build(str(folder / "workspace"), files, options, until="topics").connect()
    return np.asarray(connection.execute("SELECT topic_id FROM map ORDER BY doc_id").fetchnumpy()["topic_id"])
