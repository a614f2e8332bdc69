"""The same decisions on other data: what has to be built for them, what cannot be carried over, and what differs from the last time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import duckdb

from analytics.ask.selection import Rows
from analytics.errors import DataloupeError
from analytics.recipe.model import Recipe
from analytics.recipe.outcome import named
from analytics.recipe.steps import Counts, Deduplicate, Step, parts_of
from analytics.workspace import Manifest

STAGE_OF = {"documents": "documents", "metadata": "documents", "turns": "conversations", "signals": "scan", "map": "topics"}
"""The stage that makes each table a condition can name."""

STAGES = ("scan", "duplicates", "parts", "topics")
"""What a recipe can need, in the order in which it is built; the scan always, it counts the tokens."""

NEEDS = {"region": "topics", "holds": "parts"}
"""Conditions that name no table, and the stage they need; those of all others are asked for by their tables."""

OF_A_MAP = ("x", "y", "topic_id")


def until(recipe: Recipe) -> str:
    """The last stage that the steps that are on need."""
    needed = {"scan"}
    for step in recipe.steps:
        if step.active:
            needed |= {"duplicates"} if isinstance(step.do, Deduplicate) else set()
            needed |= {NEEDS.get(part.kind) or STAGE_OF.get(getattr(part, "table", ""), "scan") for part in parts_of(step.do)}
    return max(needed & set(STAGES), key=STAGES.index)


def needs_vectors(recipe: Recipe) -> bool:
    """Whether a step that is on asks for vectors: of the map, of meaning, or of a classifier that reads them."""
    return any(
        step.active
        and (
            (isinstance(step.do, Deduplicate) and step.do.thresholds.cosine is not None)
            or any(part.kind not in _WITHOUT_VECTORS or getattr(part, "table", "") == "map" for part in parts_of(step.do))
        )
        for step in recipe.steps
    )


_WITHOUT_VECTORS = ("values", "range", "contains", "rows", "fails", "holds")


def bound(connection: duckdb.DuckDBPyConnection, manifest: Manifest, step: Step) -> str | None:
    """What identifies the data that a step refers to by numbers only this workspace gives: the texts of documents picked by hand, or
    the map whose outlines and topic numbers it names. None for a step that means the same everywhere."""
    parts = parts_of(step.do)
    marks = [_texts(connection, part) for part in parts if isinstance(part, Rows)]
    if any(part.kind == "region" or (getattr(part, "table", "") == "map" and getattr(part, "column", "") in OF_A_MAP) for part in parts):
        record = manifest.stages.get(manifest.tables["map"].stage) if "map" in manifest.tables else None
        marks.append(record.fingerprint if record else "no map")
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()[:16] if marks else None


def check_bound(connection: duckdb.DuckDBPyConnection, manifest: Manifest, recipe: Recipe, elsewhere: bool = False) -> None:
    """Raises DataloupeError when a step that is on refers to documents or a map that are not these; `elsewhere`: also when it does not say which."""
    for index, step in enumerate(recipe.steps):
        here = bound(connection, manifest, step) if step.active else None
        if here is not None and here != step.bound_to and (elsewhere or step.bound_to is not None):
            with named(index, step):
                raise DataloupeError(
                    "it names documents picked by hand, or places or topics of a map, that are not those of this data - switch it off, or choose anew"
                )


def _texts(connection: duckdb.DuckDBPyConnection, picked: Rows) -> str:
    rows = connection.execute(
        "SELECT doc_id, md5(text) FROM documents WHERE doc_id IN (SELECT unnest(?::BIGINT[])) ORDER BY doc_id", [list(picked.ids)]
    ).fetchall()
    return " ".join(f"{doc_id}:{digest}" for doc_id, digest in rows)


def differences(last: Recipe, now: Recipe) -> Iterator[str]:
    """What differs between two countings of one recipe, a line each: documents, what each step took, and of which sources; first whether anything does."""
    if last.documents is None or now.documents is None:
        yield "The recipe has no counts of an earlier time to compare with."
        return
    found = [*_lines("documents", last.documents, now.documents, None, None), *_lines("kept", last.kept, now.kept, last.documents, now.documents)]
    for number, (before, after) in enumerate(zip(last.steps, now.steps, strict=True), 1):
        if before.active:
            found += _lines(f"step {number} ({before.do.kind})", before.came_to, after.came_to, last.documents, now.documents)
    yield (
        "What differs from the last time (documents, then now):"
        if found
        else "Nothing differs from the last time: the same counts, step by step and source by source."
    )
    yield from found


def _lines(name: str, before: Counts | None, after: Counts | None, all_before: Counts | None, all_after: Counts | None) -> Iterator[str]:
    if before is None or after is None:
        if before is not after:
            yield f"  {name}: {'not counted' if before is None else f'{before.documents:,}'} -> {'not counted' if after is None else f'{after.documents:,}'}"
        return
    sources = sorted({*before.by_source, *after.by_source}, key=lambda source: -max(before.by_source.get(source, 0), after.by_source.get(source, 0)))
    changed = [source for source in sources if before.by_source.get(source, 0) != after.by_source.get(source, 0)]
    if not changed and (before.documents, before.tokens) == (after.documents, after.tokens):
        return
    tokens = "" if before.tokens is None or after.tokens is None else f"; tokens {before.tokens:,} -> {after.tokens:,}"
    yield f"  {name}: {before.documents:,}{_share(before.documents, all_before)} -> {after.documents:,}{_share(after.documents, all_after)}{tokens}"
    for source in changed:
        was, now = before.by_source.get(source, 0), after.by_source.get(source, 0)
        of_was = _share(was, all_before and Counts(all_before.by_source.get(source, 0)))
        of_now = _share(now, all_after and Counts(all_after.by_source.get(source, 0)))
        yield f"    {source}: {was:,}{of_was} -> {now:,}{of_now}"


def _share(part: int, whole: Counts | None) -> str:
    return f" ({part / whole.documents:.1%})" if whole and whole.documents else ""
