"""Does a source fail the quality rules far more often than all others?"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from analytics.ask.filters import Fails, Values
from analytics.ask.rules import by_group
from analytics.ask.selection import ALL
from analytics.findings.finding import Finding
from analytics.findings.p_values import p_of_shares
from analytics.findings.text import name_of, percent
from analytics.recipe.steps import Exclude
from analytics.rules import RuleSelection
from analytics.statistics.intervals import Estimate, difference

TABLES = ("documents", "signals")
RULES: RuleSelection = (("Gopher quality",), ("Gopher repetition",))
"""The rules that the page Rules opens with. Source: Rae et al. 2021, appendix A1.1."""

MAX_SOURCES = 50
MIN_DIFFERENCE = 0.05


def candidates(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """One candidate for each of the largest sources: its failing documents against those of all other sources."""
    table = by_group(connection, ALL, RULES)
    any_rule = table[table.rule == 0]
    every = any_rule[any_rule.place == 0].iloc[0]
    sources = any_rule[(any_rule.place > 0) & (any_rule.place <= MAX_SOURCES)]
    if len(sources) < 2:
        return
    for row in sources.itertuples():
        n, failing = int(row.applicable), int(row.failing)
        other_n, other = int(every.applicable) - n, int(every.failing) - failing
        if not n or not other_n:
            continue
        rest = other / other_n
        gap = difference(Estimate(row.share, row.low, row.high), Estimate(rest, rest, rest))
        if gap.value < MIN_DIFFERENCE:
            gap = Estimate(0.0, 0.0, 0.0)  # tested with all others, but too small to report
        share = percent(row.share)
        filters = (Values("documents", "source", (row.group,)), Fails(RULES))
        yield Finding(
            kind="rules",
            sentence=f"{share} of {name_of(row.group)} fails at least one Gopher quality rule, "
            f"elsewhere {percent(rest)}.",
            value=row.share,
            low=row.low,
            high=row.high,
            n=n,
            page="rules",
            share_affected=failing / int(every.documents),
            strength=max(gap.low, 0.0),
            reference=rest,
            p_value=p_of_shares(failing, n, other, other_n),
            affected_documents=failing,
            affected_tokens=int(row.failing_tokens),
            filters=filters,
            parameters=(("view", "Sources, languages, topics"),),
            action=Exclude(filters),
        )
