"""The first section: what stands out, as on the start page of the dashboard."""

from __future__ import annotations

from analytics.findings.describe import interval_text, value_text
from analytics.findings.table import stored_findings
from analytics.report.blocks import Section, TableBlock
from analytics.report.context import ReportContext

MAX_FINDINGS = 6
COLUMNS = ("Value", "Finding", "Certainty", "n")
DEFINITIONS = [
    (
        "Ranking",
        "the share of the data that is affected, times the strength (for a difference, the end of its interval nearest "
        "to zero), times one half for a finding that only describes the data",
    ),
    ("Certainty", "a count has none; an estimate has its 95 % confidence interval"),
    (
        "Significance",
        "all claims of all kinds are tested together (Holm 1979): with no true difference at all, at most one dataset "
        "in twenty has any of them",
    ),
]


def what_stands_out(context: ReportContext) -> Section | None:
    """The most important findings; None when there is none."""
    findings = stored_findings(context.connection, MAX_FINDINGS)
    if not findings:
        return None
    rows = [(value_text(one), one.sentence, interval_text(one), f"{one.n:,}") for one in findings]
    table = TableBlock("The most important findings", COLUMNS, rows, frozenset({"Value", "n"}))
    return Section("What stands out?", [findings[0].sentence], [table], DEFINITIONS)
