"""The snapshots of a workspace: one folder for each build that changed data, small enough to keep for years.

    history/
      0003/
        snapshot.json     when, from which inputs, how many documents, and how many were added, removed, edited ...
        numbers.parquet   the table of `history.numbers`, with `scope`: all documents, or those that were added
        tally.parquet     what later comparisons need (`history.tally`), with `scope`
        drift.parquet     how the added documents differ from the others (`history.drift`)
        changes.parquet   the documents that were added, removed, edited, moved to another source, relabelled
        state.parquet     hashes of all documents; only of the newest snapshot
        documents/        the files of the table `documents`; only of the newest snapshots (`--keep-rows`)

A folder gets its name by one rename when it is complete.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.errors import DataloupeError
from analytics.history.state import State, read_state
from analytics.history.tally import Tally

FOLDER = "history"
FORMAT = 1
ALL, ADDED = "all", "added"
FACTS_FILE, STATE_FILE, ROWS_FOLDER = "snapshot.json", "state.parquet", "documents"
CHANGE_COLUMNS = ("change", "before", "after", "from", "to")


@dataclass(frozen=True)
class Snapshot:
    """One snapshot: its number (from 1), and the facts of its snapshot.json."""

    number: int
    path: Path
    facts: Mapping[str, Any] = field(repr=False)

    @property
    def at(self) -> datetime:
        """When the build ended, in UTC."""
        return datetime.fromtimestamp(self.facts["at"], UTC)

    @property
    def documents(self) -> int:
        return int(self.facts["documents"])

    @property
    def tokens(self) -> int | None:
        return self.facts.get("tokens")

    @property
    def counts(self) -> dict[str, int]:
        """How many documents were added, removed, edited, moved, relabelled, refilled; empty for the first snapshot."""
        return dict(self.facts.get("changes") or {})

    @property
    def name(self) -> str:
        """`3 (27 Nov 2026, 14:05)`, in UTC."""
        return f"{self.number} ({self.at:%-d %b %Y, %H:%M})"

    def numbers(self, scope: str = ALL) -> pd.DataFrame:
        """The table of `history.numbers.measure`, of all documents or of those that were added."""
        table = pd.read_parquet(self.path / "numbers.parquet", filters=[("scope", "=", scope)])
        return table.drop(columns="scope").reset_index(drop=True)

    def tally(self, scope: str = ALL) -> Tally:
        """What comparisons need, of all documents or of those that were added."""
        table = pd.read_parquet(self.path / "tally.parquet", filters=[("scope", "=", scope)])
        side = self.facts["tallies"].get(scope, {"documents": 0, "clusters": "document"})
        return Tally(side["documents"], side["clusters"], table.drop(columns="scope").reset_index(drop=True))

    def drift(self) -> pd.DataFrame:
        """How the added documents differ from those that were there; empty for the first snapshot."""
        return pd.read_parquet(self.path / "drift.parquet")

    def changes(self) -> pd.DataFrame:
        """The documents that changed, with CHANGE_COLUMNS: `before` and `after` are doc_ids in the earlier and in this
        snapshot, `from` and `to` sources or labels; for edited documents `from` is "key" or "words".
        """
        return pd.read_parquet(self.path / "changes.parquet")

    def state(self) -> State | None:
        """The hashes of all documents; None for all but the newest snapshot."""
        path = self.path / STATE_FILE
        return read_state(path, self.facts.get("key")) if path.is_file() else None

    def document_files(self) -> list[Path]:
        """The files of the table `documents` at that time; none where they are not kept."""
        names = self.facts.get("document_files", [])
        files = [self.path / ROWS_FOLDER / name for name in names]
        return files if files and all(file.is_file() for file in files) else []


def snapshots(workspace_path: Path) -> list[Snapshot]:
    """All snapshots of a workspace, the oldest first; none for one that was built before snapshots existed."""
    folder = workspace_path / FOLDER
    if not folder.is_dir():
        return []
    paths = [path for path in folder.iterdir() if re.fullmatch(r"\d{4,}", path.name) and (path / FACTS_FILE).is_file()]
    return [_read(path) for path in sorted(paths, key=lambda path: int(path.name))]


def snapshot_named(workspace_path: Path, name: str) -> Snapshot:
    """The snapshot `3`, `last` (the newest) or `previous`. Raises DataloupeError naming those that there are."""
    existing = snapshots(workspace_path)
    places = {"last": -1, "previous": -2}
    if name in places and len(existing) >= -places[name]:
        return existing[places[name]]
    chosen = [one for one in existing if str(one.number) == name]
    if not chosen:
        numbers = ", ".join(str(one.number) for one in existing[-12:])
        known = f"It has: {numbers}, last." if existing else "It has none yet: the next build leaves one."
        raise DataloupeError(f"{workspace_path} has no snapshot {name!r}. {known}")
    return chosen[0]


def _read(path: Path) -> Snapshot:
    try:
        facts = json.loads((path / FACTS_FILE).read_text(encoding="utf-8"))
        return Snapshot(int(path.name), path, facts)
    except (OSError, ValueError) as error:
        raise DataloupeError(f"{path} is damaged: {error}. Delete the folder to go on without it.") from None
