"""Does a model refuse more often than the others?"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from analytics.ask.filters import Values
from analytics.ask.logs.behaviour import load_answers, measure_answers, measure_by_group, overall
from analytics.findings.finding import POINTS, Finding, distance_from
from analytics.findings.p_values import p_of_estimate
from analytics.findings.text import name_of, percent
from analytics.statistics.intervals import Estimate

TABLES = ("documents", "turns", "behaviour")
MODEL = "model"
MIN_ANSWERS = 30
MIN_DIFFERENCE = 0.02


def candidates(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """One candidate for each model: its refusals against those of all other models."""
    answers = load_answers(connection)
    if MODEL not in answers.dimensions:
        return
    refusals = measure_answers(connection, answers, "refused")
    total = overall(refusals)
    table = measure_by_group(refusals, MODEL, 1).table
    for row in table[table.n >= MIN_ANSWERS].itertuples():
        gap = Estimate(row.difference, row.difference_low, row.difference_high)
        is_large, rest = gap.value >= MIN_DIFFERENCE, row.value - gap.value
        yield Finding(
            kind="refusals",
            sentence=f"{name_of(row.label)} refuses {percent(row.value)} of prompts, others {percent(rest)}.",
            value=gap.value,
            low=gap.low,
            high=gap.high,
            n=int(row.n),
            page="behaviour",
            share_affected=row.n / total.n,
            strength=distance_from(0, gap.low, gap.high) if is_large else 0.0,
            unit=POINTS,
            p_value=p_of_estimate(gap),
            affected_documents=round(row.value * row.n),
            filters=(
                *answers.dimension(MODEL).filters[row.level : row.level + 1],
                Values("behaviour", "refused", (True,)),
            ),
        )
