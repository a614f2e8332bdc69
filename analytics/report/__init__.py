"""A report: one self-contained HTML page about a workspace for readers without a dashboard.

print(len(report(open_workspace("corpus"))), "characters of HTML")
"""

from analytics.report.sections import SECTIONS, ReportOptions, available_sections, report, report_map

__all__ = ["SECTIONS", "ReportOptions", "available_sections", "report", "report_map"]
