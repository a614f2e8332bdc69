"""What pages are made of: the frame, pickers, pictures, the document reader and the selection. The only folder that imports streamlit."""

from analytics.ui.charts import clickable, on_click, show
from analytics.ui.frame import Page, clear_errors, frame, identity
from analytics.ui.overview import built, click_values, count, missing_values, rejects, stale
from analytics.ui.pickers import pick_category, pick_number, pick_order, pick_rule_set
from analytics.ui.quality import by_source, definition, found, rule_definitions
from analytics.ui.reader import reader
from analytics.ui.selection import select
from analytics.ui.table import documents
from analytics.ui.text import plain

__all__ = [
    "Page",
    "built",
    "by_source",
    "clear_errors",
    "click_values",
    "clickable",
    "count",
    "definition",
    "documents",
    "found",
    "frame",
    "identity",
    "missing_values",
    "on_click",
    "pick_category",
    "pick_number",
    "pick_order",
    "pick_rule_set",
    "plain",
    "reader",
    "rejects",
    "rule_definitions",
    "select",
    "show",
    "stale",
]
