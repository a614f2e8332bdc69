"""The sections of user logs: are users happy, where are they not, which answer wins."""

from __future__ import annotations

from analytics.ask.logs import feedback, preferences, ratings, slices
from analytics.ask.logs.ratings import Ratings
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
    found = feedback.happiness(of, feedback.telling_stratum(of))
    if found.rate.n_clusters < context.k:
        return Section(
            "Are users happy?", [f"Fewer than {context.k} {of.people} have rated anything: nothing is told of them."]
        )
    blocks = []
    over_time = feedback.over_time(of, context.k)
    if len(over_time):
        note = context.left_out(over_time.attrs["hidden"], over_time.attrs["period"])
        blocks.append(
            FigureBlock(
                rate_band(over_time, of.measure, over_time.attrs["period"], of.binary, found.rate.value),
                "Over time",
                note,
            )
        )
    for name in [name for name in GROUPS if name in of.dimensions] or list(of.dimensions)[:2]:
        by = feedback.by(of, name, context.k)
        if len(by) > 1:
            note = context.left_out(by.attrs["hidden"], "group")
            blocks.append(
                FigureBlock(
                    group_rates(by.head(20), of.measure, of.unit, of.binary, found.rate.value),
                    f"By {name}",
                    f"{note} Dotted: all together.".strip(),
                )
            )
    simulated = ["These logs are simulated: nobody said any of this."] if ratings.simulated(context.connection) else []
    terms = [
        (of.measure, f"mean of the ratings called {of.name!r}, each taken to 0 (worst) to 1 (best); {INTERVALS}"),
        ("Who rates", f"rated {of.unit} / all that could have been rated"),
    ]
    return Section("Are users happy?", [found.summary_text(), *simulated], blocks, terms)


def worst(context: ReportContext) -> Section | None:
    """The slices that hold up on users they were not found on."""
    of = _ratings(context)
    if of is None or not of.dimensions:
        return None
    search = slices.Search(tuple(slices.dimensions(of)), min_users=max(20, context.k))
    found = slices.worst(of, search)
    blocks: list[FigureBlock | TableBlock] = []
    if found.own:
        rows = [
            (found.describe(one.conditions), f"{found.evidence(one)}. {found.figures(one)}")
            for one in found.own[:FINDINGS]
        ]
        blocks = [
            FigureBlock(
                interval_dots(
                    found.table(),
                    percent=False,
                    reference=0,
                    title="unhappy ratings beyond what the rate elsewhere explains",
                ),
                "Findings",
            ),
            TableBlock("In words", ("Where", "Evidence"), rows),
        ]
    rate = f"{search.false_discovery_rate:.0%}"
    how = f"slices are found on one half of the users and tested on the other; at most {rate} of the findings are expected to be false (Benjamini-Hochberg)"
    return Section("Where are users unhappy, and is it real?", [found.summary_text()], blocks, [("Finding", how)])


def wins(context: ReportContext) -> Section | None:
    """The models by who beats whom."""
    if "comparisons" not in context.tables or not preferences.total(context.connection):
        return None
    of = preferences.comparisons(context.connection, ALL)
    if not len(of):
        return None
    ranking = preferences.ranking(of)
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
    names = ratings.feedback_names(context.connection)
    return ratings.ratings(context.connection, names[0].name) if names else None
