"""Manifests of earlier formats, read with the names of today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.workspace.renamed import RENAMED

TABLES = {renamed.former_table: renamed.table for renamed in RENAMED}
STAGES = {"parts": "passages"}
NOTES = {
    "documents": {"recipe": "reading"},
    "encode": {"part": "encoded_text", "document_parts": "document_files"},
    "duplicates": {f"least_{name}": f"min_{name}" for name in ("jaccard", "containment", "cosine", "margin")},
    "passages": {"least_texts": "min_texts", "most_parts": "max_passages", "parts": "passages"},
}
"""The facts that stages note: stage, then former and present name."""


def with_present_names(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """A manifest of format 1, as JSON holds it, with the names of format 2."""
    raw = dict(manifest)
    for name in ("tables", "outdated_tables"):
        raw[name] = {TABLES.get(table, table): _table(fields) for table, fields in raw[name].items()}
    for name in ("stages", "outdated_stages"):
        raw[name] = {STAGES.get(stage, stage): record for stage, record in raw[name].items()}
        raw[name] = {stage: _record(stage, record) for stage, record in raw[name].items()}
    return raw


def _table(fields: Mapping[str, Any]) -> dict[str, Any]:
    others = {name: value for name, value in fields.items() if name != "parts"}
    return {**others, "files": fields["parts"], "stage": STAGES.get(fields["stage"], fields["stage"])}


def _record(stage: str, record: Mapping[str, Any]) -> dict[str, Any]:
    present = NOTES.get(stage, {})
    notes = {present.get(name, name): value for name, value in record.get("notes", {}).items()}
    return {**record, "notes": notes}
