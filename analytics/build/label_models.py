"""The models that checked the labels of a column, stored for documents that are added later."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from scipy import sparse

from analytics.build.label_words import Vocabulary, word_counts
from analytics.statistics.labels import neighbour_votes
from analytics.statistics.naive_bayes import log_normalised
from analytics.statistics.stacking import combined

MIN_PROBABILITY = 1e-12
"""In many dimensions, a Gaussian model is overconfident: below this, it does not matter how improbable a class is."""

SCHEMA = pa.schema([("labels_in", pa.string()), ("documents", pa.int64()), ("model", pa.large_binary())])
"""The column, the documents that the models were trained on, and the arrays of `LabelModels` as an .npz file."""


class Linear(NamedTuple):
    """The logits of the classes are rows @ weights + intercepts: [features, classes] and [classes]."""

    weights: np.ndarray
    intercepts: np.ndarray


@dataclass(frozen=True)
class LabelModels:
    """All that gives a document its probabilities: three linear models, each of which has not seen the first fold, the
    `vocabulary` of their rows, and the `model_weights` that combine them with the votes of the neighbours.

    `noise` and `thresholds` are those of the trained documents. `classes` are the names of the classes, `missing` those
    of the labels that say that there is none, `characters` are read of each text.
    """

    by_vector: Linear
    by_word: Linear
    by_pair: Linear
    vocabulary: Vocabulary
    model_weights: np.ndarray
    noise: float
    thresholds: np.ndarray
    classes: np.ndarray
    missing: np.ndarray
    characters: int
    documents: int

    def probabilities(
        self, vectors: np.ndarray, texts: list[pa.RecordBatch], edges: tuple[np.ndarray, np.ndarray, np.ndarray]
    ) -> np.ndarray:
        """float32[n, classes]: the probability of each class for each document that no model has seen.

        `edges` are those to labelled neighbours: document (its position), class of the neighbour, similarity.
        """
        document, neighbour_class, similarity = edges
        classes = len(self.classes)
        positions = np.r_[np.zeros(len(vectors), np.int64), neighbour_class]
        votes = neighbour_votes(
            positions, classes, document, len(vectors) + np.arange(len(neighbour_class)), similarity
        )[: len(vectors)]
        words, pairs = self.vocabulary.rows(*word_counts(texts))
        by_vector = np.exp(log_normalised(vectors @ self.by_vector.weights + self.by_vector.intercepts))
        models = [
            np.log(np.maximum(by_vector, MIN_PROBABILITY)).astype(np.float32),
            np.log(votes.astype(np.float32)),
            log_normalised(_logits(words, self.by_word)),
            log_normalised(_logits(pairs, self.by_pair)),
        ]
        return combined(models, self.model_weights)

    def row(self, labels_in: str) -> pa.Table:
        """The row of `label_models`; large weights have half of their precision."""
        arrays: dict[str, np.ndarray] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Linear | Vocabulary):
                arrays |= {f"{field.name}.{name}": np.asarray(one) for name, one in value._asdict().items()}
            else:
                arrays[field.name] = np.asarray(value, str if field.name in ("classes", "missing") else None)
        for name in ("by_word.weights", "by_pair.weights"):
            arrays[name] = arrays[name].astype(np.float16)
        file = io.BytesIO()
        np.savez(file, allow_pickle=False, **arrays)
        columns = [pa.array([labels_in]), pa.array([self.documents], pa.int64())]
        return pa.table([*columns, pa.array([file.getvalue()], pa.large_binary())], schema=SCHEMA)

    @classmethod
    def read(cls, model: pa.Buffer) -> LabelModels:
        """The models of a row of `label_models`."""
        stored = _arrays(model)
        linear = {
            name: Linear(stored[f"{name}.weights"], stored[f"{name}.intercepts"].astype(np.float32))
            for name in ("by_vector", "by_word", "by_pair")
        }
        words, pairs, documents, total = (stored[f"vocabulary.{name}"] for name in Vocabulary._fields)
        return cls(
            **linear,
            vocabulary=Vocabulary(words, pairs, documents, int(total)),
            model_weights=stored["model_weights"],
            noise=float(stored["noise"]),
            thresholds=stored["thresholds"],
            classes=stored["classes"].astype(object),
            missing=stored["missing"].astype(object),
            characters=int(stored["characters"]),
            documents=int(stored["documents"]),
        )


def _logits(rows: sparse.csr_matrix, model: Linear) -> np.ndarray:
    """float32[n, classes]. Only the weights of features that are in `rows` get their full precision."""
    used = np.unique(rows.indices)
    logits: np.ndarray = rows[:, used] @ model.weights[used].astype(np.float32) + model.intercepts
    return logits


def _arrays(model: pa.Buffer) -> dict[str, np.ndarray]:
    """The arrays of an uncompressed .npz file in memory, without copies: large weights are hardly read."""
    arrays = {}
    with zipfile.ZipFile(pa.BufferReader(model)) as file:
        for member in file.infolist():
            with file.open(member) as content:
                np.lib.format.read_magic(content)  # version 1.0: only names of fields need another
                shape, is_fortran, kind = np.lib.format.read_array_header_1_0(content)
                header = content.tell()
            size = int(np.prod(shape))
            start = _content_start(model, member.header_offset) + header
            values = np.frombuffer(model, kind, size, start) if size and kind.itemsize else np.zeros(size, kind)
            values = values.reshape(shape[::-1]).T if is_fortran else values.reshape(shape)
            arrays[member.filename.removesuffix(".npy")] = values
    return arrays


def _content_start(model: pa.Buffer, header: int) -> int:
    """Where the content of a member of a zip file begins, whose local header begins at `header`: that has 30 bytes, the
    name and an extra field.
    """
    name, extra = np.frombuffer(model, "<u2", 2, header + 26).tolist()
    return int(header + 30 + name + extra)
