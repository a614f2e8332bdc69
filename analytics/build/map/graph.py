"""The neighbour graph as arrays, and the share of it that a map keeps."""

from __future__ import annotations

from collections.abc import Iterable

import numba as nb
import numpy as np
import pyarrow as pa

from analytics.layouts import NEAR

ROWS_AT_ONCE = 65_536
"""Documents whose nearest ones on the map are in memory at the same time: all of a million would take 1 GB."""


def read_neighbors(batches: Iterable[pa.RecordBatch], doc_ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`ids` int32[n, k], as positions in the ascending `doc_ids`, and `similarities` float32[n, k], from the rows of
    the table `neighbors` in their order.
    """
    place = np.zeros(int(doc_ids.max(initial=-1)) + 1, np.int32)  # faster than a search for each of many ids
    place[doc_ids] = np.arange(len(doc_ids), dtype=np.int32)
    columns = [(np.empty(0, np.int32), np.empty(0, np.float32))]
    columns += [
        (place[batch.column("neighbor_id").to_numpy()], batch.column("similarity").to_numpy()) for batch in batches
    ]
    ids, similarities = (np.concatenate(column) for column in zip(*columns, strict=True))
    shape = len(doc_ids), len(ids) // max(len(doc_ids), 1)
    return ids.reshape(shape), similarities.reshape(shape)


def faithfulness(positions: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """float32[n]: the share of each document's neighbours `ids` int32[n, k] that are among its NEAR nearest on the map.
    NaN when it has none.
    """
    from scipy.spatial import cKDTree

    n, k = ids.shape
    if not k:
        return np.full(n, np.nan, np.float32)
    tree, shares = cKDTree(positions), np.empty(n, np.float32)
    for start in range(0, n, ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        near = tree.query(positions[rows], k=min(NEAR + 1, n), workers=-1)[1]
        shares[rows] = _shares(np.asarray(near, np.int32), ids[rows])
    return shares


@nb.njit(cache=True)
def _shares(near, ids):  # type: ignore[no-untyped-def]
    n, k = ids.shape
    shares = np.empty(n, np.float32)
    for row in range(n):
        kept = 0
        for true in ids[row]:
            for other in near[row]:
                if other == true:
                    kept += 1
                    break
        shares[row] = kept / k
    return shares
