"""A result as JSON: NaN, which JSON does not have, becomes null."""

from __future__ import annotations

import json
import math
from typing import Any


def json_text(value: Any) -> str:
    """The value as indented JSON with a final line feed."""
    return json.dumps(_plain(value), indent=2, ensure_ascii=False) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
