"""Parse one JSON record, or say why it is none."""

from __future__ import annotations

import json
from typing import Any

import orjson

from analytics.ingest.records import MAX_RECORD_BYTES, Oversized, json_kind


class NotARecord(ValueError):
    """Why some JSON is not a record."""


def parse_record(raw: bytes) -> dict[str, Any]:
    """The JSON object in `raw`. Raises NotARecord with the reason if it is anything else."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        value = _parse_leniently(raw, error)
    if not isinstance(value, dict):
        raise NotARecord(f"{json_kind(value)}, not an object")
    return value


def _parse_leniently(raw: bytes, error: Exception) -> Any:
    """Parse what the strict parser refuses but other programs write: NaN, Infinity. Raises NotARecord with a reason."""
    if isinstance(raw, Oversized):
        raise NotARecord(f"longer than {MAX_RECORD_BYTES >> 20} MB")
    try:
        value = json.loads(raw.decode("utf-8"))
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError:
        raise NotARecord("invalid UTF-8") from None
    except UnicodeEncodeError:
        raise NotARecord("lone surrogate: an escape such as \\ud800 that is not a character") from None
    except RecursionError:
        raise NotARecord("nested too deeply") from None
    except ValueError:
        raise NotARecord(f"broken JSON: {str(error).split(': line 1')[0]}") from None
    return value
