"""One self-contained page about a workspace for people who have no dashboard: findings in words, pictures, definitions,
decisions.

print(len(report(open_workspace("corpus"))), "characters of HTML")
"""

from analytics.report.sections import SECTIONS, ReportOptions, available_sections, report

__all__ = ["SECTIONS", "ReportOptions", "available_sections", "report"]
