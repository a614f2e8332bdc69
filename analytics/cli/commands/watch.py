"""Follow sources that grow: new files and rows join the workspace, each exactly once.

SOURCE is files, globs, directories, or rows of a table: sqlite:FILE#TABLE?watermark=COLUMN or
postgresql://[USER@]HOST/DATABASE#TABLE?watermark=COLUMN, where COLUMN grows with each new row. A file is
taken when it is complete and its content is new; the workspace keeps a copy in arrivals/. A batch that cannot be
read, or that fails the `gates` of checks.yaml, goes to quarantine/ with the reason. After a kill, run it again.
"""

from __future__ import annotations

import argparse
import re
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

from analytics.cli.input_options import add_build_options, add_sources, chosen_options
from analytics.errors import DataloupeError

UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `dataloupe watch`."""
    add_sources(parser)
    add_build_options(parser)
    parser.add_argument("--workspace", required=True, metavar="DIR", help="the directory of the workspace, new or not")
    parser.add_argument("--encoder", metavar="NAME", help="as of dataloupe build")
    parser.add_argument("--every", default="10m", metavar="TIME", help="such as 30s, 10m, 1h; default: 10m")
    parser.add_argument("--once", action="store_true", help="look once and end, for cron")
    parser.add_argument(
        "--settle",
        type=float,
        default=2.0,
        metavar="SECONDS",
        help="take a file when it has not changed for so long; default: 2",
    )
    parser.add_argument("--release", metavar="NAME", help="first take this file out of quarantine")
    parser.add_argument("--discard", metavar="NAME", help="first delete the content of this file in quarantine")


def run(arguments: argparse.Namespace) -> int:
    """Look, build, wait, and look again. Gives 1 when a single look could not read a source."""
    from analytics.watch.watching import look
    from analytics.workspace import create_workspace
    from analytics.workspace.arrivals import Arrivals

    seconds = _seconds(arguments.every)
    workspace = Path(arguments.workspace).expanduser()
    create_workspace(workspace)
    if arguments.release is not None:
        print(f"{Arrivals(workspace).release(arguments.release).name} has joined.")
    if arguments.discard is not None:
        print(f"{Arrivals(workspace).discard(arguments.discard).name} is discarded.")
    options = chosen_options(arguments)
    watched = {**options, **({"until": arguments.until} if arguments.until else {})}
    build = _builder(options, arguments.until)
    with _asked_to_end() as end:
        while not end.is_set():
            try:
                seen = look(workspace, arguments.sources, watched, build, arguments.settle)
                print(seen.summary_text(), flush=True)
                if arguments.once and seen.errors:
                    return 1
            except DataloupeError as error:
                if arguments.once:
                    raise
                print(f"{error} The next look tries again.", flush=True)
            if arguments.once:
                return 0
            end.wait(seconds)
    return 0


@contextmanager
def _asked_to_end() -> Iterator[Event]:
    """An event that the first Ctrl-C or SIGTERM sets: the current look ends first. The second one ends at once."""
    end = Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def ask(number: int, _frame: object) -> None:
        end.set()
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, ask)
    try:
        yield end
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _builder(options: Mapping[str, Any], until: str | None) -> Callable[[Path, list[str]], None]:
    from analytics.build.pipeline import build

    def build_files(workspace: Path, files: list[str]) -> None:
        build(str(workspace), files, options, until)

    return build_files


def _seconds(text: str) -> float:
    matched = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd]?)", text.strip())
    if not matched or float(matched[1]) <= 0:
        raise DataloupeError(f"--every {text} is no time. Write a number and a unit: 30s, 10m, 1h.")
    return float(matched[1]) * UNITS[matched[2]]
