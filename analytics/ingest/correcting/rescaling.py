"""Ratings on the scale that a person gave: it replaces what a format says about the values of a rating."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa

from analytics.ingest.correcting.correction import scale_from
from analytics.ingest.reading.scales import is_unrated
from analytics.ingest.records import Rows

TABLE = "log_feedback"


def rescaled(rows: Rows, scales: Mapping[str, Mapping[str, Any]]) -> Rows:
    """The rows with the values of the ratings that `scales` names ({name: scale as plain values}), read again."""
    feedback = rows.tables.get(TABLE)
    if not scales or feedback is None or not len(feedback):
        return rows
    known = {name: scale_from(facts) for name, facts in scales.items()}
    names, raws = feedback.column("name").to_pylist(), feedback.column("raw").to_pylist()
    values = feedback.column("value").to_pylist()
    for place, (name, raw) in enumerate(zip(names, raws, strict=True)):
        if name in known:
            values[place] = None if raw is None or is_unrated(raw) else known[name].value(raw)
    position = feedback.schema.get_field_index("value")
    column = pa.array(values, feedback.schema.field(position).type)
    return replace(
        rows, tables={**rows.tables, TABLE: feedback.set_column(position, feedback.schema.field(position), column)}
    )
