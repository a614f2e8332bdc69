"""The Report page: what the report contains, the items that people added, and the report itself."""

from analytics.ui.report.items import item_list
from analytics.ui.report.options import pick_report
from analytics.ui.report.preview import actions, preview

__all__ = ["actions", "item_list", "pick_report", "preview"]
