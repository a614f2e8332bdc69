"""A stored finding in words: its value, its interval, and its evidence."""

from __future__ import annotations

from analytics.findings.finding import NUMBER, POINTS
from analytics.findings.table import StoredFinding
from analytics.findings.text import percent

VERY_FEW = 0.001
"""A share below this is shown as a count."""


def value_text(finding: StoredFinding) -> str:
    """The value in few characters: `12.3 %`, `1.8 points`, `0.46`; the documents themselves where they are very few."""
    if finding.unit == POINTS:
        return f"{100 * finding.value:.1f} points"
    if finding.unit == NUMBER:
        return f"{finding.value:.2f}"
    if 0 < finding.value < VERY_FEW and finding.affected_documents:
        return f"{finding.affected_documents:,} document{'s' * (finding.affected_documents != 1)}"
    return percent(finding.value)


def interval_text(finding: StoredFinding) -> str:
    """The interval in words; for a count, in how many rows it was counted."""
    if not finding.is_interval:
        return f"counted in {finding.n:,}"
    scale, unit = (1.0, "") if finding.unit == NUMBER else (100.0, " points" if finding.unit == POINTS else " %")
    digits = 2 if finding.unit == NUMBER else 1
    return f"{scale * finding.low:.{digits}f} to {scale * finding.high:.{digits}f}{unit} (95 % confidence interval)"


def evidence_text(finding: StoredFinding) -> str:
    """How certain the finding is, and how many documents it affects."""
    text = f"{value_text(finding)}, {interval_text(finding)}, n = {finding.n:,}."
    if finding.is_claim:
        text += " Tested together with all other candidates (Holm's correction)."
    if finding.affected_documents:
        text += f" It affects {finding.affected_documents:,} document{'s' * (finding.affected_documents != 1)}."
    if finding.affected_tokens:
        subject = "It has" if finding.affected_documents == 1 else "They have"
        text += f" {subject} about {finding.affected_tokens:,} tokens (estimated)."
    return text
