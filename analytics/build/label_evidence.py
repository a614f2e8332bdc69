"""How probable is each class for each document, by its words, its vector and its neighbours?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from analytics.build.label_words import softmax_log_probabilities, word_rows
from analytics.statistics import naive_bayes
from analytics.statistics.folds import connected_groups, grouped_folds
from analytics.statistics.labels import FOLDS, neighbour_votes, out_of_fold_probabilities
from analytics.statistics.stacking import Stacked, stack

MIN_PROBABILITY = 1e-12
"""In many dimensions, a Gaussian model is overconfident: below this, it does not matter how improbable a class is."""


class Evidence(NamedTuple):
    """What is known about the labelled documents, by their positions: labels (codes from 0), vectors float32[n, d], the
    edges of the neighbour graph (document, neighbour, similarity), pairs of copies (first, second), and their texts.
    """

    labels: np.ndarray
    vectors: np.ndarray
    edges: tuple[np.ndarray, np.ndarray, np.ndarray]
    copies: tuple[np.ndarray, np.ndarray]
    texts: list[pa.RecordBatch]


def class_probabilities(evidence: Evidence, classes: int) -> Stacked:
    """The probability of each class for each document, from models that have not seen its label or those of its copies.

    Copies do not confirm each other: they are in one fold, and no copy is asked as a neighbour.
    """
    labels = evidence.labels
    fold, groups = grouped_folds(labels, connected_groups(len(labels), *evidence.copies), FOLDS)
    document, neighbour, similarity = evidence.edges
    is_other = groups[document] != groups[neighbour]
    votes = neighbour_votes(labels, classes, document[is_other], neighbour[is_other], similarity[is_other])
    by_vector = np.maximum(out_of_fold_probabilities(evidence.vectors, labels, fold), MIN_PROBABILITY)
    words, tf_idf = word_rows(evidence.texts, classes)
    models = [
        np.log(by_vector),
        np.log(votes.astype(np.float32)),
        naive_bayes.log_probabilities(words, labels, classes, fold),
        softmax_log_probabilities(tf_idf, labels, classes, fold),
    ]
    return stack(models, labels)
