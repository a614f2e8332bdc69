"""The SQL page: the tables, the editor, the running statement, and its answer as a table, a chart or a file."""

from analytics.ui.sql.catalog import tables
from analytics.ui.sql.editor import Statement, editor
from analytics.ui.sql.results import results
from analytics.ui.sql.running import last_answer

__all__ = ["Statement", "editor", "last_answer", "results", "tables"]
