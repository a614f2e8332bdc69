"""Documents: read the inputs into `documents`, `metadata` and `rejects`, and logs into tables of their own, too.

Rows of unchanged inputs that an earlier build read are kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from analytics.build.stage import Context, Stage
from analytics.errors import DataloupeError
from analytics.ingest import Input, InputDescription
from analytics.ingest.folders import describe_inputs
from analytics.ingest.metadata_writer import MetadataFile, MetadataWriter
from analytics.ingest.records import Reject, Rows
from analytics.ingest.tables import LOG_SCHEMAS, REJECTS, SCHEMAS
from analytics.ingest.user_ids import hash_user_ids, user_id_key


def run(context: Context) -> None:
    """Read all inputs that the present tables do not have yet. Raises DataloupeError when no input has a row."""
    inputs: Sequence[Input] = context.options["inputs"]
    reading = context.stage.fingerprint(context.manifest, context.options)
    facts = _kept_facts(context, inputs, reading)
    known = {fact["fingerprint"] for fact in facts}
    new, skipped = describe_inputs([one for one in inputs if one.fingerprint not in known], context.options)
    tables = SCHEMAS | (LOG_SCHEMAS if any(one.is_log for one in new) else {})
    reader = _Reader(context, MetadataWriter(context.workspace, _keep_files(context) if facts else []), tables)
    doc_id = sum(fact["documents"] for fact in facts)
    done, total = 0, sum(one.input.size for one in new)
    for one in new:
        facts.append(reader.read(one, doc_id, done, total))
        doc_id += facts[-1]["documents"]
        done += one.input.size
    if not any(fact["rows"] for fact in facts):
        name = inputs[0].name if len(inputs) == 1 else f"The {len(inputs)} inputs"
        raise DataloupeError(f"{name} {'has' if len(inputs) == 1 else 'have'} no rows.")
    for file in reader.metadata.close():
        context.keep_file("metadata", file.name, file.rows)
    context.notes |= {"reading": reading, "inputs": facts} | ({"skipped inputs": skipped} if skipped else {})


class _Reader:
    """Reads inputs into the tables."""

    def __init__(self, context: Context, metadata: MetadataWriter, tables: Mapping[str, pa.Schema]):
        self.metadata = metadata
        self._context = context
        self._writers = {name: context.writer(name, schema) for name, schema in tables.items()}

    def read(self, one: InputDescription, doc_id: int, done: int, total: int) -> dict[str, Any]:
        """Read one input, whose first document gets `doc_id`; gives facts about it.

        `done` bytes of `total` were read before.
        """
        documents = kept = 0
        reasons: Counter[str] = Counter()
        renamed: dict[str, str] = {}
        problems: dict[str, int] = {}
        key = self._user_id_key(one)
        for rows in one.read(doc_id):
            self._write(one.input, rows, key)
            documents += len(rows.tables["documents"]) if rows.tables else 0
            kept += rows.kept
            reasons.update(reject.reason for reject in rows.rejects)
            renamed, problems = rows.renamed, rows.problems
            self._context.progress(done + min(rows.consumed, one.input.size), total, "bytes")
        counts = {"rows": kept + reasons.total(), "kept": kept, "documents": documents}
        rejects = dict(reasons.most_common())
        return {**_description(one), **counts, "rejects": rejects, "renamed": renamed, "problems": problems}

    def _user_id_key(self, one: InputDescription) -> bytes | None:
        """The key by which users are hashed; None where they keep their ids."""
        if not one.is_log or self._context.options.get("keep_user_ids"):
            return None
        return user_id_key(self._context.workspace.path)

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


def _kept_facts(context: Context, inputs: Sequence[Input], reading: str) -> list[dict[str, Any]]:
    """The facts about the inputs of the earlier build, when its rows can be kept; else none.

    They can when all of its inputs are among `inputs`, unchanged, and are read in the same way. The order of the inputs
    does not matter: a file that is added to a directory gets the next ids, at any place in it.
    """
    earlier = context.manifest.stages.get(context.stage.name)
    has_tables = all(name in context.manifest.tables for name in (*SCHEMAS, "metadata"))
    if earlier is None or earlier.notes.get("reading") != reading or not has_tables:
        return []
    facts = list(earlier.notes["inputs"])
    return facts if {fact["fingerprint"] for fact in facts} <= {one.fingerprint for one in inputs} else []


def _keep_files(context: Context) -> list[MetadataFile]:
    """Keep the present files of all tables; gives those of `metadata`, whose types new columns may change."""
    import pyarrow.parquet as pq

    metadata = []
    for table in (name for name in context.stage.writes if name in context.manifest.tables):
        for file in context.workspace.files(table, context.manifest):
            facts = pq.ParquetFile(file)
            if table == "metadata":
                metadata.append(MetadataFile(file.name, facts.metadata.num_rows, facts.schema_arrow))
            else:
                context.keep_file(table, file.name, facts.metadata.num_rows)
    return metadata


def _rejects(source: Input, rejects: Sequence[Reject]) -> pa.RecordBatch:
    rows = [{"input": source.name, "row": one.row, "reason": one.reason, "raw": one.raw} for one in rejects]
    return pa.RecordBatch.from_pylist(rows, schema=REJECTS)


STAGE = Stage(
    name="documents",
    title="Read the inputs",
    reads=(),
    writes=("documents", "metadata", "rejects", *LOG_SCHEMAS),
    run=run,
    options=(
        "text",
        "source",
        "format",
        "map",
        "keep_user_ids",
        "encoding",
        "delimiter",
        "header",
        "extractor",
        "reading",
        "corrections",
    ),
)
