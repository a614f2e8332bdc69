"""What pages are made of: the frame, pickers, pictures, the document reader and the selection. The only folder that
imports streamlit.
"""

from analytics.ui import quiet  # noqa: F401 - before anything that uses Streamlit's caches
from analytics.ui.adding import adding
from analytics.ui.building import building, workspaces
from analytics.ui.components import formats
from analytics.ui.components.charts import clickable, on_click, show
from analytics.ui.components.documents import document_table
from analytics.ui.components.pickers import pick_category, pick_number, pick_order
from analytics.ui.components.reader import reader
from analytics.ui.components.selection import select
from analytics.ui.components.table import pick_slice, table, table_height
from analytics.ui.components.tabs import tabs
from analytics.ui.components.text import plain
from analytics.ui.decisions import offer
from analytics.ui.frame.cache import Keyed, Shared
from analytics.ui.frame.errors import clear_errors
from analytics.ui.frame.opening import identity, open_page
from analytics.ui.frame.page import Page
from analytics.ui.overview import built, click_values, count, missing_values, rejects, stale
from analytics.ui.quality import by_source, definition, found
from analytics.ui.report import make_report, pick_report
from analytics.ui.sql import sql_answer, sql_editor, sql_results, tables

__all__ = [
    "Keyed",
    "Page",
    "Shared",
    "adding",
    "building",
    "built",
    "by_source",
    "clear_errors",
    "click_values",
    "clickable",
    "count",
    "definition",
    "document_table",
    "formats",
    "found",
    "identity",
    "make_report",
    "missing_values",
    "offer",
    "on_click",
    "open_page",
    "pick_category",
    "pick_number",
    "pick_order",
    "pick_report",
    "pick_slice",
    "plain",
    "reader",
    "rejects",
    "select",
    "show",
    "sql_answer",
    "sql_editor",
    "sql_results",
    "stale",
    "table",
    "table_height",
    "tables",
    "tabs",
    "workspaces",
]
