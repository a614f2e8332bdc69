"""A recipe over a corpus in shards: every shard is written by one worker, and the counts are those of one machine."""

from __future__ import annotations

import contextlib
import hashlib
import json
import pickle
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec.structs import replace

from analytics.build.code_fingerprint import code_fingerprint
from analytics.build.engine import Engine
from analytics.build.engines.spark import SparkEngine
from analytics.build.shards.decided import Decided, decide, masks
from analytics.build.shards.metadata import with_columns
from analytics.build.shards.near_duplicates import NearDuplicates
from analytics.build.shards.shard import Shard, build_shards
from analytics.errors import DataloupeError
from analytics.files import write_atomically
from analytics.recipe.binding import check_bound
from analytics.recipe.export import Written, export
from analytics.recipe.model import Counts, Recipe
from analytics.recipe.outcome import MAX_COUNTED_SOURCES, outcome

if TYPE_CHECKING:
    from analytics.ingest import Input

SHARD_TABLES = {
    "documents",
    "metadata",
    "signals",
    "signatures",
    "content",
    "quality",
    "duplicate_pairs",
    "corpus_pairs",
}
"""What a shard, or all shards together, can have. Other tables need all documents on one machine."""
STEPS = ("exclude", "fail rules", "keep only", "tag", "mask", "deduplicate")


@dataclass(frozen=True)
class ShardResult:
    """What was written of one shard, or of all: counts of all documents, of the kept ones, and for each step of those
    that it affects in its place and as the only step.
    """

    written: Written
    documents: Counts
    kept: Counts
    steps: Mapping[int, tuple[Counts, Counts]]

    def __add__(self, other: ShardResult) -> ShardResult:
        steps = {
            index: (add(affected, other.steps[index][0]), add(alone, other.steps[index][1]))
            for index, (affected, alone) in self.steps.items()
        }
        documents, kept = add(self.documents, other.documents), add(self.kept, other.kept)
        return ShardResult(self.written + other.written, documents, kept, steps)

    def counted(self, recipe: Recipe) -> Recipe:
        """The recipe with these counts."""
        steps = tuple(
            replace(step, counts=_largest(self.steps[index][0]) if index in self.steps else None)
            for index, step in enumerate(recipe.steps)
        )
        return replace(recipe, steps=steps, documents=_largest(self.documents), kept=_largest(self.kept))


@dataclass(frozen=True)
class ExportShard:
    """A task: write what the recipe keeps of a shard, and what it removes."""

    shard: Shard
    recipe: Recipe
    decided: Decided
    out: str
    rejected: str | None
    record: str

    def __call__(self) -> ShardResult:
        record = Path(self.record)
        if record.is_file():
            finished: ShardResult = pickle.loads(record.read_bytes())
            return finished
        manifest, connection = self.shard.workspace.read_manifest(), self.shard.connect()
        result = outcome(connection, self.recipe, decided=masks(self.shard, self.decided))
        check_bound(connection, manifest, self.recipe, elsewhere=True)
        written = export(connection, result, self.out, self.rejected, first_doc_id=self.shard.first)
        every = len(result.doc_ids)
        steps = {
            index: (result.counts(result.affected(index), every), result.counts(alone, every))
            for index, alone in result.alone.items()
        }
        documents = result.counts(np.ones(every, bool), every)
        finished = ShardResult(written, documents, result.counts(result.kept, every), steps)
        write_atomically(record, pickle.dumps(finished))
        return finished


def check_recipe(recipe: Recipe) -> None:
    """Raises DataloupeError that names the first step that needs all documents on one machine."""
    for number, step in enumerate(recipe.steps, 1):
        action = step.action
        beyond = action.tables() - SHARD_TABLES | ({action.kind} - set(STEPS))
        if step.active and beyond:
            raise DataloupeError(
                f"Step {number} ({action.kind}) needs {', '.join(sorted(beyond))} of all documents on one machine. "
                "Switch it off, or run the recipe with --engine threads on a sample."
            )


def apply_to_shards(
    engine: SparkEngine,
    inputs: Sequence[Input],
    options: Mapping[str, Any],
    recipe: Recipe,
    out: Path,
    rejected: Path | None = None,
    classifier: str | None = None,
    on_step: Callable[[str], None] = lambda title: None,
) -> ShardResult:
    """Run the recipe over the inputs; `out` and `rejected` become folders with a file for each shard.

    A killed run continues: shards, pairs and files that an earlier run of the same recipe finished are used.
    """
    check_recipe(recipe)
    tables = recipe.tables()
    needs_pairs = "duplicate_pairs" in tables
    of_shards = tables - {"duplicate_pairs", "quality"} | ({"signatures"} if needs_pairs else set())
    with work_folder(
        out, [inputs, sorted(options.items()), engine.workers, recipe.without_counts(), classifier]
    ) as folder:
        on_step("Read and measure the shards")
        shards = with_columns(engine, build_shards(engine, inputs, options, of_shards, folder, classifier), folder)
        decided: Decided = {}
        if needs_pairs:
            on_step("Find and verify duplicates")
            near = NearDuplicates(engine, shards, folder)
            near.pairs()
            on_step("Decide which duplicates are kept")
            decided = decide(near, recipe)
        on_step("Write the documents")
        return _write(engine, shards, recipe, decided, folder, out, rejected)


def _write(
    engine: Engine,
    shards: Sequence[Shard],
    recipe: Recipe,
    decided: Decided,
    folder: Path,
    out: Path,
    rejected: Path | None,
) -> ShardResult:
    for target in filter(None, (out, rejected)):
        target.mkdir(parents=True, exist_ok=True)
    tasks = [
        ExportShard(
            shard,
            recipe,
            decided,
            _file(out, shard),
            _file(rejected, shard) if rejected else None,
            str(folder / f"written-{shard.number:05}.pickle"),
        )
        for shard in shards
    ]
    results = dict(engine.run(tasks, folder))
    total: ShardResult = results[0]
    for number in range(1, len(shards)):
        total = total + results[number]
    return total


def _file(folder: Path, shard: Shard) -> str:
    return str(folder / f"shard-{shard.number:05}{folder.suffix}")


@contextlib.contextmanager
def work_folder(out: Path, settings: Sequence[object]) -> Iterator[Path]:
    """The folder with unfinished work next to `out`: that of an earlier run with the same settings and code, or a new
    one. It is deleted when the work is done.
    """
    folder = out.with_name(f"{out.name}.unfinished")
    digest = hashlib.sha256(repr([*settings, code_fingerprint(__name__)]).encode()).hexdigest()
    mark = folder / "settings.json"
    if not (mark.is_file() and json.loads(mark.read_text()) == digest):
        for old in (folder, out):
            shutil.rmtree(old, ignore_errors=True)
        folder.mkdir(parents=True)
        write_atomically(mark, json.dumps(digest))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def add(one: Counts, other: Counts) -> Counts:
    """The counts of two sets of documents together."""
    tokens = None if one.tokens is None or other.tokens is None else one.tokens + other.tokens
    names = dict.fromkeys([*one.by_source, *other.by_source])
    by_source = {name: one.by_source.get(name, 0) + other.by_source.get(name, 0) for name in names}
    return Counts(one.documents + other.documents, tokens, by_source)


def _largest(counts: Counts) -> Counts:
    """With the counts of the largest sources only, as `Outcome.counts`."""
    order = sorted(counts.by_source.items(), key=lambda one: -one[1])[:MAX_COUNTED_SOURCES]
    return replace(counts, by_source=dict(order))
