"""What differs between two runs of one recipe? Documents, and what each step removes, by source."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.recipe.model import Counts, Recipe

MAX_SHOWN_SOURCES = 20


def differences(last: Recipe, now: Recipe) -> Iterator[str]:
    """The differences between the counts of two runs, a line each; first whether there is any."""
    if last.documents is None or now.documents is None:
        yield "The recipe has no counts of an earlier run to compare with."
        return
    lines = [
        *_lines("documents", last.documents, now.documents, None, None),
        *_lines("kept", last.kept, now.kept, last.documents, now.documents),
    ]
    for number, (before, after) in enumerate(zip(last.steps, now.steps, strict=True), 1):
        if before.active:
            name = f"step {number} ({before.action.kind})"
            lines += _lines(name, before.counts, after.counts, last.documents, now.documents)
    if lines:
        yield "Differences from the last run (documents, then now):"
        yield from lines
    else:
        yield "Nothing differs from the last run: the same counts, step by step and source by source."


def _lines(
    name: str, before: Counts | None, after: Counts | None, all_before: Counts | None, all_after: Counts | None
) -> Iterator[str]:
    if before is None or after is None:
        if before is not after:
            yield f"  {name}: {_count(before)} -> {_count(after)}"
        return
    changed = _changed_sources(before, after)
    if not changed and (before.documents, before.tokens) == (after.documents, after.tokens):
        return
    tokens = "" if before.tokens is None or after.tokens is None else f"; tokens {before.tokens:,} -> {after.tokens:,}"
    was = f"{before.documents:,}{_share(before.documents, all_before)}"
    yield f"  {name}: {was} -> {after.documents:,}{_share(after.documents, all_after)}{tokens}"
    for source in changed[:MAX_SHOWN_SOURCES]:
        was = _of_source(before, all_before, source)
        yield f"    {source}: {was} -> {_of_source(after, all_after, source)}"
    if len(changed) > MAX_SHOWN_SOURCES:
        yield f"    and {len(changed) - MAX_SHOWN_SOURCES:,} more sources"


def _changed_sources(before: Counts, after: Counts) -> list[str]:
    """The sources whose counts are known in both and differ, the largest first."""

    def order(source: str) -> tuple[int, str]:
        return -max(before.by_source.get(source, 0), after.by_source.get(source, 0)), source

    def is_changed(source: str) -> bool:
        was, now = before.of(source), after.of(source)
        return was is not None and now is not None and was != now

    return [source for source in sorted({*before.by_source, *after.by_source}, key=order) if is_changed(source)]


def _of_source(counts: Counts, all_counts: Counts | None, source: str) -> str:
    documents = counts.of(source) or 0
    of_all = None if all_counts is None else Counts(all_counts.of(source) or 0)
    return f"{documents:,}{_share(documents, of_all)}"


def _count(counts: Counts | None) -> str:
    return "not counted" if counts is None else f"{counts.documents:,}"


def _share(documents: int, whole: Counts | None) -> str:
    return f" ({documents / whole.documents:.1%})" if whole and whole.documents else ""
