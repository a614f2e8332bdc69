"""The first page: what stands out, as the cards of the start page of the dashboard."""

from __future__ import annotations

from analytics.figures.interval_bar import finding_bar
from analytics.findings.describe import interval_text, value_text
from analytics.findings.finding import POINTS
from analytics.findings.table import StoredFinding, stored_findings
from analytics.report.blocks import Card, CardsBlock, Section
from analytics.report.context import ReportContext

MAX_FINDINGS = 6
DEFINITIONS = [
    (
        "Ranking of findings",
        "the share of the data that is affected, times the strength (for a difference, the end of its interval nearest "
        "to zero), times one half for a finding that only describes the data",
    ),
    (
        "Tests of findings",
        "all claims of all kinds are tested together (Holm 1979): with no true difference at all, at most one dataset "
        "in twenty has any of them",
    ),
]
LEGEND = (
    "The most important first. Bars go from 0 to 100 %, or from -30 to +30 points. Thin line: 95 % confidence "
    "interval. Tick: what it is compared with. A count has no interval."
)


def what_stands_out(context: ReportContext) -> Section | None:
    """The most important findings; None when there is none."""
    findings = stored_findings(context.connection, MAX_FINDINGS)
    if not findings:
        return None
    block = CardsBlock([card(one) for one in findings], LEGEND)
    return Section("What stands out?", [], [block], DEFINITIONS)


def card(finding: StoredFinding) -> Card:
    """The card of a finding."""
    bar = finding_bar(
        finding.value, finding.low, finding.high, finding.reference or None, is_points=finding.unit == POINTS
    )
    certainty = interval_text(finding)
    if finding.is_interval:
        certainty = f"{certainty}, n = {finding.n:,}"
    return Card(value_text(finding), bar, finding.sentence, certainty[0].upper() + certainty[1:])
