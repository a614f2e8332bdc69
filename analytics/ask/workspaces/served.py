"""Which workspaces are served, what can be read of one now, and what is still being made."""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path

from analytics.errors import DataloupeError
from analytics.workspace import Manifest, Progress, Workspace, open_workspace

__all__ = ["Manifest", "Progress", "Workspace", "open_workspace", "add_served", "served_workspaces"]

SERVED = "DATALOUPE_WORKSPACES"
"""The environment variable in which `dataloupe serve` hands the dashboard its workspaces."""


def served_workspaces(environment: Mapping[str, str] = os.environ) -> dict[str, Path]:
    """The served workspaces by a short name: the folder's, with as much of its parents as tells it from the others.

    Raises DataloupeError when none is served.
    """
    paths = list(dict.fromkeys(Path(path).resolve() for path in environment.get(SERVED, "").split(os.pathsep) if path))
    if not paths:
        raise DataloupeError("no workspace is served - start the dashboard with: dataloupe serve DIR")
    return {_short(path, paths): path for path in paths}


def add_served(path: Path, environment: MutableMapping[str, str] = os.environ) -> str:
    """Serve one more workspace for as long as this dashboard runs; the short name it goes by."""
    paths = [one for one in environment.get(SERVED, "").split(os.pathsep) if one]
    environment[SERVED] = os.pathsep.join(dict.fromkeys([*paths, str(path.resolve())]))
    return next(name for name, one in served_workspaces(environment).items() if one == path.resolve())


def _short(path: Path, paths: list[Path]) -> str:
    for length in range(1, len(path.parts)):
        tail = path.parts[-length:]
        if sum(other.parts[-length:] == tail for other in paths) == 1:
            return "/".join(tail)
    return str(path)
