"""What people said on the page Label, as labels that a judge can be compared with."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analytics.annotations import current
from analytics.ask.label_reviews import VALUES


def annotated(folder: Path) -> dict[str, pd.DataFrame]:
    """By schema: doc_id and mark, the last value of each annotator for each document. A value that was taken back does
    not count, nor do reviews of labels, which judge a label and not a document.
    """
    table = current(folder)
    table = table[~table.is_gold & table.other_doc_id.isna()]
    table = table[~table.schema.str.startswith("label check: ") | ~table.value.isin(VALUES)]
    marks = table.assign(mark=[_mark(value) for value in table.value])
    return {str(schema): own[["doc_id", "mark"]].reset_index(drop=True) for schema, own in marks.groupby("schema")}


def _mark(value: object) -> object:
    return value if isinstance(value, (str, int, float, type(None))) and not isinstance(value, bool) else str(value)
