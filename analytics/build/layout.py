"""Every document that has a vector gets a place on the map: near in meaning is near on the map, as far as two
dimensions allow.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from threadpoolctl import threadpool_limits

from analytics.build.engine import ThreadEngine
from analytics.build.map import descent, fuzzy, graph, nearest, placement, vectors
from analytics.build.stage import Context, Stage

SCHEMA = pa.schema([("doc_id", pa.int64()), ("x", pa.float32()), ("y", pa.float32()), ("faithfulness", pa.float32())])
LAID_OUT_AT_MOST = 1_000_000
"""Above it a sample of this many documents is laid out, and the others are placed among them."""
SETTLING = 0.25
"""Share of the epochs, and of the first step, with which documents that were placed among others settle."""


def run(context: Context) -> None:
    """Write `layout`. Documents that an earlier map had, with the same vectors, stay where they were."""
    doc_ids, matrix = vectors.matrix(context.batches("embeddings"), context.rows("embeddings"))
    ids, similarities = graph.arrays(context.batches("neighbors", ["neighbor_id", "similarity"]), doc_ids)
    with threadpool_limits(1, "blas"):
        positions, placed = _earlier(context, doc_ids, matrix)
        if not placed.any():
            positions, placed = _laid_out(context, matrix, ids, similarities)
        if not placed.all():
            positions = _placed(context, positions, placed, matrix, ids, similarities)
    shares = graph.faithfulness(positions, ids)
    columns = [doc_ids, positions[:, 0], positions[:, 1], pa.array(shares, from_pandas=True)]
    context.writer("layout", SCHEMA).write(pa.table(columns, schema=SCHEMA))
    context.notes |= {
        "method": "UMAP on the neighbours' graph",
        "settings": descent.SETTINGS,
        "documents": len(doc_ids),
        "vectors": _digest(doc_ids, matrix),
        "near": graph.NEAR,
        "mean_faithfulness": round(float(shares.mean()), 4) if ids.size else None,
    }


def _laid_out(
    context: Context, matrix: np.ndarray, ids: np.ndarray, similarities: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """A map of the documents, or of an even sample of them when they are too many: positions, and which rows have
    one.
    """
    n = len(matrix)
    sample = np.arange(n)
    if n > LAID_OUT_AT_MOST:
        sample = np.linspace(0, n - 1, LAID_OUT_AT_MOST).astype(np.int64)
        found = nearest.neighbors(
            matrix[sample],
            ids.shape[1],
            context.engine.map,
            lambda done, total: context.progress(done, total, "documents"),
        )
        ids, similarities = found.ids, found.similarities
    epochs = descent.epochs(len(sample))
    start = descent.principal_axes(matrix[sample])
    positions, placed = np.zeros((n, 2), np.float32), np.zeros(n, bool)
    positions[sample] = descent.descend(
        start,
        fuzzy.memberships(ids, similarities),
        np.arange(len(sample)),
        epochs,
        ThreadEngine().map,
        _report(context),
    )
    placed[sample] = True
    context.notes |= {"epochs": epochs, "laid_out": len(sample)}
    return positions, placed


def _placed(
    context: Context,
    positions: np.ndarray,
    placed: np.ndarray,
    matrix: np.ndarray,
    ids: np.ndarray,
    similarities: np.ndarray,
) -> np.ndarray:
    """Positions of all documents: those of the placed ones as they are, the others settled among them."""
    moving = np.flatnonzero(~placed)
    positions = placement.among_neighbors(positions, placed, ids, similarities, matrix)
    context.notes |= {"placed_among_others": len(moving)}
    ties, epochs = fuzzy.memberships(ids, similarities), int(SETTLING * descent.epochs(len(matrix)))
    return descent.descend(positions, ties, moving, epochs, ThreadEngine().map, _report(context), SETTLING)


def _earlier(context: Context, doc_ids: np.ndarray, matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The positions of an earlier map and which rows have one: none when its vectors have changed, or when more
    documents are new than old.
    """
    positions, placed = np.zeros((len(doc_ids), 2), np.float32), np.zeros(len(doc_ids), bool)
    previous = context.previous("layout")
    if previous is None or previous[1].notes.get("settings") != descent.SETTINGS:
        return positions, placed
    rows = previous[1].notes["documents"]
    if rows < len(doc_ids) - rows or _digest(doc_ids[:rows], matrix[:rows]) != previous[1].notes["vectors"]:
        return positions, placed
    earlier = pq.read_table(previous[0], columns=["x", "y"])
    positions[:rows] = np.column_stack([earlier.column("x").to_numpy(), earlier.column("y").to_numpy()])
    placed[:rows] = True
    context.notes |= {name: previous[1].notes[name] for name in ("epochs", "laid_out")}
    return positions, placed


def _digest(doc_ids: np.ndarray, matrix: np.ndarray) -> str:
    digest = hashlib.sha256(np.ascontiguousarray(doc_ids).data)
    digest.update(np.ascontiguousarray(matrix).data)
    return digest.hexdigest()[:16]


def _report(context: Context):  # type: ignore[no-untyped-def]
    return lambda done, total: context.progress(done, total, "epochs")


STAGE = Stage(
    name="layout",
    title="Lay out the map",
    reads=("embeddings", "neighbors"),
    writes=("layout",),
    run=run,
)
