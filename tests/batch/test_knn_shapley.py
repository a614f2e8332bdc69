"""Are the values of documents those of the definition?"""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from analytics.batch import knn_shapley
from analytics.batch.knn_shapley import closeness, same_label


def unit(rng: np.random.Generator, n: int, d: int = 4) -> np.ndarray:
    vectors = rng.normal(size=(n, d)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def by_the_book(similarities: np.ndarray, gains: np.ndarray, k: int) -> np.ndarray:
    """The mean marginal contribution over all orders, for one target."""
    n = len(similarities)

    def worth(members: tuple[int, ...]) -> float:
        nearest = sorted(members, key=lambda one: -similarities[one])[:k]
        return sum(gains[one] for one in nearest) / k

    orders = list(permutations(range(n)))
    values = np.zeros(n)
    for order in orders:
        for place, one in enumerate(order):
            values[one] += worth(order[: place + 1]) - worth(order[:place])
    return values / len(orders)


@pytest.mark.parametrize("seed", range(12))
def test_values_equal_the_formula_over_all_orders(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, k = int(rng.integers(1, 7)), int(rng.integers(1, 9))
    vectors, targets = unit(rng, n), unit(rng, 3)
    labels, target_labels = rng.integers(0, 2, n), rng.integers(0, 2, 3)
    values = knn_shapley.knn_shapley(vectors, targets, same_label(labels, target_labels), k)
    expected = [
        by_the_book(vectors @ one, labels == label, k) for one, label in zip(targets, target_labels, strict=True)
    ]
    assert values == pytest.approx(np.mean(expected, axis=0), abs=1e-6)
    by_closeness = knn_shapley.knn_shapley(vectors, targets, closeness, k)
    expected = [by_the_book(vectors @ one, np.maximum(vectors @ one, 0), k) for one in targets]
    assert by_closeness == pytest.approx(np.mean(expected, axis=0), abs=1e-6)


def test_blocks_of_targets_give_the_values_of_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    vectors, targets, labels = unit(rng, 50), unit(rng, 20), rng.integers(0, 3, 50)
    gain = same_label(labels, rng.integers(0, 3, 20))
    at_once = knn_shapley.knn_shapley(vectors, targets, gain)
    monkeypatch.setattr(knn_shapley, "BLOCK_CELLS", 150)
    assert knn_shapley.knn_shapley(vectors, targets, gain) == pytest.approx(at_once)


def test_flipped_labels_have_the_lowest_values() -> None:
    rng = np.random.default_rng(2)
    centres = unit(rng, 8, 32)
    truth = rng.integers(0, 8, 1_200)
    vectors = centres[truth] + rng.normal(scale=0.12, size=(1_200, 32))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    labels, is_flipped = truth.copy(), rng.random(1_200) < 0.04
    labels[is_flipped] = (labels[is_flipped] + rng.integers(1, 8, is_flipped.sum())) % 8
    train, held_out = np.arange(800), np.arange(800, 1_200)
    gain = same_label(labels[train], labels[held_out])
    values = knn_shapley.knn_shapley(vectors[train], vectors[held_out], gain)
    flipped, others = values[is_flipped[train]], values[~is_flipped[train]]
    assert (flipped[:, None] < others[None]).mean() >= 0.9
