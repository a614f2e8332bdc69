"""The section on personal data and secrets: how many of each kind, never which."""

from __future__ import annotations

from analytics.ask import personal_data
from analytics.ask.selection import ALL
from analytics.report.blocks import Section, TableBlock
from analytics.report.context import ReportContext
from analytics.signals.registry import SIGNALS


def kinds_of_personal_data(context: ReportContext) -> Section | None:
    """The kinds that were detected, with counts; None when there are none."""
    kinds = personal_data.kinds(context.connection, ALL)
    present = kinds[kinds.findings > 0].sort_values("documents", ascending=False, kind="stable")
    if present.empty:
        return None
    ((documents,),) = context.connection.execute("SELECT count(*) FROM documents").fetchall()
    examples = personal_data.documented_examples(context.connection, ALL)
    answer = personal_data.summary_text(kinds, documents, examples).removesuffix(personal_data.LIMITS_TEXT).rstrip()
    names = ("Kind", "Documents", "Share of documents", "Places")
    rows = [
        (row.title, f"{row.documents:,}", f"{row.documents / documents:.2%}", f"{row.findings:,}")
        for row in present.itertuples()
    ]
    note = f"n = {documents:,} documents. Patterns with check digits and context detect them; some are missed."
    table = TableBlock("Detected by kind", names, rows, frozenset(names[1:]), note)
    definitions = [(row.title, SIGNALS[f"{row.kind}_count"].formula) for row in present.itertuples()]
    return Section("What personal data is in here?", [answer], [table], definitions)
