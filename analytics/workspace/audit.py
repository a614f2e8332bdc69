"""Who changed what: lines that are only ever added to `audit.jsonl` of a workspace.

Each line is one change: audit_id, at (seconds since 1970), who, what, and what the kind of change needs: `before` and
`after` as short texts; `old` and `new`, the versions of the recipe. Labels have their own file (`annotations`), which
says who as well.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analytics.workspace.lines import append_line, read_lines

NAME = "audit.jsonl"


def append_audit(
    folder: Path, who: str, what: str, before: Sequence[str] = (), after: Sequence[str] = (), **facts: Any
) -> str:
    """Add a change, and return its id. Raises DataloupeError when the file cannot be written."""
    audit_id = uuid.uuid4().hex
    record = {"audit_id": audit_id, "at": round(time.time(), 3), "who": who, "what": what}
    append_line(folder / NAME, record | {"before": list(before), "after": list(after)} | facts)
    return audit_id


def read_audit(folder: Path) -> list[dict[str, Any]]:
    """All changes in their order. A change that a later line says was never completed is not among them."""
    records = [record for record in read_lines(folder / NAME) if "audit_id" in record]
    incomplete = {record["incomplete"] for record in records if "incomplete" in record}
    return [record for record in records if record["audit_id"] not in incomplete and "incomplete" not in record]
