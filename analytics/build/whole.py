"""Exact totals of the corpus that a workspace is a sample of; `dataloupe sample-of` writes them."""

from __future__ import annotations

import pyarrow as pa

from analytics.build.stage import Context, Stage

WHOLE = pa.schema(
    {
        "source": pa.string(),
        "documents": pa.int64(),
        "tokens": pa.int64(),
        "copies": pa.int64(),
        "near_duplicates": pa.int64(),
        "sampled": pa.int64(),
    }
)
"""One row a source (NULL: no source). `copies` are documents that have an exact copy, `near_duplicates` those in a pair
with a Jaccard similarity of at least 0.8, `sampled` those in this workspace.
"""

WHOLE_HISTOGRAMS = pa.schema(
    {"signal": pa.string(), "low": pa.float64(), "high": pa.float64(), "documents": pa.int64()}
)
"""How many documents of the whole have a value of a signal from `low` to below `high`; `low` = `high` for zero."""


def run(context: Context) -> None:
    """Write the totals that the options have."""
    for name, schema in (("whole", WHOLE), ("whole_histograms", WHOLE_HISTOGRAMS)):
        context.writer(name, schema).write(context.options[name])


STAGE = Stage(
    name="whole", title="Keep the totals of the whole", reads=(), writes=("whole", "whole_histograms"), run=run
)
