"""The section on how the model behaves: refusals, over all answers and by model."""

from __future__ import annotations

from analytics.ask.logs.behaviour import load_answers, measure_answers, measure_by_group, overall
from analytics.figures.intervals import interval_dots
from analytics.report.blocks import Block, FigureBlock, Section
from analytics.report.context import ReportContext
from analytics.signals.registry import SIGNALS

MODEL, MAX_GROUPS, MAX_NAMED = "model", 20, 3


def refusals(context: ReportContext) -> Section | None:
    """The share of answers that refuse, and that of each model; None when no answer has a known value."""
    answers = load_answers(context.connection)
    measured = measure_answers(context.connection, answers, "refused")
    total = overall(measured)
    if not total.n or (answers.has_users and total.n_clusters < context.min_users):
        return None
    blocks: list[Block] = []
    if MODEL in answers.dimensions:
        groups = measure_by_group(measured, MODEL, context.min_users).table.head(MAX_GROUPS)
        if len(groups) > 1:
            labels = [f"{row.label} ({row.n:,})" for row in groups.itertuples()]
            rows = groups.assign(label=labels, hover=labels)
            figure = interval_dots(rows, reference=total.value, title="share of answers that refuse")
            named = ", ".join(f"{row.label} {row.value:.1%}" for row in groups.head(MAX_NAMED).itertuples())
            alt = f"Refusals by model, with confidence intervals: {named}"
            note = "In parentheses: n. Lines are 95 % confidence intervals, the dotted line is the rate of all answers."
            blocks.append(FigureBlock(figure, "Refusals by model", alt, note))
    definition = SIGNALS["refused"]
    return Section(
        "How does the model behave?", [measured.summary_text()], blocks, [(definition.title, definition.formula)]
    )
