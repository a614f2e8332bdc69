"""Sections on user logs: are users happy, and where are they unhappy?"""

from __future__ import annotations

from analytics.ask.logs import feedback, slices
from analytics.ask.logs.feedback import Satisfaction
from analytics.ask.logs.feedback_kinds import feedback_kinds
from analytics.ask.logs.ratings import Ratings, is_simulated, load_ratings
from analytics.figures.intervals import group_rates, interval_dots, rate_band
from analytics.report.blocks import Block, FigureBlock, Section, TableBlock
from analytics.report.context import ReportContext

DIMENSIONS = ("model", "language", "theme of the prompt", "topic of the prompt")
"""The dimensions of the figures by group; without any of them, the first two that the ratings have."""
MAX_GROUPS, MAX_FINDINGS, MIN_SLICE_USERS, MAX_NAMED = 20, 10, 20, 3

INTERVALS = "95 % confidence intervals (Wilson's, at the effective sample size: ratings of one user are correlated)"


def happiness(context: ReportContext) -> Section | None:
    """The rate with its interval and coverage, over time and by group."""
    ratings = _ratings(context)
    if ratings is None:
        return None
    satisfaction = feedback.satisfaction(ratings, feedback.best_stratifier(ratings))
    if satisfaction.rate.n_clusters < context.min_users:
        answer = f"No rate is shown, because fewer than {context.min_users} {ratings.user_noun} have rated anything."
        return Section("Are users happy?", [answer])
    blocks = [*_over_time(context, ratings, satisfaction), *_by_group(context, ratings, satisfaction)]
    answers = [satisfaction.summary_text()]
    if is_simulated(context.connection):
        answers.append("These logs are simulated. They are not from real users.")
    measure = f"mean of the ratings {ratings.name!r}, each scaled to 0 (worst) to 1 (best); {INTERVALS}"
    coverage = f"rated {ratings.unit} / all {ratings.unit}"
    return Section("Are users happy?", answers, blocks, [(ratings.measure, measure), ("Who rates", coverage)])


def worst_slices(context: ReportContext) -> Section | None:
    """The slices with unhappy users, tested on other users than those on which they were found. None when the logs do
    not identify users, so that nothing can be tested.
    """
    ratings = _ratings(context)
    if ratings is None or not ratings.dimensions:
        return None
    dimensions = tuple(slices.default_dimensions(ratings))
    settings = slices.SearchSettings(dimensions, min_users=max(MIN_SLICE_USERS, context.min_users))
    findings = slices.search_slices(ratings, settings)
    if not findings.is_tested:
        return None
    finding = (
        "a slice found in one half of the users and significant in a test on the other half (Benjamini-Hochberg "
        f"procedure at {settings.false_discovery_rate:.0%}; in simulated logs without a true slice, at most 5 % had a "
        "finding)"
    )
    title = "Where are users unhappy, beyond chance?"
    return Section(title, [findings.summary_text()], _findings(findings), [("Finding", finding)])


def _over_time(context: ReportContext, ratings: Ratings, satisfaction: Satisfaction) -> list[Block]:
    rates = feedback.rates_over_time(ratings, context.min_users)
    if not len(rates.table):
        return []
    figure = rate_band(rates.table, ratings.measure, rates.period, ratings.is_binary, satisfaction.rate.value)
    first, last = rates.table.iloc[0], rates.table.iloc[-1]
    alt = (
        f"{ratings.measure} per {rates.period}, from {first.start:%-d %b %Y} ({_number(ratings, first.value)}) "
        f"to {last.start:%-d %b %Y} ({_number(ratings, last.value)})"
    )
    note = (
        f"n = {int(rates.table.n.sum()):,} rated {ratings.unit}. The band is the 95 % confidence interval of each "
        f"{rates.period}, the dotted line the rate of all. {context.hidden_note(rates.hidden, rates.period)}"
    )
    return [FigureBlock(figure, "Over time", alt, note.strip())]


def _by_group(context: ReportContext, ratings: Ratings, satisfaction: Satisfaction) -> list[Block]:
    names = [name for name in DIMENSIONS if name in ratings.dimensions] or list(ratings.dimensions)[:2]
    blocks: list[Block] = []
    for name in names:
        rates = feedback.rates_by_group(ratings, name, context.min_users)
        if len(rates.table) > 1:
            groups = rates.table.head(MAX_GROUPS)
            figure = group_rates(groups, ratings.measure, ratings.unit, ratings.is_binary, satisfaction.rate.value)
            note = (
                "In parentheses: n. Lines are 95 % confidence intervals, the dotted line is the rate of all groups "
                f"together. Coverage: the share that is rated. {context.hidden_note(rates.hidden_groups, 'group')}"
            )
            worst = ", ".join(
                f"{row.label} {_number(ratings, row.value)}" for row in groups.head(MAX_NAMED).itertuples()
            )
            alt = f"{ratings.measure} by {name}, with confidence intervals, for example {worst}"
            blocks.append(FigureBlock(figure, f"By {name}", alt, note.strip()))
    return blocks


def _findings(findings: slices.SliceFindings) -> list[Block]:
    if not findings.independent:
        return []
    title = "excess negative ratings, compared with the rate elsewhere"
    figure = interval_dots(findings.table(), percent=False, reference=0, title=title)
    rows = [
        (findings.describe(finding.conditions), f"{findings.evidence_text(finding)}. {findings.figures_text(finding)}")
        for finding in findings.independent[:MAX_FINDINGS]
    ]
    worst = findings.describe(findings.independent[0].conditions)
    alt = f"Excess negative ratings of each slice with its interval. Most where {worst}"
    note = "Lines are 95 % confidence intervals, measured on the half of the users that was not searched."
    return [
        FigureBlock(figure, "Slices with unhappy users", alt, note),
        TableBlock("Evidence for each finding", ("Where", "Evidence"), rows),
    ]


def _number(ratings: Ratings, value: float) -> str:
    return f"{value:.1%}" if ratings.is_binary else f"{value:.2f}"


def _ratings(context: ReportContext) -> Ratings | None:
    """The ratings of the most frequent kind of feedback; None when there is no feedback."""
    kinds = feedback_kinds(context.connection)
    return load_ratings(context.connection, kinds[0].name) if kinds else None
