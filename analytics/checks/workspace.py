"""The workspace as the subject of checks: its tables, which of its documents are new, and its earlier numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pandas as pd

from analytics.checks.subject import Subject
from analytics.history.snapshot import snapshots
from analytics.workspace import Manifest, Workspace


def subject_of(workspace: Workspace) -> Subject:
    """The workspace as it is now. New documents are those that the last build added."""
    manifest = workspace.read_manifest()
    return Subject(workspace.connect(manifest), first_new(manifest), partial(_earlier_numbers, workspace))


def _earlier_numbers(workspace: Workspace, days: int) -> pd.DataFrame | None:
    """The numbers of the newest snapshot before the present one that is at least so many days old."""
    latest = datetime.now(UTC) - timedelta(days=days)
    earlier = [one for one in snapshots(workspace.path)[:-1] if one.at <= latest]
    return earlier[-1].numbers() if earlier else None


def first_new(manifest: Manifest) -> int | None:
    """The doc_id of the first document that the last build added; None where it read all documents."""
    record = manifest.stages.get("documents")
    first = record.notes.get("first_new") if record else None
    return int(first) if first else None
