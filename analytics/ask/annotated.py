"""Has anybody labelled anything?"""

from __future__ import annotations

import duckdb

from analytics.annotations.current import folder_of
from analytics.workspace.annotations import NAME


def has_annotations(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether there are annotations, also those made since the connection was opened."""
    return (folder_of(connection) / NAME).is_file()
