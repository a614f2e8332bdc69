"""The forward pass of multilingual-e5-small in torch: a BERT encoder. A text vector is the mean of its last states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.encoders.packaged_e5 import PADDING_TOKEN, PackagedE5

if TYPE_CHECKING:
    import torch

PREFIX = "query:"
"""E5 reads this before a text where all texts play the same role (its authors' advice for clustering)."""

BATCH_TOKENS = 2048
"""Tokens of one pass: measured on two cores, more are slower, because they leave the cache."""


class E5Network:
    """Text vectors of multilingual-e5-small from token numbers. Runs in half precision where the CPU multiplies it."""

    def __init__(self, model: PackagedE5):
        import torch

        self.width = model.width
        self._heads = model.heads
        self._epsilon = model.epsilon
        is_half = torch.ops.mkldnn._is_mkldnn_bf16_supported()
        self._type = torch.bfloat16 if is_half else torch.float32
        self._words = model.matrix("emb.word", model.width)
        positions = model.vector("emb.pos").reshape(-1, model.width)
        self._positions = torch.from_numpy(positions + model.vector("emb.type")[: model.width])
        self._first_norm = self._norm(model, "emb.ln", torch.float32)
        self._layers = [self._layer(model, f"l{number}.") for number in range(model.layers)]

    def _layer(self, model: PackagedE5, prefix: str) -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
        import torch

        def linear(*names: str, columns: int = model.width) -> tuple[torch.Tensor, torch.Tensor]:
            weights = np.concatenate([model.matrix(f"{prefix}{name}.w", columns) for name in names])
            biases = np.concatenate([model.vector(f"{prefix}{name}.b") for name in names])
            return torch.from_numpy(weights).to(self._type), torch.from_numpy(biases).to(self._type)

        inner = len(model.vector(f"{prefix}fi.b"))
        return {
            "attention_in": linear("q", "k", "v"),
            "attention_out": linear("ao"),
            "attention_norm": self._norm(model, f"{prefix}aln", self._type),
            "inner": linear("fi"),
            "outer": linear("fo", columns=inner),
            "norm": self._norm(model, f"{prefix}oln", self._type),
        }

    @staticmethod
    def _norm(model: PackagedE5, name: str, type_: torch.dtype) -> tuple[torch.Tensor, torch.Tensor]:
        import torch

        weights, biases = (torch.from_numpy(model.vector(f"{name}.{kind}")).to(type_) for kind in "wb")
        return weights, biases

    def __call__(self, tokens: Sequence[Sequence[int]], position: int | None = None) -> np.ndarray:
        """float32[len(tokens), width]: the mean of the states of all tokens of each text, not scaled, or the state of
        the token at `position`.
        """
        import torch

        vectors = np.zeros((len(tokens), self.width), np.float32)
        every = list(batches(tokens))

        def one(rows: list[int]) -> np.ndarray:
            return self._pass([tokens[row] for row in rows], position)

        # one batch a core: threads that share a batch wait for each other at every layer
        with ThreadPoolExecutor(torch.get_num_threads(), initializer=torch.set_num_threads, initargs=(1,)) as pool:
            for rows, some in zip(every, pool.map(one, every), strict=True):
                vectors[rows] = some
        return vectors

    def _pass(self, tokens: list[Sequence[int]], position: int | None) -> np.ndarray:
        import torch

        lengths = np.array([len(one) for one in tokens])
        longest = int(lengths.max())
        padded = np.full((len(tokens), longest), PADDING_TOKEN, np.int64)
        for row, one in zip(padded, tokens, strict=True):
            row[: len(one)] = one
        is_token = torch.from_numpy(np.arange(longest) < lengths[:, None])
        with torch.inference_mode():
            states = torch.from_numpy(self._words[padded]) + self._positions[:longest]
            states = self._normalize(states, self._first_norm).to(self._type)
            mask = None if bool(is_token.all()) else is_token[:, None, None, :]
            for layer in self._layers:
                states = self._through(layer, states, mask)
            states = states.float()
            if position is not None:
                return np.asarray(states[:, position].numpy())
            means = (states * is_token[..., None]).sum(1) / is_token.sum(1, keepdim=True)
        return np.asarray(means.numpy())

    def _through(self, layer: dict[str, Any], states: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        from torch.nn import functional

        texts, tokens, width = states.shape
        split = functional.linear(states, *layer["attention_in"]).view(texts, tokens, 3, self._heads, -1)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        mixed = functional.linear(mixed.transpose(1, 2).reshape(texts, tokens, width), *layer["attention_out"])
        states = self._normalize(states + mixed, layer["attention_norm"])
        inner = functional.gelu(functional.linear(states, *layer["inner"]))
        outer = functional.linear(inner, *layer["outer"])
        return self._normalize(states + outer, layer["norm"])

    def _normalize(self, states: torch.Tensor, norm: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
        from torch.nn import functional

        return functional.layer_norm(states, (self.width,), norm[0], norm[1], self._epsilon)


def batches(tokens: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """The numbers of texts of similar length, so that few of BATCH_TOKENS are padding."""
    rows: list[int] = []
    for row in sorted(range(len(tokens)), key=lambda row: len(tokens[row])):
        if rows and (len(rows) + 1) * len(tokens[row]) > BATCH_TOKENS:
            yield rows
            rows = []
        rows.append(row)
    if rows:
        yield rows
