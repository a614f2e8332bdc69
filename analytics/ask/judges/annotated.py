"""What people said on the page Label, as labels that a judge can be compared with."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from analytics.annotations import current
from analytics.ask.label_reviews import VALUES

REVIEW = "label check: "
"""The beginning of schemas that judge a label, not a document."""


def annotated(where: duckdb.DuckDBPyConnection | Path) -> dict[str, pd.DataFrame]:
    """By schema: doc_id and mark, the answer of each annotator about each document that counts now. Answers about pairs
    of documents, long texts and spans are no verdicts.
    """
    table = current(where)
    table = table[table.other_doc_id.isna()]
    table = table[~table.schema.str.startswith(REVIEW) | ~table.text.isin(VALUES)]
    marks = {str(schema): _marks(own) for schema, own in table.groupby("schema", sort=True)}
    return {schema: own for schema, own in marks.items() if len(own)}


def _marks(own: pd.DataFrame) -> pd.DataFrame:
    """Numbers where all answers are numbers, else texts."""
    is_single = own.value.map(lambda value: isinstance(value, (str, int, float, bool)))
    own = own[is_single]
    is_number = len(own) > 0 and own.value.map(lambda value: isinstance(value, (int, float))).all()
    mark = own.value.astype(float) if is_number else own.text
    return pd.DataFrame({"doc_id": own.doc_id.to_numpy(), "mark": mark.to_numpy()})
