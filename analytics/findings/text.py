"""Numbers and names in the sentences of findings."""

from __future__ import annotations

import math
from typing import Any

MAX_NAME_CHARACTERS = 28


def percent(share: float) -> str:
    """`12 %`, `1.4 %`, `under 0.1 %`: as many digits as a reader needs."""
    if 0 < share < 0.001:
        return "under 0.1 %"
    return f"{share:.1%}".replace("%", " %") if share < 0.0995 else f"{share:.0%}".replace("%", " %")


def counted(count: int, noun: str) -> str:
    """`1 document`, `12 documents`."""
    return f"{count:,} {noun}{'s' * (count != 1)}"


def points(difference: float) -> str:
    """`12.3 points`, for a difference of two shares; without its sign."""
    return f"{abs(difference) * 100:.1f} points"


def name_of(value: Any) -> str:
    """A value of the data in a sentence: on one line, cut where it is long."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "(no source)"
    name = " ".join(str(value).split()) or "(empty)"
    return name if len(name) <= MAX_NAME_CHARACTERS else name[: MAX_NAME_CHARACTERS - 1].rstrip() + "…"
