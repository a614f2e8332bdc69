"""What people say about documents: schemas of questions, an append-only store, agreement, and who may count.

`current(connection or workspace folder)` is the table that other questions read.
"""

from analytics.annotations.current import current
from analytics.annotations.events import Event, annotate, annotate_many, read_events, undo, undo_many
from analytics.annotations.files import read_schema, read_schemas, save_schema, schema_from_yaml
from analytics.annotations.schema import Choice, FreeText, Pair, Schema, Score, Several, Span

__all__ = [
    "Choice",
    "Event",
    "FreeText",
    "Pair",
    "Schema",
    "Score",
    "Several",
    "Span",
    "annotate",
    "annotate_many",
    "current",
    "read_events",
    "read_schema",
    "read_schemas",
    "save_schema",
    "schema_from_yaml",
    "undo",
    "undo_many",
]
