"""Which workspaces does this dashboard serve?"""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path

from analytics.errors import DataloupeError
from analytics.workspace import Manifest, Progress, Workspace, open_workspace

__all__ = ["Manifest", "Progress", "Workspace", "add_served", "open_workspace", "served_workspaces"]

SERVED = "DATALOUPE_WORKSPACES"
"""The environment variable in which `dataloupe serve` gives the dashboard its workspaces."""


def served_workspaces(environment: Mapping[str, str] = os.environ) -> dict[str, Path]:
    """The served workspaces by a short name: the name of the folder, with as many of its parents as make it unique.

    Raises DataloupeError when none is served.
    """
    paths = list(dict.fromkeys(Path(path).resolve() for path in _listed(environment)))
    if not paths:
        raise DataloupeError("The dashboard has no workspace. Start it with: dataloupe serve DIR.")
    return {_short_name(path, paths): path for path in paths}


def add_served(path: Path, environment: MutableMapping[str, str] = os.environ) -> str:
    """Serve one more workspace until this dashboard ends; its short name."""
    environment[SERVED] = os.pathsep.join(dict.fromkeys([*_listed(environment), str(path.resolve())]))
    names = {served_path: name for name, served_path in served_workspaces(environment).items()}
    return names[path.resolve()]


def _listed(environment: Mapping[str, str]) -> list[str]:
    return [path for path in environment.get(SERVED, "").split(os.pathsep) if path]


def _short_name(path: Path, paths: list[Path]) -> str:
    names = path.as_posix().strip("/").split("/")
    for length in range(1, len(names) + 1):
        tail = "/".join(names[-length:])
        if sum(f"/{other.as_posix()}".endswith(f"/{tail}") for other in paths) == 1:
            return tail
    return str(path)
