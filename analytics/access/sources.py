"""Which files may people of a shared server name as sources of a build?"""

from __future__ import annotations

import re
from pathlib import Path

from analytics.access.settings import ServerSettings
from analytics.allowed_addresses import is_allowed
from analytics.errors import DataloupeError

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:(//|\\\\)|[A-Za-z][A-Za-z0-9+-]+::")
_GLOB = re.compile(r"[*?\[]")
TABLE_MARK = "::"


def check_source(settings: ServerSettings, source: str, workspace: Path) -> None:
    """Raises DataloupeError for a source that people may not name.

    On a server for this machine each path is allowed: its person can read it anyway. Otherwise a source is a path below
    a root, an upload of the workspace, or an address of a server that the owner named. Another address is refused: the
    server would fetch what only it can reach.
    """
    if settings.roots is None and settings.is_local:
        return
    if is_allowed(source, settings.sources_from):
        return
    path = Path(source.partition(TABLE_MARK)[0]).expanduser()
    if _ADDRESS.match(source) or source.startswith("\\\\") or not path.is_absolute():
        raise DataloupeError(
            "On this dashboard a source is a path below one of its folders, or an address of a server that its owner "
            "named (`dataloupe serve --sources-from`)."
        )
    if ".." in path.parts:
        raise DataloupeError("A source must not contain '..'.")
    fixed = _fixed_folder(path)
    is_upload = fixed.resolve().is_relative_to((workspace / "uploads").resolve())
    if not is_upload and not settings.may_read(fixed):
        raise DataloupeError("This path is outside the folders of this dashboard (`dataloupe serve --roots`).")
    if not is_upload:
        _check_matches(settings, path)


def _fixed_folder(path: Path) -> Path:
    """The path up to the first name with a glob."""
    kept: list[str] = []
    for name in path.parts:
        if _GLOB.search(name):
            break
        kept.append(name)
    return Path(*kept)


def _check_matches(settings: ServerSettings, path: Path) -> None:
    """Raises DataloupeError where a link among the matched files leads outside the roots."""
    fixed = _fixed_folder(path)
    matches = fixed.glob(str(path.relative_to(fixed))) if fixed != path else [fixed]
    for match in matches:
        below = match.rglob("*") if match.is_dir() else [match]
        for one in (match, *below):
            if one.is_symlink() and not settings.may_read(one):
                raise DataloupeError(f"{one.name} is a link that leads outside the folders of this dashboard.")
