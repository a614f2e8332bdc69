"""The `dataloupe` command in a separate process, from any directory."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing.context
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from analytics.build.pipeline import STAGE_MODULES
from analytics.system import without_main

ROOT = Path(__file__).parents[1]


def end_with_parent() -> None:
    """Let the system end this process when the process that started it has ended, also by a kill. Only Linux does."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


DATALOUPE = [
    sys.executable,
    "-c",
    f"import ctypes, sys; sys.platform == 'linux' and ctypes.CDLL(None).prctl(1, {int(signal.SIGTERM)}); "
    f"sys.path.insert(0, {str(ROOT)!r}); from analytics.cli import main; sys.exit(main())",
]
"""Like `end_with_parent`, it does not outlive the tests that started it."""


def exit_with(*arguments: str) -> None:
    """Run a command in this process, and end it with the exit code of the command."""
    from analytics.cli import main

    sys.exit(main(arguments))


def start_process(target: Callable[..., Any], *arguments: Any) -> multiprocessing.context.ForkServerProcess:
    """Run a function in a process that has the modules of a build and of a watch already: a kill meets the work, and
    not the import of its libraries. All tests share the server that forks them, which imports these modules once.
    """
    context = multiprocessing.get_context("forkserver")
    commands = [f"analytics.cli.commands.{name}" for name in ("build", "watch")]
    context.set_forkserver_preload([*commands, *(f"analytics.build.{name}" for name in STAGE_MODULES)])
    process = context.Process(target=target, args=arguments)
    with without_main():  # a page that a test has run is the script of this process now
        process.start()
    return process


@contextlib.contextmanager
def serving(*workspaces: Path, options: Sequence[str] = (), port: int | None = None) -> Iterator[str]:
    """The address of a dashboard that a separate `dataloupe serve` runs."""
    if port is None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    command = [*DATALOUPE, "serve", *map(str, workspaces), "--port", str(port), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "DISPLAY": ""}) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            assert f"http://127.0.0.1:{port}" in line, line
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            assert server.wait(timeout=30) == 0
