"""The kinds of checks: one module each. A kind owns its fields, the tables it needs, and what it measures."""

from __future__ import annotations

from typing import Any

from analytics.checks.check import Check
from analytics.errors import DataloupeError
from analytics.registry import members

KINDS: dict[str, type[Check]] = {
    str(kind.__struct_config__.tag): kind for kind in members("analytics.checks.kinds", Check)
}
"""Every kind by its name, which a file of checks has after `check:`."""


def check_kind(kind: Any) -> type[Check]:
    """The kind of a name. Raises DataloupeError that names the available kinds."""
    if kind not in KINDS:
        raise DataloupeError(f"There is no check {kind!r}. There are: {', '.join(KINDS)}.")
    return KINDS[kind]
