"""Small workspaces for tests, with the tables of docs/design.md: real Parquet, no build, no mocks."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from analytics.ingest.tables import DOCUMENTS, REJECTS
from analytics.signals.compute import kernel_columns, to_batch
from analytics.signals.scan import FAMILIES
from analytics.workspace import StageRecord, Table, Workspace, create_workspace

HOSTILE = (
    "<script>alert(1)</script>",
    '"; drop table x; --',
    "**bold** $x$ :red[x] :material/home: https://example.com",
)
"""Texts that must be shown as they are, wherever they appear: as text, source, title, or name of a column."""


def write_table(workspace: Workspace, name: str, rows: pa.Table, stage: str | None = None) -> None:
    """Commit `rows` as the table `name` of the stage `stage` (default: a stage of the table's name), with the other
    tables of that stage.
    """
    manifest = workspace.read_manifest()
    writer = workspace.writer(name, rows.schema)
    writer.write(rows)
    writer.close()
    stage = stage or name
    own = {other: table for other, table in manifest.tables.items() if table.stage == stage}
    own[name] = Table((writer.name,), len(rows), writer.path.stat().st_size, stage)
    workspace.commit(stage, StageRecord(f"{manifest.generation:016x}", 0.5, "test", 0.0), own)


def documents(texts: Sequence[str], **columns: Sequence[Any]) -> pa.Table:
    """A `documents` table of these texts; `columns` fill or replace the others (default kind 'document', source 'a',
    the rest missing).
    """
    values: dict[str, Sequence[Any]] = {
        "doc_id": range(len(texts)),
        "text": texts,
        "kind": ["document"] * len(texts),
        "source": ["a"] * len(texts),
    }
    values |= columns
    return pa.table(
        {field.name: pa.array(list(values.get(field.name, [None] * len(texts))), field.type) for field in DOCUMENTS},
        schema=DOCUMENTS,
    )


def signals(texts: Sequence[str], languages: Sequence[str | None] | None = None) -> pa.Table:
    """A `signals` table of these texts: what the scan counts, and the languages as given (default: English)."""
    from analytics.batch.scan import scan

    texts_batch = pa.RecordBatch.from_pydict(
        {"doc_id": pa.array(range(len(texts)), pa.int64()), "text": pa.array(list(texts), pa.string())}
    )
    language = list(languages) if languages is not None else ["en"] * len(texts)
    columns = {
        "doc_id": texts_batch.column("doc_id"),
        **kernel_columns(scan(texts_batch), FAMILIES),
        "lang_detected": language,
        "lang_confidence": [None if code is None else 0.9 for code in language],
    }
    return pa.Table.from_batches([to_batch(columns, FAMILIES)])


def write_workspace(
    path: Path,
    texts: Sequence[str],
    metadata: Mapping[str, Any] | None = None,
    rejects: Sequence[tuple[str, int, str, str]] = (),
    scanned: bool = True,
    languages: Sequence[str | None] | None = None,
    **columns: Sequence[Any],
) -> Workspace:
    """A workspace of `texts` with documents, metadata, rejects and, when `scanned`, signals. `columns` as for
    `documents`.
    """
    workspace = create_workspace(path)
    write_table(workspace, "documents", documents(texts, **columns))
    write_table(
        workspace,
        "metadata",
        pa.table({"doc_id": pa.array(range(len(texts)), pa.int64()), **(metadata or {})}),
        stage="documents",
    )
    write_table(
        workspace,
        "rejects",
        pa.Table.from_pylist([dict(zip(REJECTS.names, row, strict=True)) for row in rejects], schema=REJECTS),
        stage="documents",
    )
    if scanned:
        write_table(workspace, "signals", signals(texts, languages), stage="scan")
    return workspace


def days(count: int) -> list[datetime.datetime]:
    """`count` days from 2024-01-01 on."""
    return [datetime.datetime(2024, 1, 1) + datetime.timedelta(days=day) for day in range(count)]
