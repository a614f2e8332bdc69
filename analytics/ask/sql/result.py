"""The result of an SQL statement, as a frame and as CSV."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from analytics.ask.sql.limits import limits_note
from analytics.csv_text import CsvWriter

MAX_INTEGER = 2**63


@dataclass(frozen=True)
class QueryResult:
    """The rows of a result. `complete`: these are all rows."""

    table: pa.Table
    complete: bool
    seconds: float
    unenforced: tuple[str, ...] = ()
    """Limits that this operating system does not enforce on the process of the statement."""

    @property
    def limits_note(self) -> str:
        """A sentence about limits that are not enforced; "" when all are."""
        return limits_note(self.unenforced)

    def frame(self) -> pd.DataFrame:
        """The rows for tables and charts: numbers of any precision as numbers, bytes as hexadecimal digits."""
        rows: pd.DataFrame = self.table.to_pandas()
        for field in self.table.schema:
            values = rows[field.name]
            if pa.types.is_decimal(field.type):
                is_whole = field.type.scale == 0 and bool(values.map(_fits_integer).all())
                rows[field.name] = pd.to_numeric(values).astype("Int64" if is_whole else float)
            elif pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type):
                rows[field.name] = values.map(lambda value: value.hex(), na_action="ignore")
        return rows


def to_csv(rows: pa.Table) -> bytes:
    """The rows as CSV in UTF-8."""
    text = io.StringIO(newline="")
    CsvWriter(text).write(rows)
    return text.getvalue().encode()


def _fits_integer(value: object) -> bool:
    return value is None or abs(value) < MAX_INTEGER  # type: ignore[arg-type]
