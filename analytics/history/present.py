"""Where are the documents of an earlier build now? The doc_ids of a snapshot are those of today as long as later builds
only added documents after them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.history.between import added_ids
from analytics.history.snapshot import Snapshot


def ids_still_hold(existing: Sequence[Snapshot], number: int) -> bool:
    """Whether the doc_ids of the snapshot `number` mean the same documents in the newest one."""
    later = [one for one in existing if one.number > number]
    return all(_only_added(one) for one in later)


def added_since(existing: Sequence[Snapshot], before: int, after: int) -> np.ndarray | None:
    """The present doc_ids of the documents that the builds after snapshot `before`, up to `after`, added; None when
    documents have been numbered again since.
    """
    steps = [one for one in existing if before < one.number <= after]
    if not steps or not ids_still_hold(existing, steps[0].number):
        return None
    later = np.arange(steps[0].documents, steps[-1].documents)  # each later build added documents at the end
    return np.unique(np.concatenate([added_ids(steps[0]), later]))


def _only_added(one: Snapshot) -> bool:
    """Whether a build kept all documents, with their numbers."""
    counts = one.counts
    return (
        bool(counts)
        and not one.facts.get("reordered")
        and not any(n for kind, n in counts.items() if kind not in ("added", "relabelled", "refilled"))
        and _is_appended(one)
    )


def _is_appended(one: Snapshot) -> bool:
    """Whether the added documents are the last ones. Snapshots of before do not say so, but their rows do."""
    known = one.facts.get("appended")
    if known is not None or not one.counts.get("added"):
        return known is not False
    ids = np.sort(added_ids(one))
    return np.array_equal(ids, np.arange(one.documents - len(ids), one.documents))
