"""What has been built, in how long, and what of it does not fit what it was made from any more?"""

from __future__ import annotations

import datetime

import pandas as pd

from analytics.workspace import Manifest


def built(manifest: Manifest) -> pd.DataFrame:
    """One row a stage that has run, in the order of finishing: stage, state ("built" or "outdated"), tables, rows, seconds, megabytes, finished, engine, dataloupe."""
    rows = []
    for state, stages, tables in (("built", manifest.stages, manifest.tables), ("outdated", manifest.outdated_stages, manifest.outdated_tables)):
        for name, record in stages.items():
            own = {table: entry for table, entry in tables.items() if entry.stage == name}
            size = sum(entry.bytes for entry in own.values()) / 1e6
            finished = datetime.datetime.fromtimestamp(record.finished_at)
            rows.append(
                (name, state, ", ".join(own), sum(entry.rows for entry in own.values()), record.seconds, size, finished, record.engine, record.dataloupe)
            )
    names = ["stage", "state", "tables", "rows", "seconds", "megabytes", "finished", "engine", "dataloupe"]
    return pd.DataFrame(rows, columns=names).sort_values("finished", kind="stable", ignore_index=True)
