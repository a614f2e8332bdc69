"""Which personal data and secrets are in the documents, and how do they look with letters and digits masked?"""

from __future__ import annotations

import re
from typing import Any

import duckdb
import pandas as pd

from analytics.ask.columns import columns
from analytics.ask.selection import Selection, where
from analytics.batch.pii import EXAMPLES, KINDS, find
from analytics.errors import DataloupeError
from analytics.signals.registry import SIGNALS
from analytics.sql import identifier

CONTEXT_CHARACTERS = 50
"""Characters on each side of an example."""
TEXT_CHARACTERS = 200_000
"""Characters of a text that are searched for an example."""
MASKED_CHARACTERS = 20_000
"""Characters on each side of an example that are searched for what else to mask; no finding is longer."""

LIMITS_TEXT = "The list below says what is looked for, and what is not."
REBUILD_TEXT = "This workspace was built before {kinds} were looked for. Build it again to find them."


def kinds(connection: duckdb.DuckDBPyConnection, selection: Selection) -> pd.DataFrame:
    """One row for each kind of personal data that the build looked for: kind, title, findings, documents, most_in (the
    source with most documents that have it; "" when there is none).
    """
    counted = [kind for kind in KINDS if kind not in missing_kinds(connection)]
    counts = ", ".join(f"sum({kind}_count)::BIGINT, count(*) FILTER ({kind}_count > 0)" for kind in counted)
    by_source = connection.execute(
        f"""SELECT coalesce(source, '(no source)'), {counts} FROM content JOIN documents USING (doc_id)
        WHERE {where(connection, selection)} GROUP BY 1 ORDER BY 1"""
    ).fetchall()
    rows = [_kind_row(kind, by_source, 1 + 2 * index) for index, kind in enumerate(counted)]
    return pd.DataFrame(rows, columns=["kind", "title", "findings", "documents", "most_in"])


def missing_kinds(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The kinds that the build of this workspace did not look for, because an earlier version made it."""
    present = {column.name for column in columns(connection, "content")}
    return [kind for kind in KINDS if f"{kind}_count" not in present]


def missing_text(connection: duckdb.DuckDBPyConnection) -> str:
    """A sentence that names the kinds of `missing_kinds`; "" when there are none."""
    titles = [_in_sentence(SIGNALS[f"{kind}_count"].title) for kind in missing_kinds(connection)]
    return REBUILD_TEXT.format(kinds=" and ".join(titles)) if titles else ""


def documented_examples(connection: duckdb.DuckDBPyConnection, selection: Selection) -> int:
    """How many findings are values that documentation uses as examples. 0 in a workspace that does not count them."""
    if EXAMPLES not in {column.name.removesuffix("_count") for column in columns(connection, "content")}:
        return 0
    query = f"""SELECT coalesce(sum({EXAMPLES}_count), 0)::BIGINT FROM content JOIN documents USING (doc_id)
        WHERE {where(connection, selection)}"""
    return int(connection.execute(query).fetchall()[0][0])


def _kind_row(kind: str, by_source: list[tuple[Any, ...]], column: int) -> tuple[str, str, int, int, str]:
    """A row of `kinds`; the findings and documents of the kind are in `column` and the next one of `by_source`."""
    documents = sorted(((row[column + 1], row[0]) for row in by_source), reverse=True)
    most_in = documents[0][1] if documents and documents[0][0] else ""
    findings = sum(row[column] for row in by_source)
    return kind, SIGNALS[f"{kind}_count"].title, findings, sum(count for count, _ in documents), most_in


def summary_text(kinds: pd.DataFrame, documents: int, examples: int = 0) -> str:
    """The kinds in words, the most frequent first. `kinds` as of `kinds`, of so many `documents`; `examples` as of
    `documented_examples`.
    """
    present = kinds[kinds.findings > 0].sort_values("findings", ascending=False)
    if present.empty:
        return f"No personal data was found in {documents:,} documents. {LIMITS_TEXT}"
    listed = ", ".join(f"{row.findings:,} {_counted(row.title, row.findings)}" for row in present.itertuples())
    of_these = f" Of these, {examples:,} are documented examples such as example.com." if examples else ""
    return f"In {documents:,} documents there are {listed}.{of_these} {LIMITS_TEXT}"


def _in_sentence(title: str) -> str:
    """`E-mail addresses` as `e-mail addresses`, but `IBANs` as it is."""
    return title if title[1].isupper() else title[0].lower() + title[1:]


def _counted(title: str, n: int) -> str:
    """The title after a number: `1 phone number`, `2 e-mail addresses`."""
    plural = _in_sentence(title)
    if n != 1:
        return plural
    if plural == "keys and secrets":
        return "key or secret"
    return plural.removesuffix("es") if plural.endswith("sses") else plural.removesuffix("s")


def examples(connection: duckdb.DuckDBPyConnection, selection: Selection, kind: str, limit: int = 12) -> pd.DataFrame:
    """Examples of a kind in their context, with the letters and digits of all personal data masked: doc_id, source,
    before, shape, after.

    Each document gives one. Documents are in the order of a hash of their id, so that not all are from one source.
    """
    counted = [one for one in KINDS if one not in missing_kinds(connection)]
    if kind not in counted:
        raise DataloupeError(f"There is no kind of personal data {kind!r}. There are: {', '.join(counted)}.")
    documents = connection.execute(
        f"""SELECT doc_id, source, text[:{TEXT_CHARACTERS}] FROM documents WHERE doc_id IN (
            SELECT doc_id FROM content WHERE {identifier(f"{kind}_count")} > 0 AND {where(connection, selection)}
            ORDER BY hash(doc_id), doc_id LIMIT ?
        ) ORDER BY hash(doc_id), doc_id""",
        [limit],
    ).fetchall()
    masked = [(doc_id, source, _masked_example(text, kind)) for doc_id, source, text in documents]
    rows = [(doc_id, source, *example) for doc_id, source, example in masked if example]
    return pd.DataFrame(rows, columns=["doc_id", "source", "before", "shape", "after"])


def _masked_example(text: str, kind: str) -> tuple[str, str, str] | None:
    """The first finding of `kind` and the text on each side of it, all personal data masked; None when there is
    none.
    """
    first = next(iter(find(text, [kind])), None)
    if first is None:
        return None
    near = text[max(0, first[0] - MASKED_CHARACTERS) : first[1] + MASKED_CHARACTERS]
    spans = find(near)
    masked = _mask(near, spans)
    for start, end, found_kind in spans:
        if found_kind == kind:
            return (
                masked[max(0, start - CONTEXT_CHARACTERS) : start],
                masked[start:end],
                masked[end:][:CONTEXT_CHARACTERS],
            )
    return None


def _mask(text: str, spans: list[tuple[int, int, str]]) -> str:
    """A text of the same length with every letter of `spans` as x and every digit as 0: it shows their form only."""
    pieces, position = [], 0
    for start, end, _ in spans:
        pieces += [text[position:start], re.sub(r"[^\W\d_]", "x", re.sub(r"\d", "0", text[start:end]))]
        position = end
    return "".join([*pieces, text[position:]])
