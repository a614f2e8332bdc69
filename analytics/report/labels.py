"""The section on labels: how many are flagged as improbable, and which classes overlap."""

from __future__ import annotations

from analytics.ask.columns import Column
from analytics.ask.labels import LabelCheck, check_labels, checked_columns
from analytics.ask.selection import ALL
from analytics.report.blocks import Block, Section, TableBlock
from analytics.report.context import ReportContext
from analytics.statistics.intervals import wilson

MAX_ROWS = 12
FLAGGED = (
    "a label is flagged when models that do not know it find another label much more probable from the words, the "
    "vector and the neighbours of the document. Not every flagged label is wrong."
)


def checked_labels(context: ReportContext) -> Section | None:
    """The columns with labels: the share that is flagged with its interval, by class, and classes that overlap."""
    checks = [(of, check_labels(context.connection, ALL, of)) for of in checked_columns(context.connection)]
    judged = [(of, check) for of, check in checks if check.judged]
    if not judged:
        return None
    of, check = judged[0]
    answers = [check.summary_text()]
    if text := check.placeholder_text():
        answers.append(text)
    blocks = [*_classes(context, of, check), *_overlaps(context, of, check)]
    return Section("Which labels are likely wrong?", answers, blocks, [("Flagged label", FLAGGED)])


def _classes(context: ReportContext, of: Column, check: LabelCheck) -> list[Block]:
    shown = check.balance[context.may_show(of, check.balance.label)].head(MAX_ROWS)
    rows = []
    for row in shown.itertuples():
        low, high = wilson(row.suspected, row.documents)
        share = f"{row.suspected / max(row.documents, 1):.1%}"
        rows.append((str(row.label), f"{row.documents:,}", f"{row.suspected:,}", share, f"{low:.1%} to {high:.1%}"))
    names = ("Class", "Checked", "Flagged", "Share flagged", "95 % confidence interval")
    note = f"The {len(rows)} largest of {check.classes} classes." if check.classes > len(rows) else ""
    return [TableBlock(f"Classes of the column {of.name}", names, rows, frozenset(names[1:]), note)]


def _overlaps(context: ReportContext, of: Column, check: LabelCheck) -> list[Block]:
    is_shown = context.may_show(of, check.overlaps.label) & context.may_show(of, check.overlaps.belongs_to)
    shown = check.overlaps[is_shown].head(MAX_ROWS)
    if shown.empty:
        return []
    names = ("Label", "More like", "Documents")
    rows = [(str(row.label), str(row.belongs_to), f"{row.documents:,}") for row in shown.itertuples()]
    note = f"Of {check.judged:,} checked labels: documents with one label that the models put into another class."
    return [TableBlock("Classes that overlap most", names, rows, frozenset({"Documents"}), note)]
