"""The documents that builds added are found by their present numbers, or are known to have others now."""

import json

import numpy as np
import pandas as pd
import pytest

from analytics.history.present import added_since, ids_still_hold
from analytics.history.snapshot import Snapshot, snapshots
from tests.many_snapshots import add_snapshots
from tests.workspaces import write_workspace


def step(folder, number, documents, added, **facts):
    """A snapshot after a build that added these doc_ids."""
    path = folder / f"{number:04d}"
    path.mkdir(parents=True)
    rows = pd.DataFrame({"change": "added", "before": None, "after": added})
    rows.astype({"before": "Int64", "after": "Int64"}).to_parquet(path / "changes.parquet")
    counts = {"added": len(added), "removed": 0, "edited": 0, "moved": 0, "relabelled": 0, "refilled": 0}
    return Snapshot(number, path, {"documents": documents, "changes": counts | facts.pop("counts", {}), **facts})


@pytest.mark.parametrize("facts", [{}, {"appended": True}])
def test_documents_of_several_builds_are_those_after_the_first(tmp_path, facts):
    steps = [step(tmp_path, 1, 10, []), *(step(tmp_path, n, 10 + 5 * n, range(5 + 5 * n, 10 + 5 * n), **facts)
             for n in range(2, 6))]  # fmt: skip
    assert added_since(steps, 1, 5).tolist() == list(range(15, 35))
    assert added_since(steps, 3, 4).tolist() == list(range(25, 30))
    assert added_since(steps, 5, 5) is None


@pytest.mark.parametrize(
    ("added", "facts"),
    [
        ([3, 4, 5], {}),  # before documents that were there
        ([3, 4, 5], {"appended": False}),
        ([10, 11, 12], {"reordered": True}),
        ([10, 11, 12], {"counts": {"removed": 1}}),
        ([10, 11, 12], {"counts": {"edited": 1}}),
    ],
)
def test_documents_that_were_numbered_again_are_unknown(tmp_path, added, facts):
    steps = [step(tmp_path, 1, 5, []), step(tmp_path, 2, 10, range(5, 10)), step(tmp_path, 3, 13, added, **facts)]
    assert added_since(steps, 1, 2) is None and added_since(steps, 1, 3) is None
    assert not ids_still_hold(steps, 1) and not ids_still_hold(steps, 2)
    assert added_since(steps, 2, 3).tolist() == added


def test_a_history_of_many_builds_is_that_of_the_documents(tmp_path):
    workspace = write_workspace(tmp_path / "ws", [f"text {number} of many" for number in range(400)])
    existing = add_snapshots(workspace, 12, added=20)
    assert [one.number for one in existing] == list(range(1, 13))
    assert [one.documents for one in existing[1:]] == list(range(200, 401, 20))
    assert np.array_equal(added_since(existing, 2, 12), np.arange(200, 400))
    facts = json.loads((existing[-1].path / "snapshot.json").read_text())
    assert facts["tallies"]["added"]["documents"] == 20
    assert snapshots(workspace.path)[-1].state() is not None
