"""Do topics depend on the order of rows, do they cover the documents, and do their names fit together?

Planted: texts about subjects, each with its own words, in five orders of rows, with a large group of equal texts. The
product's topics are compared with the planted ones and between the orders by the adjusted Rand index (scikit-learn).
The coherence of names is their NPMI over documents, next to that of class-based TF-IDF on the same groups; k-means is
that of scikit-learn.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.truth.table import Row

QUESTION = "Topics"
GENERATOR = "subjects with words of their own"
ORDERS = 5
SUBJECTS, WORDS_OF_SUBJECT, COMMON_WORDS = 24, 40, 400
MAX_SUBJECTS = 64
TEXTS_OF_SUBJECT, COPIES = 120, 300
NAME_WORDS = 5
DIMENSIONS = 64


def generate(seed: int, texts_of_subject: int = TEXTS_OF_SUBJECT, copies: int = COPIES) -> tuple[list[str], np.ndarray]:
    """Texts, and the subject of each; the last subject is one text, `copies` times. All words are invented."""
    random = np.random.default_rng(seed)
    words = _words(random, SUBJECTS * WORDS_OF_SUBJECT + COMMON_WORDS)
    texts, subjects = _texts(random, words, dict.fromkeys(range(SUBJECTS), texts_of_subject))
    texts += [" ".join(words[-COMMON_WORDS:][:6])] * copies
    return texts, np.array(subjects + [SUBJECTS] * copies)


def subject_texts(random: np.random.Generator, seed: int, sizes: Mapping[int, int]) -> tuple[list[str], np.ndarray]:
    """So many texts of each subject, in random order, and their subjects. The same seed gives the same words."""
    words = _words(np.random.default_rng(seed), MAX_SUBJECTS * WORDS_OF_SUBJECT + COMMON_WORDS)
    texts, subjects = _texts(random, words, sizes)
    order = random.permutation(len(texts))
    return [texts[row] for row in order], np.array(subjects)[order]


def _texts(random: np.random.Generator, words: list[str], sizes: Mapping[int, int]) -> tuple[list[str], list[int]]:
    own, common = words[:-COMMON_WORDS], words[-COMMON_WORDS:]
    texts, subjects = [], []
    for subject, size in sizes.items():
        vocabulary = own[subject * WORDS_OF_SUBJECT : (subject + 1) * WORDS_OF_SUBJECT]
        chance = 1 / np.arange(1, WORDS_OF_SUBJECT + 1)
        for _ in range(size):
            n = int(random.integers(8, 30))
            chosen = [*random.choice(vocabulary, n, p=chance / chance.sum()), *random.choice(common, n)]
            texts.append(" ".join(random.permutation(chosen)))
            subjects.append(subject)
    return texts, subjects


def _words(random: np.random.Generator, n: int) -> list[str]:
    """`n` different pronounceable words."""
    syllables = ["".join(pair) for pair in itertools.product("bdfgklmnprstvz", "aeiou")]
    made: dict[str, None] = {}
    while len(made) < n:
        made["".join(random.choice(syllables, 3))] = None
    return list(made)


def check(seed: int = 0, orders: int = ORDERS, texts_of_subject: int = TEXTS_OF_SUBJECT) -> list[Row]:
    from sklearn.metrics import adjusted_rand_score

    texts, subjects = generate(seed, texts_of_subject)
    random = np.random.default_rng(seed)
    permutations = [np.arange(len(texts)), *(random.permutation(len(texts)) for _ in range(orders - 1))]
    builds = [_topics([texts[row] for row in order], order) for order in permutations]
    topic, terms = builds[0]
    between = [adjusted_rand_score(one[0], other[0]) for one, other in itertools.combinations(builds, 2)]
    copies = topic[subjects == SUBJECTS]
    is_alone = len(set(copies)) == 1 and copies[0] >= 0 and not np.isin(copies[0], topic[subjects != SUBJECTS])
    names = [best[:NAME_WORDS] for best in terms]
    coherence, of_tf_idf = npmi(texts, names), npmi(texts, _class_tf_idf(texts, topic))
    labels = {", ".join(best[:3]) for best in terms}
    measured = [
        ("adjusted Rand between orders of rows, smallest", min(between), ">=", 0.95),
        ("adjusted Rand with the planted subjects", adjusted_rand_score(subjects, topic), ">=", 0.9),
        (
            "... of k-means (scikit-learn) on the same vectors",
            adjusted_rand_score(subjects, _k_means(texts)),
            ">=",
            None,
        ),
        ("share without a topic", float((topic < 0).mean()), "<=", 0.1),
        ("the equal texts are a topic of their own", float(is_alone), "=", 1),
        ("NPMI of names", coherence, ">=", 0.44),
        ("... of class-based TF-IDF on the same groups", of_tf_idf, ">=", None),
        ("names that are shared", float(len(terms) - len(labels)), "=", 0),
    ]
    return [Row(QUESTION, GENERATOR, *values) for values in measured]


def _topics(texts: Sequence[str], order: np.ndarray) -> tuple[np.ndarray, list[list[str]]]:
    """The topic of each text in the original order (-1 for none), and the terms of each topic, from a build."""
    from analytics.build.pipeline import build

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "texts.parquet"
        pq.write_table(pa.table({"text": texts, "vector": vectors(texts).tolist()}), file)
        connection = build(f"{folder}/workspace", [str(file)], {"vectors": "vector"}, until="topics").connect()
        topic = connection.execute("SELECT topic_id FROM map ORDER BY doc_id").fetchnumpy()["topic_id"]
        terms = connection.execute("SELECT terms FROM topics WHERE level = 'topic' ORDER BY topic_id").fetchall()
    original = np.empty(len(order), np.int64)
    original[order] = topic
    return original, [list(row[0]) for row in terms]


def npmi(texts: Sequence[str], names: Sequence[Sequence[str]]) -> float:
    """The mean normalized pointwise mutual information of the words of each name, counted in whole documents."""
    sets = [set(text.split()) for text in texts]
    means = []
    for name in names:
        words = list(dict.fromkeys(word for term in name for word in term.split()))
        has = np.array([[word in own for word in words] for own in sets], float)
        pairs = [_npmi(has[:, i], has[:, j]) for i, j in itertools.combinations(range(len(words)), 2)]
        means += [float(np.mean(pairs))] if pairs else []
    return float(np.mean(means))


def _npmi(one: np.ndarray, other: np.ndarray) -> float:
    both = float((one * other).mean())
    if both in (0.0, 1.0):
        return 2 * both - 1
    return float(np.log(both / (one.mean() * other.mean())) / -np.log(both))


def _class_tf_idf(texts: Sequence[str], topic: np.ndarray) -> list[list[str]]:
    """The best words of each topic by the published weight (Grootendorst 2022)."""
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(binary=True)
    counts = counter.fit_transform(texts)
    words = counter.get_feature_names_out()
    by_topic = np.array([np.asarray(counts[topic == number].sum(axis=0))[0] for number in np.unique(topic[topic >= 0])])
    frequency = by_topic / by_topic.sum(axis=1, keepdims=True)
    weight = frequency * np.log(1 + by_topic.sum() / len(by_topic) / np.maximum(by_topic.sum(axis=0), 1))
    return [list(words[np.argsort(-row)[:NAME_WORDS]]) for row in weight]


def _k_means(texts: Sequence[str]) -> np.ndarray:
    from sklearn.cluster import KMeans

    return np.asarray(KMeans(SUBJECTS + 1, n_init=3, random_state=0).fit_predict(vectors(texts)))


def vectors(texts: Sequence[str]) -> np.ndarray:
    """float32[texts, DIMENSIONS]: the sum of a random direction for each word, of unit length."""
    directions: dict[str, np.ndarray] = {}
    for word in {word for text in texts for word in text.split()}:
        directions[word] = np.random.default_rng(list(word.encode())).normal(size=DIMENSIONS)
    sums = np.array([np.sum([directions[word] for word in text.split()], axis=0) for text in texts], np.float32)
    return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True))
