"""One self-contained page about a workspace for people who have no dashboard: findings in words, pictures, definitions,
decisions.

print(len(report(open_workspace("corpus"))), "characters of HTML")
"""

from analytics.report.sections import SECTIONS, Wanted, available, report

__all__ = ["SECTIONS", "Wanted", "available", "report"]
