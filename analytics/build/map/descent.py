"""The fast layout: UMAP's objective (McInnes, Healy and Melville 2018) by a descent that is repeatable.

umap-learn's descent gives the same map for the same seed only with one thread. Here each document moves by its own
edges and its own random draws, against the positions of the epoch before. So the order of the documents and the number
of threads change no bit of the result (uwot does the same with `batch = TRUE`). With a = b = 1 the kernel is Student's
t, as in uwot's `tumap`: no power is computed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numba as nb
import numpy as np
from scipy.sparse import csr_array

from analytics.build.map.cells import Mapper

REPULSION = 1.5
NEGATIVES = 5
"""Random documents that push a document away each time that a neighbour pulls it."""
MAX_STEP = 4.0
EXTENT = 10.0
SEED = 42
ROWS = 4096

SETTINGS = {
    "a": 1.0,
    "b": 1.0,
    "negative_sample_rate": NEGATIVES,
    "repulsion_strength": REPULSION,
    "start": "PCA",
    "seed": SEED,
}
"""The settings of the map, with umap-learn's names."""


def default_epochs(n: int) -> int:
    """The number of epochs that umap-learn uses for `n` documents."""
    return 500 if n <= 10_000 else 200


def principal_components(vectors: np.ndarray, seed: int = SEED) -> np.ndarray:
    """float32[n, 2]: the first two principal components of float32[n, d], scaled to EXTENT. A little noise separates
    equal vectors.
    """
    start = np.zeros((len(vectors), 2), np.float32)
    if len(vectors) > 1 and vectors.shape[1] > 1:
        centred = vectors - vectors.mean(axis=0)
        _, axes = np.linalg.eigh(centred.T @ centred)
        axes = axes[:, :-3:-1]
        axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), [0, 1]])
        start = centred @ axes.astype(np.float32)
        start *= EXTENT / max(float(np.abs(start).max()), 1e-6) if np.abs(start).max() > 1e-4 else 0
    return np.asarray(start + np.random.default_rng(seed).normal(scale=1e-4, size=start.shape).astype(np.float32))


def descend(
    positions: np.ndarray,
    graph: csr_array,
    moving: np.ndarray,
    n_epochs: int,
    mapper: Mapper,
    on_progress: Callable[[int, int], None],
    first_rate: float = 1.0,
) -> np.ndarray:
    """`positions` float32[n, 2] after `n_epochs`. The rows `moving` int64[m] move along the edges of `graph`; all
    others stay.
    """
    old, new = positions.copy(), positions.copy()
    chances = (graph.data / max(graph.data.max(initial=0), 1e-12)).astype(np.float32)
    edges = (graph.indptr, graph.indices, chances)
    blocks = [moving[start : start + ROWS] for start in range(0, len(moving), ROWS)]
    for epoch in range(n_epochs):
        step = (old, new, epoch, np.float32(first_rate * (1 - epoch / n_epochs)))
        for _ in mapper(partial(_move_block, edges, *step), blocks):
            pass
        old, new = new, old
        on_progress(epoch + 1, n_epochs)
    return old


def _move_block(
    edges: tuple[np.ndarray, np.ndarray, np.ndarray],
    old: np.ndarray,
    new: np.ndarray,
    epoch: int,
    rate: np.float32,
    block: np.ndarray,
) -> None:
    _move(block, old, new, *edges, epoch, rate, SEED)


@nb.njit(cache=True, nogil=True, fastmath=True)
def _move(rows, old, new, starts, neighbors, chances, epoch, rate, seed):  # type: ignore[no-untyped-def]
    """One epoch of `rows`. An edge of chance p pulls in a share p of all epochs, evenly spread. After each pull,
    NEGATIVES random documents push.
    """
    n = np.uint64(old.shape[0])
    one, two = np.float32(1), np.float32(2)
    push, near = np.float32(2 * REPULSION), np.float32(0.001)
    for row in rows:
        x, y = old[row, 0], old[row, 1]
        random = _scrambled(
            np.uint64(row) + (np.uint64(epoch) << np.uint64(40)) + np.uint64(seed) * np.uint64(0x2545F4914F6CDD1D)
        )
        for edge in range(starts[row], starts[row + 1]):
            if int(chances[edge] * (epoch + 1)) == int(chances[edge] * epoch):
                continue
            dx, dy = x - old[neighbors[edge], 0], y - old[neighbors[edge], 1]
            squared = dx * dx + dy * dy
            pull = -two / (one + squared)
            x += rate * _clipped(pull * dx)
            y += rate * _clipped(pull * dy)
            for _ in range(NEGATIVES):
                random ^= random << np.uint64(13)  # xorshift (Marsaglia 2003)
                random ^= random >> np.uint64(7)
                random ^= random << np.uint64(17)
                other = np.int64(((random >> np.uint64(32)) * n) >> np.uint64(32))
                dx, dy = x - old[other, 0], y - old[other, 1]
                squared = dx * dx + dy * dy
                if squared > 0:
                    away = push / ((near + squared) * (one + squared))
                    x += rate * _clipped(away * dx)
                    y += rate * _clipped(away * dy)
        new[row, 0], new[row, 1] = x, y


@nb.njit(cache=True, nogil=True, inline="always")
def _clipped(step):  # type: ignore[no-untyped-def]
    return min(max(step, np.float32(-MAX_STEP)), np.float32(MAX_STEP))


@nb.njit(cache=True, nogil=True)
def _scrambled(value):  # type: ignore[no-untyped-def]
    """A number whose bits all look random (splitmix64, Steele et al. 2014). It is never 0: xorshift would stay
    there.
    """
    value += np.uint64(0x9E3779B97F4A7C15)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (value ^ (value >> np.uint64(31))) | np.uint64(1)
