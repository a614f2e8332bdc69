"""Where are the documents of an earlier build now? The doc_ids of a snapshot are those of today as long as later builds
only added documents.
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
    return np.unique(np.concatenate([added_ids(one) for one in steps]))


def _only_added(one: Snapshot) -> bool:
    counts = one.counts
    return (
        bool(counts)
        and not one.facts.get("reordered")
        and not any(n for kind, n in counts.items() if kind not in ("added", "relabelled", "refilled"))
    )
