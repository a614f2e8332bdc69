"""How probable is each class for each document, by its words, its vector and its neighbours?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from analytics.build.label_models import MIN_PROBABILITY, Linear
from analytics.build.label_words import Vocabulary, softmax_out_of_fold, vocabulary, word_counts
from analytics.statistics import naive_bayes
from analytics.statistics.folds import connected_groups, grouped_folds
from analytics.statistics.labels import FOLDS, gaussian_weights, neighbour_votes, out_of_fold_probabilities
from analytics.statistics.stacking import Stacked, stack


class Evidence(NamedTuple):
    """What is known about the labelled documents, by their positions: labels (codes from 0), vectors float32[n, d], the
    edges of the neighbour graph (document, neighbour, similarity), pairs of copies (first, second), and their texts.
    """

    labels: np.ndarray
    vectors: np.ndarray
    edges: tuple[np.ndarray, np.ndarray, np.ndarray]
    copies: tuple[np.ndarray, np.ndarray]
    texts: list[pa.RecordBatch]


class Trained(NamedTuple):
    """The probabilities of the classes for the documents of training, and linear models that have not seen the first
    fold, as `LabelModels` has them.
    """

    stacked: Stacked
    by_vector: Linear
    by_word: Linear
    by_pair: Linear
    vocabulary: Vocabulary


def class_probabilities(evidence: Evidence, classes: int) -> Stacked:
    """The probability of each class for each document, as of `train`."""
    return train(evidence, classes).stacked


def train(evidence: Evidence, classes: int) -> Trained:
    """The probability of each class for each document, from models that have not seen its label or those of its copies.

    Copies do not confirm each other: they are in one fold, and no copy is asked as a neighbour.
    """
    labels = evidence.labels
    fold, groups = grouped_folds(labels, connected_groups(len(labels), *evidence.copies), FOLDS)
    document, neighbour, similarity = evidence.edges
    is_other = groups[document] != groups[neighbour]
    votes = neighbour_votes(labels, classes, document[is_other], neighbour[is_other], similarity[is_other])
    by_vector = np.maximum(out_of_fold_probabilities(evidence.vectors, labels, fold), MIN_PROBABILITY)
    counts = word_counts(evidence.texts)
    features = vocabulary(*counts, classes)
    words, tf_idf = features.rows(*counts)
    by_pair, pair_weights = softmax_out_of_fold(tf_idf, labels, classes, fold)
    models = [
        np.log(by_vector),
        np.log(votes.astype(np.float32)),
        naive_bayes.log_probabilities(words, labels, classes, fold),
        by_pair,
    ]
    seen = fold != 0
    return Trained(
        stack(models, labels),
        Linear(*gaussian_weights(evidence.vectors[seen], labels[seen], classes)),
        Linear(*naive_bayes.weights_of(words[seen], labels[seen], classes)),
        Linear(*pair_weights),
        features,
    )
