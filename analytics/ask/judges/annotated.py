"""What people said on the page Label, as labels that a judge can be compared with."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analytics.ask.label_reviews import VALUES
from analytics.workspace.annotations import NAME as ANNOTATIONS
from analytics.workspace.lines import read_lines


def annotated(folder: Path) -> dict[str, pd.DataFrame]:
    """By schema: doc_id and mark, the last value of each annotator for each document. A value that was taken back does
    not count, nor do reviews of labels, which judge a label and not a document.
    """
    rows = [one for one in read_lines(folder / ANNOTATIONS) if one.get("doc_id") is not None]
    if not rows:
        return {}
    table = pd.DataFrame(
        {
            "schema": [str(one.get("annotation_schema") or one.get("schema")) for one in rows],
            "doc_id": [int(one["doc_id"]) for one in rows],
            "annotator": [str(one.get("annotator")) for one in rows],
            "mark": [_mark(one.get("value")) for one in rows],
        }
    )
    last = table.drop_duplicates(["schema", "doc_id", "annotator"], keep="last").dropna(subset="mark")
    last = last[~last.schema.str.startswith("label check: ") | ~last.mark.isin(VALUES)]
    return {str(schema): own[["doc_id", "mark"]].reset_index(drop=True) for schema, own in last.groupby("schema")}


def _mark(value: object) -> object:
    return value if isinstance(value, (str, int, float, type(None))) and not isinstance(value, bool) else str(value)
