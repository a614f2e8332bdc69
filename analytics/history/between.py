"""What is different between two moments: two snapshots, two workspaces, or a snapshot and what is there now."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.errors import DataloupeError
from analytics.history.changes import compare_states
from analytics.history.describe import changes_text
from analytics.history.drift import MIN_DOCUMENTS, drift
from analytics.history.numbers import measure_and_count
from analytics.history.snapshot import ADDED, Snapshot, snapshot_named, snapshots
from analytics.history.state import load_state
from analytics.history.tally import Counts, Tally, minus
from analytics.history.texts import texts_of
from analytics.workspace import Workspace, open_workspace

KEYS = ["number", "of", "group", "group_value"]


@dataclass(frozen=True)
class Side:
    """One moment of a workspace: its numbers and its tally, read when they are asked for."""

    name: str
    documents: int
    tokens: int | None
    workspace: Workspace = field(repr=False)
    snapshot: Snapshot | None = None

    @cached_property
    def _measured(self) -> tuple[pd.DataFrame, Tally]:
        if self.snapshot is not None:
            return self.snapshot.numbers(), self.snapshot.tally()
        return measure_and_count(self.workspace.connect())

    @property
    def numbers(self) -> pd.DataFrame:
        return self._measured[0]

    @property
    def tally(self) -> Tally:
        return self._measured[1]


@dataclass(frozen=True)
class Difference:
    """What is different after, compared with before.

    `counts` are documents by kind of change; None where that is not known any more. `builds` is how many builds are
    between the two. `is_of_added` is whether `drift` compares the added documents with those before, and not all
    documents after with all before.
    """

    before: Side
    after: Side
    counts: dict[str, int] | None
    builds: int
    is_of_added: bool
    drift: pd.DataFrame = field(repr=False)

    @property
    def logs_changed(self) -> bool:
        """Whether conversations, ratings or comparisons are different."""
        digests = [None if one.snapshot is None else one.snapshot.facts.get("log_digest") for one in
                   (self.before, self.after)]  # fmt: skip
        return digests[0] != digests[1]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is different."""
        return self.counts is not None and not any(self.counts.values()) and not self.logs_changed

    def summary_text(self) -> str:
        """What was added, removed and edited."""
        if self.counts is None:
            return f"{self.before.documents:,} documents before, {self.after.documents:,} after."
        text = changes_text(self.counts, self.logs_changed)
        return f"In {self.builds} builds: {text[:1].lower()}{text[1:]}" if self.builds > 1 else text

    @cached_property
    def numbers(self) -> pd.DataFrame:
        """The numbers of both sides: KEYS, before, after, low and high of each (`low_before` ...), without bins."""
        sides = [side.numbers[side.numbers["number"] != "histogram"] for side in (self.before, self.after)]
        filled = [side.assign(**{name: side[name].fillna("") for name in KEYS[1:]}) for side in sides]
        both = filled[0].merge(filled[1], on=KEYS, how="outer", suffixes=("_before", "_after"))
        both = both.rename(columns={"value_before": "before", "value_after": "after"})
        for name in KEYS[1:]:
            both[name] = [one or None for one in both[name]]
        return both


def side(name: str) -> Side:
    """`DIR`, or `DIR@3`, `DIR@last`, `DIR@previous`. Raises DataloupeError when there is none of this name."""
    path, _, number = name.rpartition("@")
    if path and not Path(name).is_dir():
        workspace = open_workspace(path)
        snapshot = snapshot_named(workspace.path, number)
        return Side(name, snapshot.documents, snapshot.tokens, workspace, snapshot)
    workspace = open_workspace(name)
    manifest = workspace.read_manifest()
    latest = snapshots(workspace.path)[-1:]
    if latest and latest[0].facts["generation"] == manifest.generation:
        return Side(name, latest[0].documents, latest[0].tokens, workspace, latest[0])
    if "documents" not in manifest.tables:
        raise DataloupeError(f"{name} has no documents. Build it first.")
    return Side(name, manifest.tables["documents"].rows, None, workspace)


def difference(before: Side, after: Side) -> Difference:
    """What is different after, compared with before."""
    if before.snapshot is not None and after.snapshot is not None and before.workspace.path == after.workspace.path:
        return between(before.snapshot, after.snapshot, after.workspace)
    states = [load_state(one.workspace.connect()) for one in (before, after)]
    if before.snapshot is not None or after.snapshot is not None:
        for one in (before, after):
            _check_present(one)
    texts = (texts_of(before.workspace.connect()), texts_of(after.workspace.connect()))
    counts = compare_states(states[0], states[1], texts).counts
    return Difference(before, after, counts, 1, False, drift(before.tally, after.tally))


def _check_present(one: Side) -> None:
    """An older snapshot of one workspace has no documents to compare with those of another."""
    if one.snapshot is not None and one.snapshot.number != snapshots(one.workspace.path)[-1].number:
        raise DataloupeError(
            f"{one.name} is not the newest snapshot. Older ones can be compared with snapshots of the same workspace."
        )


def between(before: Snapshot, after: Snapshot, workspace: Workspace) -> Difference:
    """What is different between two snapshots of a workspace. Raises DataloupeError when the first is the later one."""
    if before.number > after.number:
        raise DataloupeError(f"Snapshot {before.number} is later than snapshot {after.number}. Swap the two.")
    sides = [Side(f"snapshot {one.number}", one.documents, one.tokens, workspace, one) for one in (before, after)]
    steps = [one for one in snapshots(workspace.path) if before.number < one.number <= after.number]
    counts = _total([one.counts for one in steps])
    if counts is not None and not any(counts.values()) and before.facts["log_digest"] == after.facts["log_digest"]:
        return Difference(sides[0], sides[1], counts, len(steps), False, drift(_nothing(), _nothing()))
    if len(steps) == 1 and counts is not None and counts["added"] >= MIN_DOCUMENTS:
        return Difference(sides[0], sides[1], counts, 1, True, after.drift())
    added = _added(sides[0].tally, sides[1].tally, counts)
    compared = (sides[0].tally, added) if added is not None else (sides[0].tally, sides[1].tally)
    return Difference(sides[0], sides[1], counts, len(steps), added is not None, drift(*compared))


def _nothing() -> Tally:
    return Counts().tally(0)


def _total(counts: list[dict[str, int]]) -> dict[str, int] | None:
    """The sums of the changes of several builds; None when one of them could not be compared."""
    if any(not one for one in counts):
        return None
    kinds = dict.fromkeys(["added", "removed", "edited", "moved", "relabelled", "refilled"], 0)
    return {kind: sum(one.get(kind, 0) for one in counts) for kind in kinds}


def _added(before: Tally, after: Tally, counts: dict[str, int] | None) -> Tally | None:
    """The tally of what was added, when nothing else has changed and documents are independent."""
    if counts is None or any(n for kind, n in counts.items() if kind != "added"):
        return None
    rest = minus(after, before)
    return rest if rest is not None and rest.documents >= MIN_DOCUMENTS else None


def added_ids(snapshot: Snapshot) -> np.ndarray:
    """The doc_ids that a build added, as they were in its snapshot."""
    import pyarrow.parquet as pq

    rows = pq.read_table(snapshot.path / "changes.parquet", columns=["after"], filters=[("change", "=", ADDED)])
    return np.asarray(rows["after"].to_numpy(), np.int64)
