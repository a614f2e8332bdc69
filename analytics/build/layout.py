"""Every document that has a vector gets a position on the map: documents near in meaning are near on the map, as far as
two dimensions allow.
"""

from __future__ import annotations

import functools
import hashlib
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from threadpoolctl import threadpool_limits

from analytics.build.engine import ThreadEngine
from analytics.build.map import (
    canonical,
    classes,
    descent,
    fuzzy,
    graph,
    multilevel,
    placement,
    sampled_graph,
    umap_layout,
)
from analytics.build.stage import Context, Stage
from analytics.layouts import NEAR, Fast, Layout, Umap, layout_of

SCHEMA = pa.schema([("doc_id", pa.int64()), ("x", pa.float32()), ("y", pa.float32()), ("faithfulness", pa.float32())])
MAX_BY_UMAP = 1_000_000
"""Above it umap-learn lays out a sample of this many documents, and the others are placed among them."""
HASHED = "hashes-"
"""How a digest begins that is over hashes of the vectors."""
SETTLING = 0.25
"""Documents that are placed among others settle with this share of the epochs and of the first step."""


@dataclass(frozen=True)
class Documents:
    """What is laid out: n documents with vectors float32[n, d], their k neighbours, and the classes of a supervised
    layout (int32[n], -1 for none). The neighbours are row numbers int32[n, k], nearest first.
    """

    doc_ids: np.ndarray
    vectors: np.ndarray
    neighbors: np.ndarray
    similarities: np.ndarray
    classes: np.ndarray | None

    def __len__(self) -> int:
        return len(self.doc_ids)

    def digest(self, rows: int | None = None) -> str:
        """What decides the positions of all, or of the first `rows` documents, in a few digits. The neighbours are left
        out: they follow from the vectors.
        """
        digest = hashlib.sha256(np.ascontiguousarray(self.doc_ids[:rows]).data)
        digest.update(self.vector_hashes[:rows].data)
        if self.classes is not None:
            digest.update(np.ascontiguousarray(self.classes[:rows]).data)
        return f"{HASHED}{digest.hexdigest()[:16]}"

    @functools.cached_property
    def vector_hashes(self) -> np.ndarray:
        """uint64[n]: a hash of each vector."""
        return canonical.hashes(self.vectors)

    def former_digest(self) -> str:
        """The digest that earlier versions wrote: over the vectors themselves."""
        digest = hashlib.sha256(np.ascontiguousarray(self.doc_ids).data)
        digest.update(np.ascontiguousarray(self.vectors).data)
        if self.classes is not None:
            digest.update(np.ascontiguousarray(self.classes).data)
        return digest.hexdigest()[:16]

    def in_order(self, order: np.ndarray) -> Documents:
        """The same documents in the `order` int64[n]."""
        codes = None if self.classes is None else self.classes[order]
        return Documents(self.doc_ids[order], self.vectors[order], *self.graph_in_order(order), codes)

    def graph_in_order(self, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Neighbours and similarities of the same documents in the `order` int64[n]."""
        return canonical.inverse(order).astype(np.int32)[self.neighbors[order]], self.similarities[order]

    def first(self, rows: int) -> Documents:
        """The first `rows` documents, without neighbours."""
        some = None if self.classes is None else self.classes[:rows]
        return Documents(self.doc_ids[:rows], self.vectors[:rows], self.neighbors[:0], self.similarities[:0], some)


def run(context: Context) -> None:
    """Write `layout`. Documents that the previous map has, with the same vectors, keep their positions."""
    layout = layout_of(context.options)
    documents = _documents(context, layout)
    context.notes["identity"] = context.fingerprint
    with threadpool_limits(1, "blas"):
        positions, is_placed = _previous_positions(context, layout, documents)
        if not is_placed.any():
            positions, is_placed = _lay_out(context, layout, documents)
        if not is_placed.all():
            positions = _place_others(context, positions, is_placed, documents)
    shares = graph.faithfulness(positions, documents.neighbors)
    columns = [documents.doc_ids, positions[:, 0], positions[:, 1], pa.array(shares, from_pandas=True)]
    context.writer("layout", SCHEMA).write(pa.table(columns, schema=SCHEMA))
    context.notes |= {
        "layout": layout.name,
        "settings": _settings(layout),
        "documents": len(documents),
        "vectors": documents.digest(),
        "near": NEAR,
        "mean_faithfulness": round(float(shares.mean()), 4) if documents.neighbors.size else None,
    }


def _settings(layout: Layout) -> dict[str, Any]:
    """All settings of the layout, with umap-learn's names."""
    return descent.SETTINGS if isinstance(layout, Fast) else asdict(layout)


def _documents(context: Context, layout: Layout) -> Documents:
    doc_ids, matrix = context.vectors()
    ids, similarities = graph.read_neighbors(context.batches("neighbors", ["neighbor_id", "similarity"]), doc_ids)
    labels = layout.labels if isinstance(layout, Umap) else None
    codes = classes.codes(context, labels, doc_ids) if labels else None
    return Documents(doc_ids, matrix, ids, similarities, codes)


def _lay_out(context: Context, layout: Layout, documents: Documents) -> tuple[np.ndarray, np.ndarray]:
    """The positions of the documents, or of an even sample when they are too many, and which rows have one. They are
    laid out in the canonical order of their vectors, so the map does not depend on the order of the rows.
    """
    n, most = len(documents), _max_laid_out(layout)
    rows = canonical.canonical_order(documents.vectors)
    if n > most:
        rows = rows[np.linspace(0, n - 1, most).astype(np.int64)]
    positions, is_placed = np.zeros((n, 2), np.float32), np.zeros(n, bool)
    if isinstance(layout, Umap):
        sample = documents.in_order(rows) if n <= most else _sample(context, documents, rows)
        positions[rows] = _by_umap(context, layout, sample)
    else:
        positions[rows] = _fast(context, documents, rows)
    is_placed[rows] = True
    context.notes |= {"laid_out": len(rows)}
    return positions, is_placed


def _max_laid_out(layout: Layout) -> int:
    if not isinstance(layout, Umap):
        return sys.maxsize
    return min(MAX_BY_UMAP, umap_layout.MAX_DENSMAP_DOCUMENTS) if layout.densmap else MAX_BY_UMAP


def _sample(context: Context, documents: Documents, rows: np.ndarray) -> Documents:
    """Some of the documents, with their neighbours in this sample. The neighbours come from those of all documents."""
    vectors = documents.vectors[rows]
    ids, similarities = sampled_graph.among_sample(vectors, documents.neighbors, rows, ThreadEngine().map)
    codes = None if documents.classes is None else documents.classes[rows]
    return Documents(documents.doc_ids[rows], vectors, ids, similarities, codes)


def _fast(context: Context, documents: Documents, order: np.ndarray) -> np.ndarray:
    """The positions of all documents in the `order` int64[n]. Their vectors stay mapped: a copy would double them."""
    graph, mapper = documents.graph_in_order(order), ThreadEngine().map
    positions, epochs = multilevel.lay_out(documents.vectors, *graph, mapper, _report(context), order)
    context.notes |= {"epochs": epochs}
    return positions


def _by_umap(context: Context, layout: Umap, documents: Documents) -> np.ndarray:
    context.notes |= {"epochs": umap_layout.epochs(layout, len(documents))}
    return umap_layout.positions(
        descent.principal_components(documents.vectors),
        documents.neighbors,
        documents.similarities,
        layout,
        documents.classes,
        _report(context),
        ThreadEngine().threads,
    )


def _place_others(context: Context, positions: np.ndarray, is_placed: np.ndarray, documents: Documents) -> np.ndarray:
    """Positions of all documents: the placed ones do not move, the others settle among them."""
    ids, similarities = documents.neighbors, documents.similarities
    moving = np.flatnonzero(~is_placed)
    positions = placement.place_among_neighbors(positions, is_placed, ids, similarities, documents.vectors)
    context.notes |= {"placed_among_others": len(moving)}
    epochs = int(SETTLING * descent.default_epochs(len(documents)))
    edges = fuzzy.fuzzy_graph(ids, similarities, moving)
    return descent.descend(positions, edges, moving, epochs, ThreadEngine().map, _report(context), SETTLING)


def _previous_positions(context: Context, layout: Layout, documents: Documents) -> tuple[np.ndarray, np.ndarray]:
    """The positions of the previous map, and which rows have one. No row has one when the layout or the vectors have
    changed, or when more documents are new than old.
    """
    positions, is_placed = np.zeros((len(documents), 2), np.float32), np.zeros(len(documents), bool)
    previous = context.previous("layout")
    if previous is None or not _is_continued(previous[1].notes, layout, documents):
        return positions, is_placed
    files, notes = previous[0], previous[1].notes
    table, rows = pq.read_table(files, columns=["x", "y"]), notes["documents"]
    positions[:rows] = np.column_stack([table.column("x").to_numpy(), table.column("y").to_numpy()])
    is_placed[:rows] = True
    context.notes |= {name: notes[name] for name in ("epochs", "laid_out", "identity") if name in notes}
    return positions, is_placed


def _is_continued(notes: Mapping[str, Any], layout: Layout, documents: Documents) -> bool:
    """Whether a layout with these notes has the same settings, and the first of these documents."""
    rows = notes["documents"]
    is_same_layout = (notes.get("layout", Fast.name), notes["settings"]) == (layout.name, _settings(layout))
    is_mostly_old = len(documents) - rows <= rows <= len(documents)
    if not (is_same_layout and is_mostly_old):
        return False
    is_hashed = str(notes["vectors"]).startswith(HASHED)
    return bool(notes["vectors"] == (documents.digest(rows) if is_hashed else documents.first(rows).former_digest()))


def _report(context: Context) -> Callable[[int, int], None]:
    return lambda done, total: context.progress(done, total, "epochs")


STAGE = Stage(
    name="layout",
    title="Lay out the map",
    reads=("embeddings", "neighbors"),
    writes=("layout",),
    run=run,
    options=("layout",),
    optional_reads=("documents", "metadata"),
)
