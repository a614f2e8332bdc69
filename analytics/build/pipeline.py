"""Which stages there are, and the build that runs those that are stale (`schedule` says when)."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from analytics.build.engine import Engine, ThreadEngine
from analytics.build.schedule import run_stages, stages_at_once
from analytics.build.stage import Context, Stage
from analytics.build.stage_reports import StageListener, StageReports
from analytics.errors import DataloupeError
from analytics.ingest.inputs import Input
from analytics.layouts import with_layout
from analytics.system import memory_limit, one_blas_thread, release_memory
from analytics.workspace import Manifest, Progress, Workspace, create_workspace

STAGE_MODULES = (
    "documents",
    "conversations",
    "scan",
    "behaviour",
    "encode",
    "neighbors",
    "prompts",
    "duplicates",
    "passages",
    "contamination",
    "corpus_pairs",
    "evaluation_sets",
    "layout",
    "topics",
    "content",
    "labels",
    "findings",
)
"""Modules of `analytics.build` with one `STAGE` each, in the order in which they run."""

ON_DEMAND_MODULES = ("classifier", "whole")
"""Stages that run when somebody asks for them. A build only hides their tables, when it changes what they depend on."""

ONCE = ("recluster",)
"""Options of one build, which the next one does not repeat."""


def stages(until: str | None = None) -> list[Stage]:
    """All stages in order, up to and including `until`. Raises DataloupeError naming the stages there are."""
    every = [import_module(f"analytics.build.{name}").STAGE for name in STAGE_MODULES]
    names = [stage.name for stage in every]
    if until is None:
        return every
    if until not in names:
        raise DataloupeError(f"There is no stage {until!r}. There are: {', '.join(names)}.")
    return every[: names.index(until) + 1]


def on_demand_stages() -> list[Stage]:
    """The stages that a build does not run."""
    return [import_module(f"analytics.build.{name}").STAGE for name in ON_DEMAND_MODULES]


def stages_for(tables: Collection[str]) -> list[Stage]:
    """The stages that make these tables, and those that make what they read, in order."""
    needed, makers = set(tables), []
    for stage in reversed(stages()):
        if needed & set(stage.writes):
            needed |= set(stage.reads)
            makers.append(stage)
    return makers[::-1]


def downstream(stage: Stage) -> set[str]:
    """The names of all stages that use, directly or through others, what `stage` writes."""
    changed, users = set(stage.writes), set()
    for later in (*stages(), *on_demand_stages()):
        if later.name != stage.name and changed & {*later.reads, *later.optional_reads}:
            changed |= set(later.writes)
            users.add(later.name)
    return users


def build(
    workspace_path: str,
    sources: Sequence[str],
    options: Mapping[str, Any] | None = None,
    until: str | None = None,
    engine: Engine | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    on_stage: StageListener | None = None,
    tables: Collection[str] | None = None,
    inputs: Sequence[Input] | None = None,
    keep_rows: int = 1,
) -> Workspace:
    """Bring the workspace up to date with `sources` and `options`: run the stages whose dependencies have changed.

    With `tables`, only the stages run that make them; `inputs` are those of the sources, where they are known. A whole
    build that changed data leaves a snapshot (`history`), with the documents of `keep_rows` earlier ones.
    Stages run side by side, in threads (`schedule`). `on_progress` is called a few times a second, and
    `on_stage(stage, state, manifest)` when a stage is "started", "finished" or "fresh" (skipped): one call at a time.
    Raises DataloupeError for input that cannot be used, or when another process builds.
    """
    from analytics.history.recording import record
    from analytics.ingest import find_inputs
    from analytics.ingest.corrected_inputs import with_used_corrections

    if keep_rows < 0:
        raise DataloupeError(f"The rows of {keep_rows} snapshots cannot be kept. Give 0 or more.")
    options = with_layout(options or {})
    selected = stages(until) if tables is None else stages_for(tables)
    inputs = find_inputs(sources, options) if inputs is None else inputs
    options = with_used_corrections(inputs, options)
    workspace = create_workspace(workspace_path)
    options = _with_evaluation_sets(workspace, options)
    paths = [str(Path(source).expanduser().absolute()) for source in sources]
    reports = StageReports(selected, workspace.reporting(on_progress), on_stage)
    run = _Build(workspace, paths, inputs, options, engine or ThreadEngine(), reports)
    users = {stage.name: downstream(stage) for stage in selected}
    with workspace.lock():
        _remove_former_stages(workspace)
        with one_blas_thread():
            run_stages(selected, users, run.stages_at_once, run.update)
        if until is None and tables is None:
            record(workspace, keep_rows)
    return workspace


@dataclass(frozen=True)
class _Build:
    """What all stages of one build share. Stages may run in several threads: one of them commits at a time."""

    workspace: Workspace
    sources: list[str]
    inputs: Sequence[Any]
    options: dict[str, Any]
    engine: Engine
    reports: StageReports
    committing: threading.Lock = field(default_factory=threading.Lock)

    def stages_at_once(self) -> int:
        """How many stages may run at the same time, with as many documents as have been read."""
        documents = self.workspace.read_manifest().tables.get("documents")
        return stages_at_once(self.engine, documents.rows if documents else 0)

    def update(self, stage: Stage) -> None:
        """Run a stage unless it is fresh. A stage whose tables to read do not exist loses its own tables."""
        manifest = self.workspace.read_manifest()
        with self.reports.running(stage):
            if any(name not in manifest.tables for name in stage.reads):
                if stage.name in manifest.stages:
                    with self.committing:
                        self.workspace.commit(stage.name, None, {}, downstream(stage))
                return
            inputs = [one.fingerprint for one in self.inputs] if not stage.reads else None
            fingerprint = stage.fingerprint(manifest, self.options, inputs)
            if stage.name in manifest.stages and manifest.stages[stage.name].fingerprint == fingerprint:
                self.reports.stage(stage, "fresh", manifest)
                return
            self.reports.stage(stage, "started", manifest)
            manifest = self._run(stage, _seen_by(stage, manifest), fingerprint)
            self.reports.stage(stage, "finished", manifest)

    def _run(self, stage: Stage, manifest: Manifest, fingerprint: str) -> Manifest:
        self.reports.progress(Progress(stage.name, 0, None, "rows", time.time(), time.time()))
        options = {**self.options, "inputs": self.inputs}
        context = Context(self.workspace, manifest, stage, fingerprint, options, self.engine, self.reports.progress)
        with _one_line_when_memory_is_full(stage):
            stage.run(context)
        release_memory()
        kept = {name: value for name, value in self.options.items() if name not in ONCE}
        with self.committing:
            return context.commit(downstream(stage), build={"sources": self.sources, "options": kept})


def _with_evaluation_sets(workspace: Workspace, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options, with the evaluation sets of the workspace as they are now: documents are compared with them."""
    from analytics.build.evaluation_sets import OPTION, fingerprints

    others = {name: value for name, value in options.items() if name != OPTION}
    sets = fingerprints(workspace.path)
    return others | {OPTION: sets} if sets else others


@contextlib.contextmanager
def _one_line_when_memory_is_full(stage: Stage) -> Iterator[None]:
    import duckdb

    try:
        yield
    except (MemoryError, duckdb.OutOfMemoryException):
        limit = memory_limit()
        allowed = f"the {limit / 1e9:.3g} GB of --memory" if limit else "the memory that is free"
        raise DataloupeError(
            f"The stage {stage.name!r} ({stage.title}) needs more than {allowed}. Finished stages are kept. "
            "Run the same command again with more memory, or stop before this stage with --until."
        ) from None


def _seen_by(stage: Stage, manifest: Manifest) -> Manifest:
    """The manifest with the tables that a stage declares: what it sees does not depend on what else runs."""
    declared = {*stage.reads, *stage.optional_reads, *stage.writes}
    return replace(manifest, tables={name: table for name, table in manifest.tables.items() if name in declared})


def _remove_former_stages(workspace: Workspace) -> None:
    """Remove the tables of stages that this version does not have."""
    manifest = workspace.read_manifest()
    known = {stage.name for stage in (*stages(), *on_demand_stages())}
    makers = {table.stage for table in (*manifest.tables.values(), *manifest.outdated_tables.values())}
    for stage in sorted({*makers, *manifest.stages, *manifest.outdated_stages} - known):
        workspace.commit(stage, None, {})
