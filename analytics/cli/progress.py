"""What a person sees of a running build: a bar with rate and time left in a terminal, else one line a stage."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

from analytics.build.stage import Stage
from analytics.workspace import Manifest, Progress, Workspace


class Reporter:
    """Hears of stages and progress from `pipeline.build`, and tells them on stderr."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._title = self._unit = ""

    def __enter__(self) -> Reporter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def stage(self, stage: Stage, state: str, manifest: Manifest) -> None:
        """A stage has `started`, is `finished`, or is `fresh` and was skipped."""
        self._close()
        self._title = stage.title
        if state == "fresh":
            _say(f"{stage.title}: up to date")
        elif state == "finished":
            _say(f"{stage.title}: {_rows(manifest, stage)} in {manifest.stages[stage.name].seconds:,.1f} s")

    def progress(self, progress: Progress) -> None:
        """The running stage is at `progress.done` of `progress.total`; another unit is another thing to wait for, and
        gets a bar of its own.
        """
        if self._bar is None or self._unit != progress.unit:
            self._close()
            self._unit = progress.unit
            self._bar = _bar(self._title, f" {progress.unit}")
        self._bar.total = progress.total
        self._bar.update(progress.done - self._bar.n)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


@contextlib.contextmanager
def bar(title: str, unit: str) -> Iterator[Callable[[int, int], None]]:
    """A bar for one piece of work: hears `(done, total)`, and is gone when the work is done."""
    with _bar(title, unit) as shown:

        def report(done: int, total: int) -> None:
            shown.total = total
            shown.update(done - shown.n)

        yield report


def _bar(title: str, unit: str) -> Any:
    from tqdm import tqdm

    return tqdm(
        desc=title, unit=unit, unit_scale=True, leave=False, dynamic_ncols=True, disable=None
    )  # None: disabled where nobody watches


def summary(workspace: Workspace) -> str:
    """What came of the build: documents, rejects by reason, seconds a stage, and what to do next."""
    from analytics.ask.overview import reject_reasons

    manifest = workspace.read_manifest()
    documents, rejected = (manifest.tables[name].rows for name in ("documents", "rejects"))
    reasons = reject_reasons(workspace.connect())
    seconds = {name: record.seconds for name, record in manifest.stages.items()}
    return "\n".join(
        [
            f"{documents:,} document{'s' * (documents != 1)}, {rejected:,} rejected row{'s' * (rejected != 1)}",
            *(f"  {reason.rows:,} x {reason.reason}" for reason in reasons.itertuples()),
            f"The stages took {sum(seconds.values()):,.1f} seconds: {', '.join(f'{name} {value:,.1f}' for name, value in seconds.items())}",
            f"Next: dataloupe serve {workspace.path}",
        ]
    )


def _rows(manifest: Manifest, stage: Stage) -> str:
    made = [
        f"{manifest.tables[name].rows:,} {name.replace('_', ' ')}" for name in stage.writes if name in manifest.tables
    ]
    return ", ".join(made) or "nothing to keep"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
