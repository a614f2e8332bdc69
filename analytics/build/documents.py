"""Documents: read the inputs into `documents`, `metadata` and `rejects`, and logs into tables of their own, too.

Rows of unchanged inputs that an earlier build read are kept.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from analytics.build.input_reader import InputReader
from analytics.build.input_tasks import read_on_workers
from analytics.build.stage import Context, Stage
from analytics.errors import NoRowsError
from analytics.ingest import Input, InputDescription
from analytics.ingest.folders import describe_inputs
from analytics.ingest.metadata_writer import MetadataFile, MetadataWriter
from analytics.ingest.tables import LOG_SCHEMAS, SCHEMAS
from analytics.ingest.user_ids import user_id_key


def run(context: Context) -> None:
    """Read all inputs that the present tables do not have yet. Raises NoRowsError when no input has a row."""
    inputs: Sequence[Input] = context.options["inputs"]
    reading = context.stage.fingerprint(context.manifest, context.options)
    facts = _kept_facts(context, inputs, reading)
    known = {fact["fingerprint"] for fact in facts}
    new, skipped = describe_inputs([one for one in inputs if one.fingerprint not in known], context.options)
    earlier = _keep_files(context) if facts else []
    on_workers = not context.engine.shares_memory and not any(one.is_log for one in new)
    read = read_on_workers if on_workers else _read_in_driver
    first_new = sum(fact["documents"] for fact in facts)
    facts += read(context, new, first_new, earlier)
    if not any(fact["rows"] for fact in facts):
        name = inputs[0].name if len(inputs) == 1 else f"The {len(inputs)} inputs"
        raise NoRowsError(f"{name} {'has' if len(inputs) == 1 else 'have'} no rows.")
    context.notes |= {"reading": reading, "inputs": facts, "first_new": first_new} | (
        {"skipped inputs": skipped} if skipped else {}
    )


def _read_in_driver(
    context: Context, inputs: Sequence[InputDescription], doc_id: int, earlier: Sequence[MetadataFile]
) -> list[dict[str, Any]]:
    """Read the inputs one after another; gives facts about each. `earlier` are the files of `metadata` that stay."""
    is_log = any(one.is_log for one in inputs)
    keeps_ids = not is_log or context.options.get("keep_user_ids")
    key = None if keeps_ids else user_id_key(context.workspace.path)
    tables = SCHEMAS | (LOG_SCHEMAS if is_log else {})
    metadata = MetadataWriter(context.workspace, earlier)
    reader = InputReader({name: context.writer(name, schema) for name, schema in tables.items()}, metadata, key)
    done, total = 0, sum(one.input.size for one in inputs)
    facts: list[dict[str, Any]] = []
    for one in inputs:
        facts.append(reader.read(one, doc_id, functools.partial(_report, context, done, total)))
        doc_id += facts[-1]["documents"]
        done += one.input.size
    for file in metadata.close():
        context.keep_file("metadata", file.name, file.rows)
    return facts


def _report(context: Context, before: int, total: int, consumed: int) -> None:
    context.progress(before + consumed, total, "bytes")


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
