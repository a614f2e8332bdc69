"""The progress of a build: in a terminal a bar with rate and remaining time, elsewhere one line per stage."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

from analytics.build.stage import Stage
from analytics.workspace import Manifest, Progress, Workspace

SIDE_BY_SIDE_SECONDS = 0.1
"""Stages that overlap by less ran one after the other: their times are rounded."""


class Reporter:
    """Receives the stages and the progress of `pipeline.build`, and prints them to stderr."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._shown: tuple[str, ...] = ()
        self._titles: dict[str, str] = {}

    def __enter__(self) -> Reporter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def stage(self, stage: Stage, state: str, manifest: Manifest) -> None:
        """A stage is `started`, `finished`, or `fresh` and skipped."""
        self._close()
        self._titles[stage.name] = stage.title
        if state == "fresh":
            _print(f"{stage.title}: up to date")
        elif state == "finished":
            _print(f"{stage.title}: {_rows(manifest, stage)} in {manifest.stages[stage.name].seconds:,.1f} s")

    def progress(self, progress: Progress) -> None:
        """The running stage is at `progress.done` of `progress.total`. Each unit of a stage has a bar of its own, which
        names the stages that run at the same time. A message is a line above the bar.
        """
        if progress.message:
            self._close()
            _print(progress.message)
            return
        shown = (progress.stage, progress.unit, *progress.also_running)
        if self._bar is None or self._shown != shown:
            self._close()
            self._shown = shown
            title = self._titles.get(progress.stage, progress.stage)
            also = f" (also: {', '.join(progress.also_running)})" if progress.also_running else ""
            self._bar = _new_bar(f"{title}{also}", f" {progress.unit}")
        self._bar.total = progress.total
        self._bar.update(progress.done - self._bar.n)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


@contextlib.contextmanager
def progress_bar(title: str, unit: str) -> Iterator[Callable[[int, int], None]]:
    """A bar for one task. Gives a function that takes `(done, total)`; the bar disappears at the end of the task."""
    with _new_bar(title, unit) as bar:

        def report(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield report


def summary_text(workspace: Workspace) -> str:
    """The result of a build: documents, rejected rows by reason, seconds per stage, and the next command."""
    from analytics.ask.overview import reject_reasons

    manifest = workspace.read_manifest()
    documents, rejected = (manifest.tables[name].rows for name in ("documents", "rejects"))
    reasons = reject_reasons(workspace.connect())
    return "\n".join(
        [
            f"{documents:,} document{'s' * (documents != 1)}, {rejected:,} rejected row{'s' * (rejected != 1)}",
            *(f"  {reason.rows:,} x {reason.reason}" for reason in reasons.itertuples()),
            *_about_inputs(manifest),
            *_about_changes(workspace),
            _about_seconds(manifest),
            f"Next: dataloupe serve {workspace.path}",
        ]
    )


def _about_seconds(manifest: Manifest) -> str:
    """How long the stages took, each and together."""
    seconds = {name: record.seconds for name, record in manifest.stages.items()}
    by_stage = ", ".join(f"{name} {value:,.1f}" for name, value in seconds.items())
    total, passed = sum(seconds.values()), manifest.seconds
    if total - passed < SIDE_BY_SIDE_SECONDS:
        return f"The stages took {total:,.1f} seconds: {by_stage}"
    return (
        f"The stages took {passed:,.1f} seconds. Some ran side by side, so their own seconds add up to {total:,.1f}: "
        f"{by_stage}"
    )


def _about_inputs(manifest: Manifest) -> Iterator[str]:
    """Which inputs were skipped, and how ratings without a known scale were read."""
    documents, conversations = (manifest.stages.get(name) for name in ("documents", "conversations"))
    if documents is not None:
        yield from (f"  {name} was skipped. {why}" for name, why in documents.notes.get("skipped inputs", {}).items())
    if conversations is not None:
        yield from (f"  Ratings {name!r}: {how}" for name, how in conversations.notes.get("ratings", {}).items())


def _about_changes(workspace: Workspace) -> Iterator[str]:
    """What changed since the last build that changed data."""
    from analytics.history.describe import snapshot_text
    from analytics.history.snapshot import snapshots

    existing = snapshots(workspace.path)
    if existing and existing[-1].facts["generation"] == workspace.read_manifest().generation:
        yield snapshot_text(existing[-1])


def _new_bar(title: str, unit: str) -> Any:
    from tqdm import tqdm

    # disable=None: no bar where stderr is not a terminal
    return tqdm(desc=title, unit=unit, unit_scale=True, leave=False, dynamic_ncols=True, disable=None)


def _rows(manifest: Manifest, stage: Stage) -> str:
    tables = [name for name in stage.writes if name in manifest.tables]
    return ", ".join(f"{manifest.tables[name].rows:,} {name.replace('_', ' ')}" for name in tables) or "no tables"


def _print(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
