"""Annotations as files of other tools, in both directions: one module a format.

Each module has `TITLE`, `detect(record)` and `read(records, context)`, or `write(rows, context)`, or both. Reading what
was written gives the same annotations.
"""

from analytics.annotations.exchange.formats import FORMATS, export_annotations, import_annotations, read_file
from analytics.annotations.exchange.rows import Context

__all__ = ["FORMATS", "Context", "export_annotations", "import_annotations", "read_file"]
