"""What pages are made of: the frame, pickers, the document reader and the selection. The only folder that imports streamlit."""

from analytics.ui.frame import Page, frame, identity
from analytics.ui.selection import select
from analytics.ui.text import plain

__all__ = ["Page", "frame", "identity", "plain", "select"]
