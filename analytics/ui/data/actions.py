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
from analytics.workspace.audit import append_audit


@action(Permission.BUILD)
def start_build(
    page: Page, sources: Sequence[str], options: Mapping[str, Any] | None = None, into: Path | None = None
) -> None:
    """Build the workspace of the page, or a new one at `into`, in the background."""
    known, _ = builds.last_build(page.workspace)
    check_sources(page.workspace.path, [source for source in sources if into or source not in known])
    append_audit(page.workspace.path, page.grant.person, "started a build", (), [Path(one).name for one in sources])
    builds.start_build(into or page.workspace.path, sources, options)


@action(Permission.BUILD)
def cancel_build(workspace: Workspace, person: str) -> None:
    """Ask the running build to stop."""
    append_audit(workspace.path, person, "cancelled the build")
    builds.cancel_build(workspace)
