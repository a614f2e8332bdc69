"""What pages are made of: the frame, pickers, pictures, the document reader and the selection. The only folder that
imports streamlit.
"""

from analytics.ui import quiet  # noqa: F401 - before anything that uses Streamlit's caches
from analytics.ui.adding import adding
from analytics.ui.building import building, workspaces
from analytics.ui.charts import clickable, on_click, show
from analytics.ui.decisions import offer
from analytics.ui.frame import Page, clear_errors, frame, identity
from analytics.ui.overview import built, click_values, count, missing_values, rejects, stale
from analytics.ui.pickers import pick_category, pick_number, pick_order
from analytics.ui.quality import by_source, definition, found
from analytics.ui.reader import reader
from analytics.ui.report import make_report, pick_report
from analytics.ui.selection import select
from analytics.ui.sql import sql_answer, sql_editor, sql_results, tables
from analytics.ui.table import documents
from analytics.ui.text import plain

__all__ = [
    "Page",
    "adding",
    "building",
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
    "make_report",
    "missing_values",
    "offer",
    "on_click",
    "pick_category",
    "pick_number",
    "pick_order",
    "pick_report",
    "plain",
    "reader",
    "rejects",
    "select",
    "show",
    "sql_answer",
    "sql_editor",
    "sql_results",
    "stale",
    "tables",
    "workspaces",
]
