"""One record from the JSON that holds it, or the reason why it is none."""

from __future__ import annotations

import json
from typing import Any

import orjson

from analytics.ingest.records import RECORD_BYTES, Oversized, kind_of


class NotARecord(ValueError):
    """Why some JSON is no record."""


def parse(raw: bytes) -> dict[str, Any]:
    """The object that `raw` holds. Raises NotARecord with the reason when it is anything else."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        value = _parse_leniently(raw, error)
    if not isinstance(value, dict):
        raise NotARecord(f"{kind_of(value)}, not an object")
    return value


def _parse_leniently(raw: bytes, error: Exception) -> Any:
    """What the strict parser refuses but others write (NaN, Infinity), and a plain reason for what nobody can read."""
    if isinstance(raw, Oversized):
        raise NotARecord(f"longer than {RECORD_BYTES >> 20} MB")
    try:
        value = json.loads(raw.decode("utf-8"))
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError:
        raise NotARecord("invalid UTF-8") from None
    except UnicodeEncodeError:
        raise NotARecord("lone surrogate: an escape such as \\ud800 that is no character") from None
    except RecursionError:
        raise NotARecord("nested too deeply") from None
    except ValueError:
        raise NotARecord(f"broken JSON: {str(error).split(': line 1')[0]}") from None
    return value
