"""Read one input into writers of the tables, and say what was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from analytics.ingest import Input, InputDescription
from analytics.ingest.metadata_writer import MetadataWriter
from analytics.ingest.records import Reject, Rows
from analytics.ingest.tables import REJECTS
from analytics.ingest.user_ids import hash_user_ids
from analytics.workspace import TableWriter


class InputReader:
    """Reads inputs into the tables. `key` hashes the users of logs; without it they keep their ids."""

    def __init__(self, writers: Mapping[str, TableWriter], metadata: MetadataWriter, key: bytes | None = None):
        self.metadata = metadata
        self._writers = writers
        self._key = key

    def read(
        self, one: InputDescription, doc_id: int, on_bytes: Callable[[int], None] = lambda consumed: None
    ) -> dict[str, Any]:
        """Read one input, whose first document gets `doc_id`; gives facts about it. `on_bytes` gets the bytes read."""
        documents = kept = 0
        reasons: Counter[str] = Counter()
        renamed: dict[str, str] = {}
        problems: dict[str, int] = {}
        key = self._key if one.is_log else None
        for rows in one.read(doc_id):
            self._write(one.input, rows, key)
            documents += len(rows.tables["documents"]) if rows.tables else 0
            kept += rows.kept
            reasons.update(reject.reason for reject in rows.rejects)
            renamed, problems = rows.renamed, rows.problems
            on_bytes(min(rows.consumed, one.input.size))
        counts = {"rows": kept + reasons.total(), "kept": kept, "documents": documents}
        rejects = dict(reasons.most_common())
        return {**_description(one), **counts, "rejects": rejects, "renamed": renamed, "problems": problems}

    def _write(self, source: Input, rows: Rows, key: bytes | None) -> None:
        for name, batch in rows.tables.items():
            if len(batch):
                writer = self.metadata if name == "metadata" else self._writers[name]
                writer.write(hash_user_ids(name, batch, key) if key else batch)
        if rows.rejects:
            self._writers["rejects"].write(_rejects(source, rows.rejects))


def _description(one: InputDescription) -> dict[str, Any]:
    """How an input is read, for the notes."""
    plan = one.plan
    return {
        "name": one.input.name,
        "path": str(one.input.path),
        "fingerprint": one.input.fingerprint,
        "format": one.input.format,
        "shape": one.shape,
        "text": plan.text if plan else None,
        "why_text": plan.why if plan else None,
        "fields": dict(plan.fields) if plan else {},
        "scales": one.stated_scales(),
    } | ({"corrected_on": one.correction.corrected_on} if one.correction else {})


def _rejects(source: Input, rejects: Sequence[Reject]) -> pa.RecordBatch:
    rows = [{"input": source.name, "row": one.row, "reason": one.reason, "raw": one.raw} for one in rejects]
    return pa.RecordBatch.from_pylist(rows, schema=REJECTS)
