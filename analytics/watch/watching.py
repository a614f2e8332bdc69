"""One look at the watched places: new batches are taken or refused, and a build adds what was taken."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analytics import __version__
from analytics.errors import DataloupeError
from analytics.files import write_atomically
from analytics.ingest.remote import is_remote
from analytics.watch.gate import refusal
from analytics.watch.new_files import SETTLE_SECONDS, Batch, new_files
from analytics.watch.new_rows import is_table, new_rows
from analytics.workspace import open_workspace
from analytics.workspace.arrivals import Arrivals

BUILT = ".built"
"""What the last completed build was made of: where nothing is new, nothing is built."""
Build = Callable[[Path, list[str]], None]
"""Builds the workspace from these files."""


@dataclass
class Look:
    """What a look did: names of batches that were taken, and of refused ones with the reason."""

    taken: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def summary_text(self) -> str:
        """`2 batches joined, 1 is in quarantine (a.csv: ...).`"""
        texts = [f"{len(self.taken)} batch{'es' * (len(self.taken) != 1)} joined"] if self.taken else []
        texts += [f"{name} is in quarantine: {reason}" for name, reason in self.refused.items()]
        return "; ".join([*texts, *self.errors]) or "Nothing new."


def look(
    workspace: Path,
    sources: Sequence[str],
    options: Mapping[str, Any],
    build: Build,
    settle: float = SETTLE_SECONDS,
) -> Look:
    """Take what is new, and build. Each batch is taken exactly once, also when this process is killed at any point: a
    build that was interrupted continues at the next look. Raises DataloupeError when another process watches or builds.
    """
    import filelock

    arrivals, seen = Arrivals(workspace), Look()
    arrivals.folder.mkdir(parents=True, exist_ok=True)
    try:
        with filelock.FileLock(arrivals.folder / ".lock", timeout=0):
            arrivals.prepare()
            for source in sources:
                _take(source, arrivals, options, settle, seen)
            files = [str(file) for file in arrivals.files()]
            if files and _built(arrivals) != _wanted(arrivals, options):
                build(workspace, files)
                write_atomically(arrivals.folder / BUILT, _wanted(arrivals, options))
    except filelock.Timeout:
        raise DataloupeError(f"Another process watches for {workspace}.") from None
    return seen


def _wanted(arrivals: Arrivals, options: Mapping[str, Any]) -> str:
    """What a completed build leaves behind: its files and options, the version, and the state of the workspace."""
    generation = open_workspace(arrivals.workspace).read_manifest().generation
    names = [file.name for file in arrivals.files()]
    return json.dumps([__version__, generation, names, dict(options)], default=str, sort_keys=True)


def _built(arrivals: Arrivals) -> str | None:
    try:
        return (arrivals.folder / BUILT).read_text("utf-8")
    except OSError:
        return None


def _take(source: str, arrivals: Arrivals, options: Mapping[str, Any], settle: float, seen: Look) -> None:
    """Take the new batches of a source. A source that cannot be read does not stop the others."""
    try:
        settle = 0.0 if is_remote(source) else settle  # a copy is complete
        for batch in new_rows(source, arrivals) if is_table(source) else new_files([source], arrivals, settle):
            _join(batch, arrivals, options, seen)
    except DataloupeError as error:
        seen.errors.append(str(error))


def _join(batch: Batch, arrivals: Arrivals, options: Mapping[str, Any], seen: Look) -> None:
    reason = refusal(batch.file, arrivals.workspace, options)
    if reason is None:
        arrivals.take(batch.file, batch.key, batch.name)
        seen.taken.append(batch.name)
    else:
        facts = {"checks": reason.checks, "documents": reason.documents}
        arrivals.refuse(batch.file, batch.key, batch.name, reason.text, **facts)
        seen.refused[batch.name] = reason.text
