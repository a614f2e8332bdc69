"""The section on comparisons of answers: which model wins?"""

from __future__ import annotations

from analytics.ask.logs import preferences
from analytics.ask.logs.comparisons import count, load_comparisons
from analytics.ask.selection import ALL
from analytics.errors import DataloupeError
from analytics.figures.intervals import interval_dots
from analytics.report.blocks import Block, FigureBlock, Section, TableBlock
from analytics.report.context import ReportContext

ELO_CENTRE, MAX_NAMED = 1000, 5
STRENGTH = (
    "Bradley-Terry on the Elo scale: 400 points are odds of ten to one; "
    "95 % confidence intervals by leaving out prompts and judges"
)


def preferred_models(context: ReportContext) -> Section | None:
    """The models by their strength in comparisons."""
    if "comparisons" not in context.tables or not count(context.connection):
        return None
    comparisons = load_comparisons(context.connection, ALL)
    if not len(comparisons):
        return None
    try:
        ranking = preferences.rank(comparisons)
    except DataloupeError as error:
        return Section("Which answer wins?", [str(error)])
    scores = preferences.scores(comparisons, ranking)
    figure = interval_dots(scores, percent=False, reference=ELO_CENTRE, title="Elo scale")
    answer = preferences.summary_text(comparisons, ranking)
    ranked = ", ".join(f"{row.label} {row.value:,.0f}" for row in scores.head(MAX_NAMED).itertuples())
    note = f"n = {len(comparisons):,} comparisons. Lines are 95 % confidence intervals; 1,000 is the mean strength."
    alt = f"Models by strength on the Elo scale, with confidence intervals: {ranked}"
    names = ("Model", "Strength", "95 % confidence interval", "Wins", "Comparisons")
    rows = [
        (row.label, f"{row.value:,.0f}", f"{row.low:,.0f} to {row.high:,.0f}", f"{row.wins / row.n:.0%}", f"{row.n:,}")
        for row in scores.itertuples()
    ]
    blocks: list[Block] = [
        FigureBlock(figure, "Models by strength", alt, note),
        TableBlock("", names, rows, frozenset(names[1:])),
    ]
    return Section("Which answer wins?", [answer], blocks, [("Strength", STRENGTH)])
