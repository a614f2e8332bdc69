"""Which stages there are, in which order they run, and which of them are stale."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from analytics.build.engine import Engine, ThreadEngine
from analytics.build.stage import Context, Stage
from analytics.errors import DataloupeError
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
    "layout",
    "topics",
    "content",
    "labels",
)
"""Modules of `analytics.build`, each with one `STAGE`, in the order in which they run."""


ON_DEMAND_MODULES = ("classifier",)
"""Stages that run when somebody asks for them: a build only hides what they made when it changes what that was made
from.
"""


@dataclass(frozen=True)
class StageState:
    """Whether a stage is `fresh`, `stale` (it was made from something else), `missing`, or `waiting` for tables it
    reads.
    """

    stage: Stage
    state: str
    fingerprint: str


def stages(until: str | None = None) -> list[Stage]:
    """All stages in order, up to and including `until`. Raises DataloupeError naming the stages there are."""
    every = [import_module(f"analytics.build.{name}").STAGE for name in STAGE_MODULES]
    names = [stage.name for stage in every]
    if until is None:
        return every
    if until not in names:
        raise DataloupeError(f"there is no stage {until!r} - the stages are {', '.join(names)}")
    return every[: names.index(until) + 1]


def on_demand_stages() -> list[Stage]:
    """The stages that a build does not run."""
    return [import_module(f"analytics.build.{name}").STAGE for name in ON_DEMAND_MODULES]


def stages_for(tables: Collection[str]) -> list[Stage]:
    """Only the stages that these tables come from, directly or through what others read, in order."""
    wanted, found = set(tables), []
    for stage in reversed(stages()):
        if wanted & set(stage.writes):
            wanted |= set(stage.reads)
            found.append(stage)
    return found[::-1]


def downstream(stage: Stage) -> set[str]:
    """The names of all stages that use, directly or through others, what `stage` writes."""
    written, found = set(stage.writes), set()
    for later in (*stages(), *on_demand_stages()):
        if later.name != stage.name and written & {*later.reads, *later.optional_reads}:
            written |= set(later.writes)
            found.add(later.name)
    return found


def build(
    workspace_path: str,
    sources: Sequence[str],
    options: Mapping[str, Any] | None = None,
    until: str | None = None,
    engine: Engine | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    on_stage: Callable[[Stage, str, Manifest], None] | None = None,
    tables: Collection[str] | None = None,
) -> Workspace:
    """Bring the workspace up to date with `sources` and `options`, running only the stages whose inputs changed; with
    `tables`, only those that make them.

    `on_progress` hears where the running stage is a few times a second; `on_stage(stage, state, manifest)` hears of
    each stage "started", "finished" or "fresh" (skipped). Raises DataloupeError for input that cannot be used, or when
    another process builds.
    """
    from analytics.ingest import find_inputs

    options = dict(options or {})
    chosen = stages(until) if tables is None else stages_for(tables)
    inputs = find_inputs(sources, options)
    workspace = create_workspace(workspace_path)
    say = on_stage or (lambda stage, state, manifest: None)

    report = workspace.reporting(on_progress)
    with workspace.lock():
        manifest = _without_former_stages(workspace)
        for number, stage in enumerate(chosen):
            outdated = downstream(stage)
            if any(name not in manifest.tables for name in stage.reads):
                if stage.name in manifest.stages:
                    manifest = workspace.commit(stage.name, None, {}, outdated)
                continue
            what_goes_in = [one.fingerprint for one in inputs] if not stage.reads else None
            fingerprint = stage.fingerprint(manifest, options, what_goes_in)
            if stage.name in manifest.stages and manifest.stages[stage.name].fingerprint == fingerprint:
                say(stage, "fresh", manifest)
                continue
            say(stage, "started", manifest)
            remaining = tuple(later.name for later in chosen[number + 1 :])
            report(Progress(stage.name, 0, None, "rows", time.time(), time.time(), remaining))
            context = Context(
                workspace,
                manifest,
                stage,
                fingerprint,
                {**options, "inputs": inputs},
                engine or ThreadEngine(),
                report,
                remaining,
            )
            stage.run(context)
            manifest = context.commit(
                outdated,
                build={
                    "sources": [str(Path(source).expanduser().absolute()) for source in sources],
                    "options": options,
                },
            )
            say(stage, "finished", manifest)
    return workspace


def _without_former_stages(workspace: Workspace) -> Manifest:
    """The manifest, after the tables of stages that this dataloupe does not have any more were removed."""
    manifest = workspace.read_manifest()
    known = {stage.name for stage in (*stages(), *on_demand_stages())}
    made = {table.stage for table in (*manifest.tables.values(), *manifest.outdated_tables.values())}
    for stage in sorted({*made, *manifest.stages, *manifest.outdated_stages} - known):
        manifest = workspace.commit(stage, None, {})
    return manifest


def states(workspace: Workspace) -> list[StageState]:
    """The state of every stage, from the sources and options of the last build. Inputs that are gone count as
    changed.
    """
    from analytics.ingest import find_inputs

    manifest = workspace.read_manifest()
    options = dict(manifest.build.get("options", {}))
    try:
        inputs = [one.fingerprint for one in find_inputs(manifest.build.get("sources", []), options)]
    except DataloupeError:
        inputs = []
    found: list[StageState] = []
    doomed: set[str] = set()
    for stage in stages():
        fingerprint = stage.fingerprint(manifest, options, inputs if not stage.reads else None)
        if any(name not in manifest.tables for name in stage.reads):
            state = "waiting"
        elif stage.name not in manifest.stages:
            state = "missing"
        else:
            state = (
                "stale" if stage.name in doomed or manifest.stages[stage.name].fingerprint != fingerprint else "fresh"
            )
        if state != "fresh":
            doomed |= downstream(stage)
        found.append(StageState(stage, state, fingerprint))
    return found
