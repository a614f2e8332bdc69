"""The sections of user logs: are users happy, where are they not, which answer wins."""

from __future__ import annotations

from analytics.ask.logs import feedback, preferences, slices
from analytics.ask.logs.comparisons import count, load_comparisons
from analytics.ask.logs.ratings import Ratings, feedback_kinds, is_simulated, load_ratings
from analytics.ask.selection import ALL
from analytics.figures.intervals import group_rates, interval_dots, rate_band
from analytics.report.blocks import FigureBlock, Section, TableBlock
from analytics.report.context import ReportContext

GROUPS, FINDINGS = ("model", "language", "topic"), 10
"""Dimensions that are drawn where there are such, and findings that are listed."""

INTERVALS = "95 % intervals (Wilson's, at the effective sample size: ratings of one user hang together)"


def happiness(context: ReportContext) -> Section | None:
    """The rate with its interval and coverage, over time and by group."""
    of = _ratings(context)
    if of is None:
        return None
    satisfaction = feedback.satisfaction(of, feedback.best_stratifier(of))
    if satisfaction.rate.n_clusters < context.k:
        return Section(
            "Are users happy?", [f"Fewer than {context.k} {of.user_noun} have rated anything: nothing is told of them."]
        )
    blocks = []
    over_time = feedback.rates_over_time(of, context.k)
    if len(over_time.table):
        note = context.left_out(over_time.hidden, over_time.period)
        blocks.append(
            FigureBlock(
                rate_band(over_time.table, of.measure, over_time.period, of.is_binary, satisfaction.rate.value),
                "Over time",
                note,
            )
        )
    for name in [name for name in GROUPS if name in of.dimensions] or list(of.dimensions)[:2]:
        by = feedback.rates_by_group(of, name, context.k)
        if len(by.table) > 1:
            note = context.left_out(by.hidden_groups, "group")
            blocks.append(
                FigureBlock(
                    group_rates(by.table.head(20), of.measure, of.unit, of.is_binary, satisfaction.rate.value),
                    f"By {name}",
                    f"{note} Dotted: all together.".strip(),
                )
            )
    simulated = ["These logs are simulated: nobody said any of this."] if is_simulated(context.connection) else []
    terms = [
        (of.measure, f"mean of the ratings called {of.name!r}, each taken to 0 (worst) to 1 (best); {INTERVALS}"),
        ("Who rates", f"rated {of.unit} / all that could have been rated"),
    ]
    return Section("Are users happy?", [satisfaction.summary_text(), *simulated], blocks, terms)


def worst(context: ReportContext) -> Section | None:
    """The slices that hold up on users they were not found on."""
    of = _ratings(context)
    if of is None or not of.dimensions:
        return None
    settings = slices.SearchSettings(tuple(slices.default_dimensions(of)), min_users=max(20, context.k))
    findings = slices.search_slices(of, settings)
    blocks: list[FigureBlock | TableBlock] = []
    if findings.independent:
        rows = [
            (findings.describe(one.conditions), f"{findings.evidence_text(one)}. {findings.figures_text(one)}")
            for one in findings.independent[:FINDINGS]
        ]
        blocks = [
            FigureBlock(
                interval_dots(
                    findings.table(),
                    percent=False,
                    reference=0,
                    title="negative ratings beyond the rate elsewhere",
                ),
                "Findings",
            ),
            TableBlock("In words", ("Where", "Evidence"), rows),
        ]
    rate = f"{settings.false_discovery_rate:.0%}"
    how = f"slices are found on one half of the users and tested on the other; at most {rate} of the findings are expected to be false (Benjamini-Hochberg)"
    return Section("Where are users unhappy, and is it real?", [findings.summary_text()], blocks, [("Finding", how)])


def wins(context: ReportContext) -> Section | None:
    """The models by who beats whom."""
    if "comparisons" not in context.tables or not count(context.connection):
        return None
    of = load_comparisons(context.connection, ALL)
    if not len(of):
        return None
    ranking = preferences.rank(of)
    picture = FigureBlock(
        interval_dots(preferences.scores(of, ranking), percent=False, reference=1000, title="Elo scale"),
        "Models by strength",
    )
    terms = [
        (
            "Strength",
            "Bradley-Terry on the Elo scale: 400 points are ten to one; 95 % intervals by drawing whole prompts again",
        )
    ]
    return Section("Which answer wins?", [preferences.summary_text(of, ranking)], [picture], terms)


def _ratings(context: ReportContext) -> Ratings | None:
    kinds = feedback_kinds(context.connection)
    return load_ratings(context.connection, kinds[0].name) if kinds else None
