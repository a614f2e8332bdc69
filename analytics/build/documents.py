"""Documents: read the inputs into `documents`, `metadata` and `rejects`, and logs into their own tables beside them.

What an earlier build read and is unchanged stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from analytics.build.stage import Context, Stage
from analytics.errors import DataloupeError
from analytics.ingest import Input, InputDescription, describe_input
from analytics.ingest.metadata_writer import MetadataFile, MetadataWriter
from analytics.ingest.records import Reject
from analytics.ingest.tables import LOG_SCHEMAS, REJECTS, SCHEMAS
from analytics.ingest.user_ids import hash_user_ids, user_id_key
from analytics.workspace import TableWriter


def run(context: Context) -> None:
    """Read all inputs that the present tables do not hold yet. Raises DataloupeError when they hold no rows at all."""
    inputs: Sequence[Input] = context.options["inputs"]
    recipe = context.stage.fingerprint(context.manifest, context.options)
    facts = _facts_that_stay(context, inputs, recipe)
    held = {fact["fingerprint"] for fact in facts}
    understood = [describe_input(one, context.options) for one in inputs if one.fingerprint not in held]
    metadata = MetadataWriter(context.workspace, _keep_files(context) if facts else [])
    tables = SCHEMAS | (LOG_SCHEMAS if any(one.is_log for one in understood) else {})
    writers = {name: context.writer(name, schema) for name, schema in tables.items()}
    done, total = 0, sum(one.input.size for one in understood)
    doc_id = sum(fact["documents"] for fact in facts)
    for one in understood:
        facts.append(_read(context, one, doc_id, writers, metadata, done, total))
        doc_id += facts[-1]["documents"]
        done += one.input.size
    if not any(fact["rows"] for fact in facts):
        raise DataloupeError(f"{_named(inputs)} {'holds' if len(inputs) == 1 else 'hold'} no rows")
    for part in metadata.close():
        context.keep_file("metadata", part.name, part.rows)
    context.notes |= {"recipe": recipe, "inputs": facts}


def _read(
    context: Context,
    one: InputDescription,
    doc_id: int,
    writers: dict[str, TableWriter],
    metadata: MetadataWriter,
    done: int,
    total: int,
) -> dict[str, Any]:
    """Read one input into the tables and tell the facts about it."""
    documents = kept = 0
    reasons: Counter[str] = Counter()
    renamed: dict[str, str] = {}
    problems: dict[str, int] = {}
    key = user_id_key(context.workspace.path) if one.is_log and not context.options.get("keep_user_ids") else None
    for rows in one.read(doc_id):
        for name, batch in rows.tables.items():
            if len(batch):
                (metadata if name == "metadata" else writers[name]).write(
                    hash_user_ids(name, batch, key) if key else batch
                )
        if rows.rejects:
            writers["rejects"].write(_rejects(one.input, rows.rejects))
        documents += len(rows.tables["documents"]) if rows.tables else 0
        kept += rows.kept
        reasons.update(reject.reason for reject in rows.rejects)
        renamed, problems = rows.renamed, rows.problems
        context.progress(done + min(rows.consumed, one.input.size), total, "bytes")
    return {
        "name": one.input.name,
        "fingerprint": one.input.fingerprint,
        "format": one.input.format,
        "shape": one.shape,
        "rows": kept + reasons.total(),
        "kept": kept,
        "documents": documents,
        "rejects": dict(reasons.most_common()),
        "text": one.plan.text if one.plan else None,
        "why_text": one.plan.why if one.plan else None,
        "fields": dict(one.plan.fields) if one.plan else {},
        "renamed": renamed,
        "problems": problems,
    }


def _facts_that_stay(context: Context, inputs: Sequence[Input], recipe: str) -> list[dict[str, Any]]:
    """The facts of the earlier build when its inputs are all among `inputs`, unchanged, and were read in the same way;
    else none.

    Where the new inputs stand among the old does not matter: a file added to a directory gets the next ids, wherever it
    sorts.
    """
    earlier = context.manifest.stages.get(context.stage.name)
    if (
        earlier is None
        or earlier.notes.get("recipe") != recipe
        or not all(name in context.manifest.tables for name in (*SCHEMAS, "metadata"))
    ):
        return []
    facts = list(earlier.notes["inputs"])
    return facts if {fact["fingerprint"] for fact in facts} <= {one.fingerprint for one in inputs} else []


def _keep_files(context: Context) -> list[MetadataFile]:
    """Carry the present parts of all tables over; those of `metadata` are handed out, for types to be reconciled."""
    import pyarrow.parquet as pq

    kept = []
    for table in (name for name in context.stage.writes if name in context.manifest.tables):
        for file in context.workspace.files(table, context.manifest):
            facts = pq.ParquetFile(file)
            if table == "metadata":
                kept.append(MetadataFile(file.name, facts.metadata.num_rows, facts.schema_arrow))
            else:
                context.keep_file(table, file.name, facts.metadata.num_rows)
    return kept


def _rejects(source: Input, rejects: Sequence[Reject]) -> pa.RecordBatch:
    rows = [{"input": source.name, "row": one.row, "reason": one.reason, "raw": one.raw} for one in rejects]
    return pa.RecordBatch.from_pylist(rows, schema=REJECTS)


def _named(inputs: Sequence[Input]) -> str:
    return inputs[0].name if len(inputs) == 1 else f"the {len(inputs)} inputs"


STAGE = Stage(
    name="documents",
    title="Read the inputs",
    reads=(),
    writes=("documents", "metadata", "rejects", *LOG_SCHEMAS),
    run=run,
    options=("text", "source", "format", "map", "keep_user_ids"),
)
