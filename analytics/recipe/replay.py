"""The same decisions on other data: which tables they ask, what cannot be carried over, and what differs from the last
time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import duckdb

from analytics.ask.filters import Query, Rows
from analytics.errors import DataloupeError
from analytics.recipe.model import Recipe
from analytics.recipe.outcome import named
from analytics.recipe.steps import Counts, Deduplicate, Step, filters_of
from analytics.workspace import Manifest

SOURCES_SHOWN = 20

OF_A_MAP = ("x", "y", "topic_id")
"""Columns of `map` whose values mean something on that map only."""


def tables_needed(recipe: Recipe) -> set[str]:
    """The tables that the steps that are on ask, and those that counting needs."""
    needed = {"documents", "metadata", "signals"}
    for step in recipe.steps:
        if step.active:
            for part in filters_of(step.do):
                needed |= _tables_named(part.sql if isinstance(part, Query) else part.query()[0])
            if isinstance(step.do, Deduplicate):
                needed |= {"duplicate_pairs"} | ({"neighbors"} if step.do.thresholds.cosine is not None else set())
    return needed


def _tables_named(statement: str) -> set[str]:
    """The tables that a SELECT names, by DuckDB's own parser; none for what is no SELECT: it is refused when it is
    asked.
    """
    ((tree,),) = duckdb.connect().execute("SELECT json_serialize_sql(?)", [statement]).fetchall()
    return {name for name in _values_of(json.loads(tree), "table_name") if name}


def _values_of(tree: Any, key: str) -> Iterator[str]:
    """Every value under `key` in nested lists and mappings."""
    if isinstance(tree, dict):
        if isinstance(tree.get(key), str):
            yield tree[key]
        for value in tree.values():
            yield from _values_of(value, key)
    elif isinstance(tree, list):
        for value in tree:
            yield from _values_of(value, key)


def bound(connection: duckdb.DuckDBPyConnection, manifest: Manifest, step: Step) -> str | None:
    """What identifies the data that a step refers to by numbers only this workspace gives: the texts of documents
    picked by hand, or the map whose outlines and topic numbers it names. None for a step that means the same
    everywhere.
    """
    parts = filters_of(step.do)
    marks = [_texts(connection, part) for part in parts if isinstance(part, Rows)]
    if any(
        part.kind == "region" or (getattr(part, "table", "") == "map" and getattr(part, "column", "") in OF_A_MAP)
        for part in parts
    ):
        record = manifest.stages.get(manifest.tables["map"].stage) if "map" in manifest.tables else None
        marks.append(record.fingerprint if record else "no map")
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()[:16] if marks else None


def check_bound(
    connection: duckdb.DuckDBPyConnection, manifest: Manifest, recipe: Recipe, elsewhere: bool = False
) -> None:
    """Raises DataloupeError when a step that is on refers to documents or a map that are not these; `elsewhere`: also
    when it does not say which.
    """
    for index, step in enumerate(recipe.steps):
        here = bound(connection, manifest, step) if step.active else None
        if here is not None and here != step.bound_to and (elsewhere or step.bound_to is not None):
            with named(index, step):
                raise DataloupeError(
                    "it names documents picked by hand, or places or topics of a map, that are not those of this data - switch it off, or choose anew"
                )


def _texts(connection: duckdb.DuckDBPyConnection, picked: Rows) -> str:
    rows = connection.execute(
        "SELECT doc_id, md5(text) FROM documents WHERE doc_id IN (SELECT unnest(?::BIGINT[])) ORDER BY doc_id",
        [list(picked.ids)],
    ).fetchall()
    return " ".join(f"{doc_id}:{digest}" for doc_id, digest in rows)


def differences(last: Recipe, now: Recipe) -> Iterator[str]:
    """What differs between two countings of one recipe, a line each: documents, what each step took, and of which
    sources; first whether anything does.
    """
    if last.documents is None or now.documents is None:
        yield "The recipe has no counts of an earlier time to compare with."
        return
    found = [
        *_lines("documents", last.documents, now.documents, None, None),
        *_lines("kept", last.kept, now.kept, last.documents, now.documents),
    ]
    for number, (before, after) in enumerate(zip(last.steps, now.steps, strict=True), 1):
        if before.active:
            found += _lines(
                f"step {number} ({before.do.kind})", before.counts, after.counts, last.documents, now.documents
            )
    yield (
        "What differs from the last time (documents, then now):"
        if found
        else "Nothing differs from the last time: the same counts, step by step and source by source."
    )
    yield from found


def _lines(
    name: str, before: Counts | None, after: Counts | None, all_before: Counts | None, all_after: Counts | None
) -> Iterator[str]:
    if before is None or after is None:
        if before is not after:
            yield f"  {name}: {'not counted' if before is None else f'{before.documents:,}'} -> {'not counted' if after is None else f'{after.documents:,}'}"
        return
    sources = sorted(
        {*before.by_source, *after.by_source},
        key=lambda source: (-max(before.by_source.get(source, 0), after.by_source.get(source, 0)), source),
    )
    changed = [source for source in sources if _changed(before.of(source), after.of(source))]
    if not changed and (before.documents, before.tokens) == (after.documents, after.tokens):
        return
    tokens = "" if before.tokens is None or after.tokens is None else f"; tokens {before.tokens:,} -> {after.tokens:,}"
    yield f"  {name}: {before.documents:,}{_share(before.documents, all_before)} -> {after.documents:,}{_share(after.documents, all_after)}{tokens}"
    for source in changed[:SOURCES_SHOWN]:
        was, now = before.of(source) or 0, after.of(source) or 0
        of_was = _share(was, all_before and Counts(all_before.of(source) or 0))
        of_now = _share(now, all_after and Counts(all_after.of(source) or 0))
        yield f"    {source}: {was:,}{of_was} -> {now:,}{of_now}"
    if len(changed) > SOURCES_SHOWN:
        yield f"    and {len(changed) - SOURCES_SHOWN:,} more sources"


def _changed(was: int | None, now: int | None) -> bool:
    return was is not None and now is not None and was != now


def _share(part: int, whole: Counts | None) -> str:
    return f" ({part / whole.documents:.1%})" if whole and whole.documents else ""
