"""What a question returns when one number is not enough: a sentence, a table, and the typed result."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

SHOWN_ROWS = 20


@dataclass(frozen=True)
class Answer:
    """The answer to a question. `text` says it in words and numbers, `table` has its rows.

    `result` is the typed result of the question, with more numbers and intervals.
    """

    text: str
    table: pd.DataFrame = field(repr=False)
    result: Any = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"{self.text}\n\n{self.table.head(SHOWN_ROWS).to_string(index=False)}"

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.text)}</p>{html_table(self.table)}"


def html_table(table: pd.DataFrame) -> str:
    """The first rows as HTML. Text from data is escaped; how many more rows there are is said."""
    shown = str(table.head(SHOWN_ROWS).to_html(index=False, escape=True, border=0, na_rep=""))
    more = len(table) - SHOWN_ROWS
    return shown + (f"<p>{more:,} more rows</p>" if more > 0 else "")
