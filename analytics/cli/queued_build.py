"""`python -m analytics.cli.queued_build ARGUMENTS`: `dataloupe build ARGUMENTS`, when its turn in the queue comes."""

from __future__ import annotations

import sys
from pathlib import Path

from analytics.ask.workspaces.build_queue import queue_folder, turn
from analytics.cli import main


def run(arguments: list[str]) -> int:
    """The exit code of the build. The last argument is the workspace."""
    folder = queue_folder()
    if folder is None:
        return main(["build", *arguments])
    with turn(folder, Path(arguments[-1])):
        return main(["build", *arguments])


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
