"""The contract of a format, and what several formats need."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    import pyarrow as pa


class Format:
    """Writes tables of one schema, one after another, to a new file."""

    ending: ClassVar[str]
    """The ending of its files: `.parquet`."""

    rank: ClassVar[int] = 100
    """Its place among the formats; the first is the default."""

    def __init__(self, path: Path):
        raise NotImplementedError

    def write(self, rows: pa.Table) -> None:
        """Append the rows."""
        raise NotImplementedError

    def close(self) -> None:
        """Complete the file. May be called twice."""
        raise NotImplementedError


def as_json_value(value: Any) -> str:
    """A value that JSON has no type for, as text: bytes in base64."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)
