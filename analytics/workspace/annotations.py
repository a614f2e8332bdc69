"""What people said about documents: lines that are only ever added to `annotations.jsonl` of a workspace.

Each line is one judgement: annotation_id, doc_id, text_md5, annotation_schema, value (None takes the last one back),
created_at (seconds since 1970), and what else the schema needs. A build never touches the file.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analytics.sql import literal
from analytics.workspace.lines import append_line, read_lines

NAME = "annotations.jsonl"
PREDICTED = "labels/*.predicted.parquet"
"""Labels that a classifier predicts, one file for each schema."""

EVENTS, CURRENT, PREDICTIONS = "annotation_events", "annotations", "predicted_labels"
"""The views of these files."""

COLUMNS = {
    "annotation_id": "VARCHAR",
    "annotation_schema": "VARCHAR",
    "doc_id": "BIGINT",
    "other_doc_id": "BIGINT",
    "annotator": "VARCHAR",
    "value": "JSON",
    "seconds": "DOUBLE",
    "created_at": "DOUBLE",
    "is_gold": "BOOLEAN",
    "text_md5": "VARCHAR",
    "origin": "VARCHAR",
    "undoes": "VARCHAR",
}

READ_EVENTS = """
CREATE VIEW IF NOT EXISTS annotation_events AS
SELECT line, annotation_id, annotation_schema AS "schema", doc_id, other_doc_id,
    coalesce(annotator, 'somebody') AS annotator,
    CASE WHEN json_type("value") = 'VARCHAR' THEN "value" ->> '$' WHEN json_type("value") = 'NULL' THEN NULL
        ELSE CAST("value" AS VARCHAR) END AS "value",
    TRY_CAST("value" AS DOUBLE) AS number,
    seconds, make_timestamp(CAST(created_at * 1000000 AS BIGINT)) AS created_at,
    coalesce(is_gold, false) AS is_gold, text_md5, origin, undoes
FROM (SELECT *, row_number() OVER () AS line
    FROM read_json({file}, format = 'newline_delimited', ignore_errors = true, columns = {{{columns}}}))
WHERE annotation_id IS NOT NULL AND doc_id IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY annotation_id ORDER BY line) = 1
"""

READ_CURRENT = """
CREATE VIEW IF NOT EXISTS annotations AS
SELECT * EXCLUDE (line, undoes) FROM (
    SELECT * FROM annotation_events
    WHERE undoes IS NULL
        AND annotation_id NOT IN (SELECT undoes FROM annotation_events WHERE undoes IS NOT NULL)
    QUALIFY row_number() OVER (
        PARTITION BY "schema", doc_id, other_doc_id, annotator, is_gold ORDER BY line DESC) = 1
) WHERE "value" IS NOT NULL
"""


def append(folder: Path, schema: str, doc_id: int, value: str | None, **facts: Any) -> None:
    """Add a judgement of a document. Raises DataloupeError when the file cannot be written."""
    record = {"annotation_id": uuid.uuid4().hex, "doc_id": doc_id, "annotation_schema": schema, "value": value}
    append_line(folder / NAME, record | {"created_at": round(time.time(), 3)} | facts)


def read(folder: Path, schema: str) -> list[dict[str, Any]]:
    """The judgements with this schema, in the order in which they were made. A line that was not written whole is
    skipped.
    """
    records = read_lines(folder / NAME)
    return [record for record in records if record.get("annotation_schema") == schema and "doc_id" in record]


def annotation_views(folder: Path) -> Iterator[str]:
    """The statements that create the views of the annotations and of the predicted labels that a workspace has."""
    file = folder / NAME
    if file.is_file():
        columns = ", ".join(f"{name}: '{kind}'" for name, kind in COLUMNS.items())
        yield READ_EVENTS.format(file=literal(str(file)), columns=columns)
        yield READ_CURRENT
    if any(folder.glob(PREDICTED)):
        files = literal(str(folder / PREDICTED))
        yield f"CREATE VIEW IF NOT EXISTS {PREDICTIONS} AS SELECT * FROM read_parquet({files})"
