"""Evaluation sets of the workspace: which documents contain their items, verbatim or edited.

What was compared stays: a new set is compared with all documents, new documents with all sets, and nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.batch.contamination import Items
from analytics.batch.near_items import NearItems
from analytics.build.code_fingerprint import code_fingerprint
from analytics.build.engine import Engine, ThreadEngine
from analytics.build.stage import Context, Stage
from analytics.build.table_map import map_table
from analytics.errors import DataloupeError
from analytics.workspace import Progress, Workspace, open_workspace
from analytics.workspace.evaluation_sets import EvaluationSet, evaluation_sets

OPTION = "evaluation_sets"
MATCHES = pa.schema(
    {
        "set": pa.string(),
        "item": pa.int32(),
        "doc_id": pa.int64(),
        "n_grams": pa.int32(),
        "containment": pa.float32(),
        "near": pa.float32(),
        "is_same": pa.bool_(),
        "start": pa.int64(),
        "stop": pa.int64(),
    }
)
"""`containment` is the share of the item's 13-grams that are in the document, `n_grams` their number; `near` the share
of its three-word sequences in one passage; `is_same`: the document is the item. The passage is the bytes [start, stop).
"""

ITEMS = pa.schema(
    {"set": pa.string(), "version": pa.int32(), "item": pa.int32(), "id": pa.string(), "text": pa.string()}
)


def fingerprints(workspace: Path) -> dict[str, str]:
    """The content of the last version of each set, by name: an option of the build."""
    return {one.name: f"{one.version} {one.content_hash}" for one in evaluation_sets(workspace)}


def compare(
    path: str, engine: Engine | None = None, on_progress: Callable[[Progress], None] | None = None
) -> Workspace:
    """Compare what was not compared yet: new sets, new versions, new documents. Raises DataloupeError when the
    workspace is being built or has no documents.
    """
    workspace = open_workspace(path)
    with workspace.lock():
        manifest = workspace.read_manifest()
        if "documents" not in manifest.tables:
            raise DataloupeError(
                f"{path} has no documents yet. Build it first: dataloupe build SOURCE... --workspace {path}."
            )
        options = {OPTION: fingerprints(workspace.path)}
        fingerprint = STAGE.fingerprint(manifest, options)
        if STAGE.name in manifest.stages and manifest.stages[STAGE.name].fingerprint == fingerprint:
            return workspace
        report = workspace.reporting(on_progress)
        context = Context(workspace, manifest, STAGE, fingerprint, options, engine or ThreadEngine(), report)
        STAGE.run(context)
        context.commit()
    return workspace


def run(context: Context) -> None:
    """Compare each set with the documents that it was not compared with, and keep all other matches."""
    sets = evaluation_sets(context.workspace.path) if context.options.get(OPTION) else []
    if not sets:
        return
    earlier = _earlier(context)
    files = [str(file.name) for file in context.workspace.files("documents", context.manifest)]
    compared: dict[str, Any] = {}
    for one in sets:
        noted = earlier.get(one.name, {})
        is_current = noted.get("hash") == one.content_hash and noted.get("files", []) == files[: len(noted["files"])]
        covered = len(noted["files"]) if is_current else 0
        kept = noted["matches"] if is_current else {}
        for file, rows in kept.items():
            context.keep_file("evaluation_matches", file, rows)
        new = context.workspace.files("documents", context.manifest)[covered:]
        matches = dict(kept) | (_compare(context, one, new) if new else {})
        compared[one.name] = {"hash": one.content_hash, "version": one.version, "files": files, "matches": matches}
    context.notes["compared"] = compared
    context.notes["code"] = code_fingerprint(context.stage.run.__module__)
    writer = context.writer("evaluation_set_items", ITEMS)
    for one in sets:
        writer.write(_items(one))


@dataclass(frozen=True)
class SetMatches:
    """The rows of `evaluation_matches` for a batch of texts (doc_id, text)."""

    name: str
    items: Items
    near: NearItems
    hashes: np.ndarray

    def __call__(self, batch: pa.RecordBatch) -> pa.Table:
        verbatim, edited = pa.table(self.items(batch)), pa.table(self.near(batch))
        verbatim = verbatim.rename_columns(["doc_id", "item", "n_grams", "containment", "start", "stop"])
        edited = edited.rename_columns(["doc_id", "item", "sequences", "near", "near_start", "near_stop"])
        both = verbatim.join(edited, ["doc_id", "item"], join_type="full outer")
        both = both.sort_by([("doc_id", "ascending"), ("item", "ascending")])
        place = np.searchsorted(batch.column("doc_id").to_numpy(), both["doc_id"].to_numpy())
        texts = batch.column("text").take(pa.array(place)).to_pylist()
        same = [hash_of(text) == self.hashes[item] for text, item in zip(texts, both["item"].to_pylist(), strict=True)]
        columns = {
            "set": pa.array([self.name] * len(both), pa.string()),
            "item": both["item"],
            "doc_id": both["doc_id"],
            "n_grams": pc.fill_null(both["n_grams"], 0),
            "containment": pc.fill_null(both["containment"], 0.0),
            "near": pc.fill_null(pc.min_element_wise(both["near"], 1.0, skip_nulls=False), 0.0),
            "is_same": pa.array(same, pa.bool_()),
            "start": pc.coalesce(both["start"], both["near_start"]),
            "stop": pc.coalesce(both["stop"], both["near_stop"]),
        }
        return pa.table(columns).cast(MATCHES)


def hash_of(text: str | None) -> str:
    """The words of a text, lower case and with single spaces."""
    return " ".join((text or "").lower().split())


def _compare(context: Context, one: EvaluationSet, files: list[Path]) -> dict[str, int]:
    """Write the matches of a set in these files of documents; gives the rows of each file that was written."""
    texts = one.rows()["text"].to_pylist()
    function = SetMatches(
        one.name, Items.of(texts), NearItems.of(texts), np.array([hash_of(text) for text in texts], object)
    )
    before = context.new_files("evaluation_matches")
    map_table(context, function, {"evaluation_matches": MATCHES}, files=files)
    return {file: rows for file, rows in context.new_files("evaluation_matches").items() if file not in before}


def _items(one: EvaluationSet) -> pa.Table:
    rows = one.rows()
    n = len(rows)
    columns = {"set": [one.name] * n, "version": [one.version] * n, "item": list(range(n))}
    return pa.table({**columns, "id": rows["id"], "text": rows["text"]}).cast(ITEMS)


def _earlier(context: Context) -> Mapping[str, Any]:
    """What the last run with this code compared, by the name of the set."""
    previous = context.previous("evaluation_matches")
    if previous is None or previous[1].notes.get("code") != code_fingerprint(context.stage.run.__module__):
        return {}
    there = {file.name for file in previous[0] if file.is_file()}
    compared: Mapping[str, Any] = previous[1].notes.get("compared", {})
    return {name: noted for name, noted in compared.items() if set(noted["matches"]) <= there}


STAGE = Stage(
    name="evaluation_sets",
    title="Compare with evaluation sets",
    reads=("documents",),
    writes=("evaluation_matches", "evaluation_set_items"),
    run=run,
    options=(OPTION,),
)
