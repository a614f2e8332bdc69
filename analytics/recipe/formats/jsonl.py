"""JSON lines: one object a line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import orjson

from analytics.csv_text import as_json_value
from analytics.recipe.formats.format import Format

if TYPE_CHECKING:
    import pyarrow as pa


class JsonLines(Format):
    """Times in ISO 8601, bytes in base64, decimals as text, NaN and infinities as null."""

    ending: ClassVar[str] = ".jsonl"
    rank: ClassVar[int] = 2

    def __init__(self, path: Path):
        self._file = path.open("wb")

    def write(self, rows: pa.Table) -> None:
        self._file.writelines(
            orjson.dumps(row, default=as_json_value, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_APPEND_NEWLINE)
            for row in rows.to_pylist()
        )

    def close(self) -> None:
        self._file.close()
