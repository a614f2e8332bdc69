"""Leave a snapshot after a build that changed data."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from analytics import __version__
from analytics.ask.size import size
from analytics.files import atomic_path, sync, write_atomically
from analytics.history.changes import Changes, compare_states, only_added, same_documents
from analytics.history.comparing import compare, condition
from analytics.history.drift import MIN_DOCUMENTS, judged
from analytics.history.numbers import count_others, measure_and_count
from analytics.history.rows import load_rows, selected
from analytics.history.snapshot import (
    ADDED,
    ALL,
    CHANGE_COLUMNS,
    FACTS_FILE,
    FOLDER,
    FORMAT,
    ROWS_FOLDER,
    STATE_FILE,
    Snapshot,
    snapshots,
)
from analytics.history.state import State, load_state, log_digest, write_state
from analytics.history.tally import Tally
from analytics.history.texts import texts_of
from analytics.workspace import Manifest, Workspace

KEEP_ROWS = 1
"""Earlier snapshots whose documents are kept, so that a removed or edited text can be shown. Files that the workspace
still uses take no space.
"""

NOT_MEASURED = ("classifier", "whole", "findings")
"""Stages whose tables no number comes from."""


def record(workspace: Workspace, keep_rows: int = KEEP_ROWS) -> Snapshot | None:
    """Write a snapshot when the data differ from those of the last one; None when they are the same.

    Where only the code has changed by which the data are measured, the last snapshot gets the new numbers. Call it
    while the workspace is locked for building.
    """
    manifest = workspace.read_manifest()
    if "documents" not in manifest.tables:
        return None
    existing = snapshots(workspace.path)
    last = existing[-1] if existing else None
    measured = {name: one.fingerprint for name, one in manifest.stages.items() if name not in NOT_MEASURED}
    if last is not None and last.facts["stages"] == measured:
        _prune(existing, keep_rows)
        return None
    connection = workspace.connect(manifest)
    files = list(manifest.tables["documents"].files)
    earlier = last.state() if last is not None else None
    state = load_state(connection, earlier if last is not None and _only_added(last, earlier, files) else None)
    digests = {"digest": state.digest(), "log_digest": log_digest(connection)}
    identity = {"stages": measured, "key": state.key, "document_files": files} | digests
    is_same = last is not None and all(last.facts.get(name) == value for name, value in digests.items())
    changes = None if is_same else _changes(connection, last, earlier, state, files)
    is_same_log = last is not None and last.facts.get("log_digest") == digests["log_digest"]
    if last is not None and (is_same or (changes is not None and is_same_log and not any(changes.counts.values()))):
        _measure_again(workspace, connection, last, state, identity)
        return None
    facts = _facts(connection, manifest, changes) | identity | {"logs_changed": not is_same_log}
    snapshot = _write(workspace, connection, (last.number if last else 0) + 1, state, changes, facts)
    _prune([*existing, snapshot], keep_rows)
    return snapshot


def _only_added(last: Snapshot, earlier: State | None, files: list[str]) -> bool:
    """Whether the documents of the last snapshot are still the first ones, in files that never change."""
    before = list(last.facts.get("document_files", []))
    return earlier is not None and bool(before) and files[: len(before)] == before


def _changes(
    connection: duckdb.DuckDBPyConnection,
    last: Snapshot | None,
    earlier: State | None,
    state: State,
    files: list[str],
) -> Changes | None:
    """What became of the documents of the last snapshot; None when there is none to compare with."""
    if last is None or earlier is None:
        return None
    if _only_added(last, earlier, files):
        return only_added(len(earlier), len(state))
    before = last.document_files()
    texts = (texts_of(connection, before), texts_of(connection)) if before else None
    return compare_states(earlier, state, texts)


def _facts(connection: duckdb.DuckDBPyConnection, manifest: Manifest, changes: Changes | None) -> dict[str, Any]:
    whole = size(connection)
    inputs = manifest.stages["documents"].notes.get("inputs", []) if "documents" in manifest.stages else []
    return {
        "format": FORMAT,
        "at": time.time(),
        "dataloupe": __version__,
        "generation": manifest.generation,
        "documents": whole.documents,
        "tokens": whole.tokens,
        "inputs": [{"name": str(one.get("name")), "documents": one.get("documents")} for one in inputs],
        "changes": None if changes is None else changes.counts,
        "reordered": changes is not None and changes.reordered,
        "appended": changes is not None and _are_last(changes.added, whole.documents),
    }


def _are_last(added: np.ndarray, documents: int) -> bool:
    """Whether the added documents are the last ones, so that all others have the numbers that they had."""
    return np.array_equal(np.sort(added), np.arange(documents - len(added), documents))


def _write(
    workspace: Workspace,
    connection: duckdb.DuckDBPyConnection,
    number: int,
    state: State,
    changes: Changes | None,
    facts: dict[str, Any],
) -> Snapshot:
    """Write the folder of a snapshot under another name, and rename it when it is complete."""
    folder = workspace.path / FOLDER
    folder.mkdir(exist_ok=True)
    for left in folder.glob(".*.tmp"):
        shutil.rmtree(left, ignore_errors=True)
    path = folder / f".{number:04d}-{uuid.uuid4().hex[:8]}.tmp"
    path.mkdir()
    added = changes.added if changes is not None else np.zeros(0, np.int64)
    tallies, others = _write_numbers(connection, path, added)
    facts = facts | _sides(tallies) | _write_drift(connection, path, added, (others, tallies.get(ADDED)))
    _change_rows(changes).to_parquet(path / "changes.parquet", compression="zstd", index=False)
    write_state(path / STATE_FILE, state)
    _keep_documents(workspace, path, facts["document_files"])
    for file in path.glob("*.parquet"):
        sync(file)
    write_atomically(path / FACTS_FILE, json.dumps(facts, indent=1))
    path.replace(folder / f"{number:04d}")
    return Snapshot(number, folder / f"{number:04d}", facts)


def _write_numbers(
    connection: duckdb.DuckDBPyConnection, path: Path, added: np.ndarray
) -> tuple[dict[str, Tally], Tally | None]:
    """Write the numbers and the tallies of all documents, and of the added ones; gives the tallies, and that of the
    documents that were not added, where it follows from these.
    """
    rows = load_rows(connection)
    is_added = np.isin(rows.doc_ids, added)
    measured = {ALL: measure_and_count(connection, rows=rows)}
    if len(added):
        where, some = condition(connection, "added", added), selected(rows, np.flatnonzero(is_added))
        measured[ADDED] = measure_and_count(connection, where, some)
    numbers = [one.assign(scope=scope) for scope, (one, _) in measured.items()]
    tallies = {scope: tally for scope, (_, tally) in measured.items()}
    frames = [tally.frame.assign(scope=scope) for scope, tally in tallies.items()]
    for name, table in (("numbers", pd.concat(numbers)), ("tally", pd.concat(frames))):
        with atomic_path(path / f"{name}.parquet") as temporary:
            table.to_parquet(temporary, compression="zstd", index=False)
    if not len(added):
        return tallies, None
    others = selected(rows, np.flatnonzero(~is_added))
    return tallies, count_others(connection, others, f"NOT ({where})", tallies[ALL], tallies[ADDED])


def _sides(tallies: Mapping[str, Tally]) -> dict[str, Any]:
    sides = {scope: {"documents": one.documents, "clusters": one.cluster_noun} for scope, one in tallies.items()}
    return {"tallies": sides}


def _write_drift(
    connection: duckdb.DuckDBPyConnection, path: Path, added: np.ndarray, tallies: tuple[Tally | None, Tally | None]
) -> dict[str, Any]:
    """Write how the added documents differ from the others; gives the documents that tell them from each other.
    `tallies` are those of the others and of the added ones, where they are known.
    """
    table, meaning = judged([]), None
    if len(added) >= MIN_DOCUMENTS:
        new = condition(connection, "added", added)
        sides = None if tallies[0] is None or tallies[1] is None else (tallies[0], tallies[1])
        table, meaning = compare(connection, f"NOT ({new})", new, sides)
    table.to_parquet(path / "drift.parquet", compression="zstd", index=False)
    if meaning is None:
        return {}
    return {"meaning": {"new_most": list(meaning.new_most), "old_most": list(meaning.old_most)}}


def _measure_again(
    workspace: Workspace,
    connection: duckdb.DuckDBPyConnection,
    last: Snapshot,
    state: State,
    identity: Mapping[str, Any],
) -> None:
    """Replace the numbers of the last snapshot: the data are the same, and the code, the settings or the order of the
    documents is new.
    """
    rows, earlier = last.changes(), last.state()
    if earlier is not None and list(last.facts["document_files"]) != list(identity["document_files"]):
        same = same_documents(earlier, state)
        rows["after"] = _new_ids(rows["after"], same)
        identity = {
            **identity,
            "reordered": bool(last.facts.get("reordered") or (same["before"] != same["after"]).any()),
        }
        with atomic_path(last.path / "changes.parquet") as temporary:
            rows.to_parquet(temporary, compression="zstd", index=False)
    added = np.sort(rows.loc[rows["change"] == "added", "after"].dropna().to_numpy(np.int64))
    measured = _sides(_write_numbers(connection, last.path, added)[0])
    with atomic_path(last.path / STATE_FILE) as temporary:
        write_state(temporary, state)
    _keep_documents(workspace, last.path, list(identity["document_files"]))
    write_atomically(last.path / FACTS_FILE, json.dumps({**last.facts, **identity, **measured}, indent=1))


def _new_ids(ids: pd.Series, pairs: pd.DataFrame) -> pd.Series:
    """The doc_ids that documents have now."""
    return ids.map(dict(zip(pairs["before"], pairs["after"], strict=True))).astype("Int64")


def _change_rows(changes: Changes | None) -> pd.DataFrame:
    """The rows of changes.parquet."""
    if changes is None:
        return pd.DataFrame(columns=list(CHANGE_COLUMNS))
    kinds = [
        pd.DataFrame({"change": "added", "after": changes.added}),
        pd.DataFrame({"change": "removed", "before": changes.removed}),
        changes.edited.rename(columns={"by": "from"}).assign(change="edited"),
        changes.moved.assign(change="moved"),
        changes.relabelled.assign(change="relabelled"),
    ]
    rows = pd.concat([one for one in kinds if len(one)] or kinds, ignore_index=True)
    rows = rows.reindex(columns=list(CHANGE_COLUMNS))
    return rows.astype({"before": "Int64", "after": "Int64", "from": "string", "to": "string"})


def _keep_documents(workspace: Workspace, path: Path, names: list[str]) -> None:
    """Keep the files of `documents` in the folder of a snapshot: as links where the file system has them."""
    folder = path / ROWS_FOLDER
    folder.mkdir(exist_ok=True)
    for name in names:
        if not (folder / name).exists():
            try:
                os.link(workspace.tables_path / name, folder / name)
            except OSError:
                shutil.copyfile(workspace.tables_path / name, folder / name)


def _prune(existing: list[Snapshot], keep_rows: int) -> None:
    """Delete the hashes of all but the newest snapshot, and the documents of all but the newest `keep_rows` + 1."""
    for place, one in enumerate(reversed(existing)):
        if place > 0:
            (one.path / STATE_FILE).unlink(missing_ok=True)
        if place > keep_rows:
            with contextlib.suppress(OSError):
                shutil.rmtree(one.path / ROWS_FOLDER)
