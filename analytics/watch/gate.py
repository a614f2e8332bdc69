"""May a batch join? It must be readable, and pass the `gates` of checks.yaml."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from analytics.build.pipeline import build
from analytics.checks.check import FAIL
from analytics.checks.file import load_if_any
from analytics.checks.run import run_checks
from analytics.checks.subject import Subject
from analytics.errors import DataloupeError
from analytics.ingest import find_inputs
from analytics.ingest.description import describe_input

UNTIL = "content"


class Refusal(NamedTuple):
    """Why a batch was refused: in words, the gates that failed (name, value, limit), and its documents if counted."""

    text: str
    checks: tuple[dict[str, str], ...] = ()
    documents: int | None = None


def refusal(batch: Path, workspace: Path, options: Mapping[str, Any]) -> Refusal | None:
    """Why the batch must not join the workspace; None when it may."""
    try:
        for one in find_inputs([str(batch)], options):
            describe_input(one, options)
        gates = load_if_any(workspace).gates
        if not gates:
            return None
        with tempfile.TemporaryDirectory(prefix="dataloupe-gate-") as folder:
            alone = build(folder, [str(batch)], {**options, "encoder": "none"}, UNTIL)
            subject = Subject(alone.connect())
            results, documents = run_checks(subject, gates).results, subject.count("all")
    except DataloupeError as error:
        return Refusal(str(error))
    failed = [one for one in results if one.status == FAIL]
    checks = tuple({"name": one.name, "value": one.value_text() or one.message, "limit": one.limit} for one in failed)
    text = "; ".join(f"{one['name']}: {one['value']}, limit {one['limit']}" for one in checks)
    return Refusal(text, checks, documents) if checks else None
