"""Start and cancel builds: the only place where the dashboard does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analytics.access import Permission, action
from analytics.ask.workspaces import builds
from analytics.ask.workspaces.served import Workspace
from analytics.ui.data.permissions import check_sources
from analytics.ui.frame.page import Page


@action(Permission.BUILD)
def start_build(
    page: Page, sources: Sequence[str], options: Mapping[str, Any] | None = None, into: Path | None = None
) -> None:
    """Build the workspace of the page, or a new one at `into`, in the background."""
    known, _ = builds.last_build(page.workspace)
    check_sources(page.workspace.path, [source for source in sources if into or source not in known])
    builds.start_build(into or page.workspace.path, sources, options)


@action(Permission.BUILD)
def cancel_build(workspace: Workspace) -> None:
    """Ask the running build to stop."""
    builds.cancel_build(workspace)
