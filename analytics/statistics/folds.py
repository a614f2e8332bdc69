"""Folds for cross-validation in which copies of a text stay together."""

from __future__ import annotations

import numpy as np
from scipy import sparse

MAX_SHARE_OF_CLASS = 0.5
"""A group that has more of its class than this is divided: without it, the class could not be learned at all."""


def connected_groups(n: int, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """int64[n]: the group of each of `n` rows, where `first` and `second` are rows that belong together."""
    links = sparse.coo_matrix((np.ones(len(first), np.int8), (first, second)), (n, n))
    groups: np.ndarray = sparse.csgraph.connected_components(links, directed=False)[1].astype(np.int64)
    return groups


def grouped_folds(labels: np.ndarray, groups: np.ndarray, folds: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """A fold for each row (int64[n]), and the groups that were kept together (int64[n]).

    The rows of a group are in one fold; the groups of each class (that of most of their rows is not looked up: the
    class of their first row) are spread evenly over the folds. `labels` are codes from 0.
    """
    groups = _divide_large_groups(labels, groups)
    _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    shuffled = np.random.default_rng(seed).permutation(len(first))
    order = shuffled[np.argsort(labels[first[shuffled]], kind="stable")]
    fold = np.empty(len(first), np.int64)
    fold[order] = np.arange(len(first)) % folds
    return fold[inverse], groups


def _divide_large_groups(labels: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """The groups, where each row of a group that has most of a class is a group of its own."""
    pairs, counts = np.unique(np.c_[groups, labels], axis=0, return_counts=True)
    is_large = counts > np.maximum(MAX_SHARE_OF_CLASS * np.bincount(labels)[pairs[:, 1]], 1)
    divided = np.isin(groups, pairs[is_large, 0])
    return np.where(divided, groups.max(initial=0) + 1 + np.arange(len(groups)), groups)
