"""The history of results: a line for each run, only ever added to `check_results.jsonl` of the workspace."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.checks.check import STATES
from analytics.checks.run import Report
from analytics.workspace.lines import append_line, read_lines

NAME = "check_results.jsonl"


def append_results(workspace: Path, report: Report, generation: int) -> dict[str, Any]:
    """Add the results of a run on this generation of the workspace; gives the record. Raises DataloupeError when the
    file cannot be written.
    """
    record = {"at": round(time.time(), 3), "generation": generation, **report.to_plain()}
    append_line(workspace / NAME, record)
    return record


def read_results(workspace: Path) -> list[dict[str, Any]]:
    """The records of all runs, the oldest first."""
    records = read_lines(workspace / NAME)
    return [one for one in records if isinstance(one.get("results"), list) and one.get("status") in STATES]


def history(records: list[dict[str, Any]]) -> pd.DataFrame:
    """One row for each check of each run: at (time), name, status, value, low, high, n, unit."""
    rows = [
        {"at": record["at"], **{key: one.get(key) for key in ("name", "status", "value", "low", "high", "n", "unit")}}
        for record in records
        for one in record["results"]
    ]
    frame = pd.DataFrame(rows, columns=["at", "name", "status", "value", "low", "high", "n", "unit"])
    frame["at"] = pd.to_datetime(frame["at"], unit="s", utc=True)
    return frame.astype({"value": float, "low": float, "high": float})
