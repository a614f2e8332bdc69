"""Export a workspace with an engine: each task writes a file of consecutive documents."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from analytics.build.engine import Engine
from analytics.build.engines.worker import load_file, save
from analytics.errors import DataloupeError
from analytics.recipe.export import Written, export
from analytics.recipe.formats import format_of
from analytics.recipe.outcome import Outcome
from analytics.workspace import Workspace, open_workspace

SLICE_ROWS = 65_536


@dataclass(frozen=True)
class ExportSlice:
    """A task: export the documents at the positions from `start` to before `stop`."""

    workspace: str
    outcome: str
    start: int
    stop: int
    out: str
    rejected: str | None

    def __call__(self) -> Written:
        connection = open_workspace(self.workspace).connect()
        return export(connection, _slice(load_file(self.outcome), self.start, self.stop), self.out, self.rejected)


def export_slices(engine: Engine, workspace: Workspace, outcome: Outcome, out: str, rejected: str | None) -> Written:
    """Write the kept documents to files in the folder `out`, and the others to files in `rejected`.

    Raises DataloupeError for an unknown ending, and for a file that is there already.
    """
    targets = [Path(name).absolute() for name in (out, rejected) if name]
    for target in targets:
        format_of(target)
        if target.is_file():
            raise DataloupeError(f"{target} is a file. With this engine, the export is a folder. Choose another name.")
        target.mkdir(parents=True, exist_ok=True)
        for old in target.glob(f"part-*{target.suffix}"):
            old.unlink()
    with tempfile.TemporaryDirectory(prefix=".", dir=targets[0].parent) as folder:
        shared = save(outcome, Path(folder))
        starts = range(0, max(len(outcome.doc_ids), 1), SLICE_ROWS)
        tasks = [
            ExportSlice(
                str(workspace.path.absolute()),
                shared,
                start,
                start + SLICE_ROWS,
                *(str(target / f"part-{number:05}{target.suffix}") for target in targets),
                *([] if rejected else [None]),
            )
            for number, start in enumerate(starts)
        ]
        return sum((written for _, written in engine.run(tasks, Path(folder))), Written())


def _slice(outcome: Outcome, start: int, stop: int) -> Outcome:
    """The outcome of some documents."""
    alone = {index: affected[start:stop] for index, affected in outcome.alone.items()}
    tokens = None if outcome.tokens is None else outcome.tokens[start:stop]
    return replace(
        outcome,
        doc_ids=outcome.doc_ids[start:stop],
        source=outcome.source[start:stop],
        tokens=tokens,
        first=outcome.first[start:stop],
        alone=alone,
    )
