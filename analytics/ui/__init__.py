"""What pages are made of: the frame, and the components that they share. The only folder that imports streamlit.

Each page also has its own room in this folder, which it imports as its view:
`from analytics.ui import quality as view`.
"""

from analytics.ui import quiet  # noqa: F401 - before anything that uses Streamlit's caches
from analytics.ui.components import formats
from analytics.ui.components.charts import clickable, on_click, show
from analytics.ui.components.documents import clicked_documents, document_table
from analytics.ui.components.pickers import pick_category, pick_number, pick_order, pick_pattern
from analytics.ui.components.reader import reader
from analytics.ui.components.selection import select
from analytics.ui.components.table import pick_slice, table, table_height
from analytics.ui.components.tabs import tabs
from analytics.ui.components.text import plain
from analytics.ui.decisions import offer
from analytics.ui.frame.cache import Keyed, Shared
from analytics.ui.frame.errors import clear_errors
from analytics.ui.frame.navigation import shown_pages
from analytics.ui.frame.opening import identity, open_page
from analytics.ui.frame.page import Page

__all__ = [
    "Keyed",
    "Page",
    "Shared",
    "clear_errors",
    "clickable",
    "clicked_documents",
    "document_table",
    "formats",
    "identity",
    "offer",
    "on_click",
    "open_page",
    "pick_category",
    "pick_number",
    "pick_order",
    "pick_pattern",
    "pick_slice",
    "plain",
    "reader",
    "select",
    "show",
    "shown_pages",
    "table",
    "table_height",
    "tabs",
]
