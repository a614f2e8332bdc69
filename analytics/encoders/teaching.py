"""Token vectors learnt from a transformer: so that the sum of the token vectors of a passage points where the
transformer puts the passage.

A ridge regression maps the vector of each token alone to the space of the transformer (Hoerl and Kennard 1970). From
there Adam (Kingma and Ba 2015) moves the map and each token: towards the transformer's vector of a passage, and away
from those of the other passages of a batch (InfoNCE, van den Oord et al. 2018). Measured in `docs/languages.md`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analytics.encoders import Progress
from analytics.encoders.token_counts import TextTokens

if TYPE_CHECKING:
    import torch

EPOCHS = 5
BATCH_PASSAGES = 256
RIDGE = 0.1
SHRINKING_PASSAGES = 100
"""All vectors share a direction, which is subtracted. It is known from so many passages as well as not at all."""
TOKEN_STEP = 2.5e-3
"""The first step of Adam for a token, as a share of the mean length of the token vectors."""
MAP_STEP = 1e-3
TEMPERATURE = 0.05
"""Of the softmax over the passages of a batch."""
SEED = 0
SETTINGS = f"{EPOCHS} {BATCH_PASSAGES} {RIDGE} {TOKEN_STEP} {MAP_STEP} {TEMPERATURE} {SEED} {SHRINKING_PASSAGES} 1"
"""Identifies how the tokens are taught; the last number is that of the method."""


@dataclass(frozen=True)
class TaughtTokens:
    """What was learnt: a map float32[width, dimensions] for the vector of any token alone, and for the tokens of the
    passages int32[n] what is added to it, float32[n, dimensions].
    """

    map: np.ndarray
    tokens: np.ndarray
    offsets: np.ndarray


def teach(
    passages: TextTokens, tokens: np.ndarray, alone: np.ndarray, taught: np.ndarray, on_progress: Progress | None
) -> TaughtTokens:
    """Learn from `passages` and the transformer's vectors `taught`, float32[passages, width].

    `alone` float32[tokens, width] are the weighted vectors of the different `tokens` of the passages, in their order.
    """
    n = len(taught)
    targets = _unit(taught - taught.mean(axis=0) * n / (n + SHRINKING_PASSAGES))
    rows = np.searchsorted(tokens, passages.tokens)
    first_map = _ridge(_sums(rows, passages.starts, alone), targets)
    student = _Student(alone, first_map, rows, passages.starts)
    with _one_thread():
        student.learn(targets, on_progress)
    return TaughtTokens(student.map_values(), tokens.astype(np.int32), student.offset_values())


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Sums in one order, so that any number of cores learns the same; on a busy machine threads wait for each other."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _unit(vectors: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), np.float32)


def _sums(rows: np.ndarray, starts: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    from scipy.sparse import csr_array

    counts = csr_array((np.ones(len(rows), np.float32), rows, starts), shape=(len(starts) - 1, len(vectors)))
    return _unit(counts @ vectors)


def _ridge(inputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """float32[width, dimensions]: the linear map from `inputs` to `targets`; where few passages say nothing, identity:
    tokens alone are in the same space.
    """
    prior = RIDGE * np.eye(inputs.shape[1], dtype=np.float32)
    return np.asarray(np.linalg.solve(inputs.T @ inputs + prior, inputs.T @ targets + prior), np.float32)


class _Student:
    """The token vectors while they are learnt."""

    def __init__(self, alone: np.ndarray, first_map: np.ndarray, rows: np.ndarray, starts: np.ndarray):
        import torch

        self._alone = torch.from_numpy(alone)
        self._map = torch.nn.Parameter(torch.from_numpy(first_map))
        self._offsets = torch.nn.Parameter(torch.zeros(len(alone), first_map.shape[1]))
        self._rows, self._starts = torch.from_numpy(rows), starts

    def learn(self, targets: np.ndarray, on_progress: Progress | None) -> None:
        """Go through the passages EPOCHS times, in an order that is always the same."""
        import torch

        length = float((self._alone @ self._map.detach()).norm(dim=1).mean())
        groups = [
            {"params": [self._offsets], "lr": TOKEN_STEP * length},
            {"params": [self._map], "lr": MAP_STEP},
        ]
        optimizer = torch.optim.Adam(groups)
        every = list(_batches(len(targets)))
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / (len(every) + 1))
        for done, batch in enumerate(every, 1):
            optimizer.zero_grad()
            self._loss(batch, torch.from_numpy(targets[batch])).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            if on_progress:
                on_progress(done, len(every))

    def _loss(self, batch: np.ndarray, targets: torch.Tensor) -> torch.Tensor:
        import torch
        from torch.nn import functional

        spans = [self._rows[self._starts[one] : self._starts[one + 1]] for one in batch]
        bags = torch.from_numpy(np.cumsum([0, *(len(span) for span in spans[:-1])]))
        used, position = torch.unique(torch.cat(spans), return_inverse=True)
        vectors = self._alone[used] @ self._map + self._offsets[used]
        summed = functional.normalize(functional.embedding_bag(position, vectors, bags, mode="sum"), dim=1)
        towards = 1 - (summed * targets).sum(1).mean()
        away = functional.cross_entropy(summed @ targets.T / TEMPERATURE, torch.arange(len(batch)))
        return towards + TEMPERATURE * away

    def map_values(self) -> np.ndarray:
        """float32[width, dimensions]."""
        return np.asarray(self._map.detach().numpy())

    def offset_values(self) -> np.ndarray:
        """float32[tokens, dimensions], of numbers that half precision has: the cache keeps them so."""
        return np.asarray(self._offsets.detach().numpy(), np.float16).astype(np.float32)


def _batches(passages: int) -> Iterator[np.ndarray]:
    """The numbers of the passages of each batch, for all epochs. The last ones of an order may be too few for one."""
    random = np.random.default_rng(SEED)
    size = min(BATCH_PASSAGES, passages)
    for _ in range(EPOCHS):
        order = random.permutation(passages)
        for start in range(0, passages - size + 1, max(size, 1)):
            yield order[start : start + size]
