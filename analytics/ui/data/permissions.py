"""Which paths and addresses may a person name as sources? Those that the owner of the server allowed; on a server for
this machine all.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from analytics.access import server_settings
from analytics.access.sources import check_source


def may_name_paths() -> bool:
    """Whether people may name paths or addresses at all."""
    settings = server_settings()
    return settings.is_local or bool(settings.roots or settings.sources_from)


def check_sources(workspace: Path, sources: Sequence[str]) -> None:
    """Raises DataloupeError for a source that people may not name: outside the roots and the uploads of the workspace,
    or an address of another server than the owner named. It is asked again for each reading and build, whatever the
    visit has stored.
    """
    settings = server_settings()
    for source in sources:
        check_source(settings, source, workspace)
