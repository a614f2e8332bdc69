"""The different texts of the documents, and how near they are in meaning: the basis of candidates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from analytics.build.candidates import Pairs, encode
from analytics.build.stage import Context

MIN_COSINE = 0.9
MIN_MARGIN = 1.05
KEYS = ["doc_id", "n_shingles", "raw_hash", "normalized_hash"]
"""The columns of `signatures` that say which texts are equal."""
MINHASH = 128
"""Numbers in a MinHash signature."""
PAIRS_AT_ONCE = 65_536


@dataclass(frozen=True)
class Texts:
    """All documents by their text: `ids` ascending, and the id of the representative of each.

    `distinct` are the representatives that have shingles, in the order of their content, with `n_shingles` each.
    Candidates are pairs of positions in `distinct`, called numbers.
    """

    ids: np.ndarray
    representative: np.ndarray
    distinct: np.ndarray
    n_shingles: np.ndarray

    @classmethod
    def read(cls, context: Context) -> Texts:
        """The texts of the table `signatures`."""
        return cls.of(pa.Table.from_batches(context.batches("signatures", KEYS)))

    @classmethod
    def of(cls, keys: pa.Table) -> Texts:
        """The texts of the rows of `signatures`, of which only the columns KEYS are used."""
        ids, n_shingles = (keys[name].to_numpy() for name in ("doc_id", "n_shingles"))
        leaders, representative = representatives(keys)
        leaders = leaders[n_shingles[leaders] > 0]
        return cls(ids, representative, ids[leaders], n_shingles[leaders])

    def number(self, ids: np.ndarray) -> np.ndarray:
        """The number of each document's representative, -1 where it has no shingles."""
        by_id = np.full(int(self.ids.max(initial=-1)) + 1, -1)  # ids are dense from 0
        by_id[self.ids] = self.place(self.representative)
        return np.asarray(by_id[ids])

    def place(self, ids: np.ndarray) -> np.ndarray:
        """The number of each document that represents a text with shingles, -1 for all others."""
        return np.asarray(self._places[ids])

    @cached_property
    def _places(self) -> np.ndarray:
        places = np.full(int(self.ids.max(initial=-1)) + 1, -1)
        places[self.distinct] = np.arange(len(self.distinct))
        return places


@dataclass(frozen=True)
class Cosines:
    """The cosines of the neighbour graph with a large margin: the largest of each pair of numbers (`codes`, ascending).

    The margin of a pair is its cosine over the mean cosine of both texts to their neighbours (Artetxe and Schwenk
    2019).
    """

    codes: np.ndarray
    cosine: np.ndarray

    @classmethod
    def read(cls, context: Context, texts: Texts) -> Cosines:
        """The cosines of the table `neighbors`; none where there is no graph."""
        if not context.rows("neighbors"):
            return cls(np.empty(0, np.uint64), np.empty(0, np.float32))
        a, b, cosine, usual = _pairs_of_texts(context, texts)
        has_margin = 2 * cosine >= MIN_MARGIN * (usual[a] + usual[b])
        codes, cosine = encode(a[has_margin], b[has_margin]), cosine[has_margin]
        order = np.lexsort((-cosine, codes))
        codes, first = np.unique(codes[order], return_index=True)
        return cls(codes, cosine[order][first])

    def close(self) -> Pairs:
        """The pairs with a cosine of at least MIN_COSINE."""
        return Pairs(self.codes[self.cosine >= np.float32(MIN_COSINE)], self.codes[:0])

    def of(self, codes: np.ndarray) -> pa.Array:
        """The cosine of each pair, null where there is none with a large margin."""
        if not len(self.codes):
            return pa.nulls(len(codes), pa.float32())
        place = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)
        return pa.array(self.cosine[place], mask=self.codes[place] != codes)


def _pairs_of_texts(context: Context, texts: Texts) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Both numbers (int32) of each pair of different texts in `neighbors`, their cosine (float32), and the mean cosine
    of each text to its neighbours (float64[n]).
    """
    number = texts.number(texts.ids).astype(np.int32)
    total, count = np.zeros((2, len(texts.distinct)))
    pairs = []
    for batch in context.batches("neighbors", ["doc_id", "neighbor_id", "similarity"], PAIRS_AT_ONCE):
        a, b = number[batch["doc_id"].to_numpy()], number[batch["neighbor_id"].to_numpy()]
        is_pair = (a != b) & (a >= 0) & (b >= 0)
        a, cosine = a[is_pair], np.minimum(batch["similarity"].to_numpy()[is_pair], 1).astype(np.float32)
        np.add.at(total, a, cosine.astype(np.float64))
        np.add.at(count, a, 1.0)
        pairs.append((a, b[is_pair], cosine))
    a, b, cosine = (np.concatenate(columns) for columns in zip(*pairs, strict=True))
    return a, b, cosine, total / np.maximum(count, 1)


def minhash_of(context: Context, ids: np.ndarray) -> np.ndarray:
    """uint32[m, MINHASH]: the signatures of different documents `ids`, read a batch at a time."""
    minhash = np.empty((len(ids), MINHASH), np.uint32)
    place = np.full(context.rows("signatures"), -1)  # ids are dense from 0
    place[ids] = np.arange(len(ids))
    for batch in context.batches("signatures", ["doc_id", "minhash"]):
        places = place[batch["doc_id"].to_numpy()]
        values = fixed_bytes(pa.chunked_array([batch["minhash"]]), np.uint32)
        minhash[places[places >= 0]] = values[places >= 0]
    return minhash


def representatives(signatures: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """The rows of `signatures` that represent a text, in the order of their content, and for each row the doc_id of
    the representative of its text.
    """
    ids = signatures["doc_id"].to_numpy()
    raw, normalized = (fixed_bytes(signatures[name], np.uint64) for name in ("raw_hash", "normalized_hash"))
    by_content = np.lexsort((ids, raw[:, 1], raw[:, 0], normalized[:, 1], normalized[:, 0]))
    changes = (normalized[by_content[1:]] != normalized[by_content[:-1]]).any(axis=1)
    is_first = np.r_[True, changes][: len(ids)]
    leaders = by_content[is_first]
    representative = np.empty(len(ids), np.int64)
    representative[by_content] = ids[leaders][np.cumsum(is_first) - 1]
    return leaders, representative


def fixed_bytes(column: pa.ChunkedArray, kind: type) -> np.ndarray:
    """A column of fixed-size binaries as a matrix of `kind`, one row a value; the bytes are little endian."""
    width = column.type.byte_width
    chunks = [
        np.frombuffer(chunk.buffers()[1], np.uint8)[chunk.offset * width : (chunk.offset + len(chunk)) * width]
        for chunk in column.chunks
    ]
    values = np.concatenate([np.empty(0, np.uint8), *chunks]).view(np.dtype(kind).newbyteorder("<"))
    return values.reshape(-1, width // np.dtype(kind).itemsize)
