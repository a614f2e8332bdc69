"""Which stages of a workspace are fresh, stale or missing?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analytics.build import pipeline
from analytics.build.stage import Stage
from analytics.errors import DataloupeError
from analytics.workspace import Manifest, Workspace


@dataclass(frozen=True)
class StageState:
    """A stage is `fresh`, `stale` (its tables come from something else), `missing`, or `waiting` for tables to read."""

    stage: Stage
    state: str
    fingerprint: str


def stage_states(workspace: Workspace) -> list[StageState]:
    """The state of every stage, with the sources and options of the last build.

    A stage is also stale when one is that it depends on. Inputs that do not exist any more count as changed.
    """
    manifest = workspace.read_manifest()
    options = dict(manifest.build.get("options", {}))
    inputs = _input_fingerprints(manifest, options)
    states: list[StageState] = []
    outdated: set[str] = set()
    for stage in pipeline.stages():
        fingerprint = stage.fingerprint(manifest, options, inputs if not stage.reads else None)
        state = _state(stage, manifest, fingerprint, stage.name in outdated)
        if state != "fresh":
            outdated |= pipeline.downstream(stage)
        states.append(StageState(stage, state, fingerprint))
    return states


def _state(stage: Stage, manifest: Manifest, fingerprint: str, is_outdated: bool) -> str:
    if any(name not in manifest.tables for name in stage.reads):
        return "waiting"
    if stage.name not in manifest.stages:
        return "missing"
    return "stale" if is_outdated or manifest.stages[stage.name].fingerprint != fingerprint else "fresh"


def _input_fingerprints(manifest: Manifest, options: Mapping[str, Any]) -> list[str]:
    from analytics.ingest import find_inputs

    try:
        return [one.fingerprint for one in find_inputs(manifest.build.get("sources", []), options)]
    except DataloupeError:
        return []
