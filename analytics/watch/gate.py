"""May a batch join? It must be readable, and pass the `gates` of checks.yaml."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analytics.build.pipeline import build
from analytics.checks.check import FAIL
from analytics.checks.file import load_if_any
from analytics.checks.run import run_checks
from analytics.checks.subject import Subject
from analytics.errors import DataloupeError
from analytics.ingest import find_inputs
from analytics.ingest.description import describe_input

UNTIL = "content"


def refusal(batch: Path, workspace: Path, options: Mapping[str, Any]) -> str | None:
    """Why the batch must not join the workspace; None when it may."""
    try:
        for one in find_inputs([str(batch)], options):
            describe_input(one, options)
        gates = load_if_any(workspace).gates
        if not gates:
            return None
        with tempfile.TemporaryDirectory(prefix="dataloupe-gate-") as folder:
            alone = build(folder, [str(batch)], {**options, "encoder": "none"}, UNTIL)
            results = run_checks(Subject(alone.connect()), gates).results
    except DataloupeError as error:
        return str(error)
    failed = [one for one in results if one.status == FAIL]
    texts = (f"{one.name}: {one.value_text() or one.message}, limit {one.limit}" for one in failed)
    return "; ".join(texts) or None
