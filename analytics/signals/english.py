"""Which answers are English? A measure of English is NULL for every other answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

_ENGLISH = r"(?i)^en(?:$|g|[-_])"
"""Matches en, eng, en-GB, en_US and English."""


def is_english(batch: pa.RecordBatch) -> pa.Array:
    """Whether the language of each answer is English; false where it is unknown."""
    import pyarrow.compute as pc

    return pc.fill_null(pc.match_substring_regex(batch["lang"], _ENGLISH), False)


def in_english(batch: pa.RecordBatch, column: str) -> pa.Array:
    """The texts of `column` of the English answers; NULL elsewhere."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.if_else(is_english(batch), batch[column], pa.scalar(None, pa.string()))
