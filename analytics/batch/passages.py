"""The lines and paragraphs of texts, as hashes: what recurs across documents is boilerplate - navigation, licences,
signatures.

A line stands between line feeds and counts without the white space around it, when 8 bytes or more are left. A
paragraph is a run of two or more lines that are not blank; it is the same when its lines are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np
import pyarrow as pa

LEAST_BYTES = 8
LINE, PARAGRAPH = 0, 1

_BASIS, _PRIME, _PARAGRAPH = np.uint64(14695981039346656037), np.uint64(1099511628211), np.uint64(0x9E3779B97F4A7C15)
_M1, _SHIFT = np.uint64(0xFF51AFD7ED558CCD), np.uint64(33)


def passage_hashes(batch: pa.RecordBatch) -> pa.RecordBatch:
    """(doc_id, text) -> (doc_id, part UBIGINT): one row for each different line and paragraph of a document."""
    texts = batch.column("text").cast(pa.large_string())
    documents, parts, _, _, _ = _find(texts, np.empty(0, np.uint64))
    order = np.lexsort((parts, documents))
    documents, parts = documents[order], parts[order]
    different = np.ones(len(parts), bool)
    different[1:] = (parts[1:] != parts[:-1]) | (documents[1:] != documents[:-1])
    return pa.record_batch(
        {"doc_id": batch.column("doc_id").to_numpy()[documents[different]], "part": parts[different]}
    )


@dataclass(frozen=True)
class Wanted:
    """Finds the parts whose hashes are `hashes` (ascending)."""

    hashes: np.ndarray

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """(doc_id, text) -> (doc_id, part UBIGINT, kind UTINYINT, text): every occurrence of a wanted part, in the
        order of the texts.
        """
        texts = batch.column("text").cast(pa.large_string())
        documents, parts, kinds, starts, ends = _find(texts, self.hashes)
        data = texts.buffers()[2]
        found = pa.array(
            [data[start:end].to_pybytes().decode() for start, end in zip(starts.tolist(), ends.tolist(), strict=True)],
            pa.string(),
        )
        return pa.record_batch(
            {"doc_id": batch.column("doc_id").to_numpy()[documents], "part": parts, "kind": kinds, "text": found}
        )


def _find(texts: pa.Array, wanted: np.ndarray) -> tuple[np.ndarray, ...]:
    """Document, hash, kind, start and end of the parts of `texts`; of those that are `wanted` unless that is empty."""
    _, offsets, data = texts.buffers()
    ends = (
        np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
        if len(texts)
        else np.zeros(1, np.int64)
    )
    most = (ends[-1] - ends[0]) // (LEAST_BYTES + 1) * 2 + len(texts) + 1
    columns = np.empty((4, most), np.int64)
    hashes = np.empty(most, np.uint64)
    count = _walk(np.frombuffer(data or b"", np.uint8), ends, wanted, columns, hashes)
    documents, kinds, starts, stops = columns[:, :count]
    return documents, hashes[:count].copy(), kinds.astype(np.uint8), starts, stops


@nb.njit(inline="always")
def _is_space(byte: int) -> bool:
    return byte == 32 or 9 <= byte <= 13


@nb.njit(inline="always")
def _is_wanted(value: np.uint64, wanted: np.ndarray) -> np.bool | bool:
    at = np.searchsorted(wanted, value)
    return not len(wanted) or (at < len(wanted) and bool(wanted[at] == value))


@nb.njit(nogil=True, cache=True)
def _walk(data: np.ndarray, ends: np.ndarray, wanted: np.ndarray, columns: np.ndarray, hashes: np.ndarray) -> int:
    count = 0
    for document in range(len(ends) - 1):
        at, end = ends[document], ends[document + 1]
        paragraph, lines, paragraph_start, paragraph_end = _PARAGRAPH, 0, at, at
        while at <= end:
            start = at
            while at < end and data[at] != 10:
                at += 1
            stop = at
            at += 1
            while start < stop and _is_space(data[start]):
                start += 1
            while stop > start and _is_space(data[stop - 1]):
                stop -= 1
            line = _BASIS
            for i in range(start, stop):
                line = (line ^ np.uint64(data[i])) * _PRIME
            line = (line ^ (line >> _SHIFT)) * _M1
            line ^= line >> _SHIFT
            if stop - start >= LEAST_BYTES and _is_wanted(line, wanted):
                hashes[count] = line
                columns[0, count], columns[1, count], columns[2, count], columns[3, count] = document, LINE, start, stop
                count += 1
            if stop > start:
                paragraph_start = start if lines == 0 else paragraph_start
                paragraph, lines, paragraph_end = (paragraph ^ line) * _PRIME, lines + 1, stop
                paragraph ^= paragraph >> _SHIFT
            if (stop == start or at > end) and lines:
                if lines > 1 and paragraph_end - paragraph_start >= 2 * LEAST_BYTES and _is_wanted(paragraph, wanted):
                    hashes[count] = paragraph
                    columns[0, count], columns[1, count], columns[2, count], columns[3, count] = (
                        document,
                        PARAGRAPH,
                        paragraph_start,
                        paragraph_end,
                    )
                    count += 1
                paragraph, lines = _PARAGRAPH, 0
    return count
