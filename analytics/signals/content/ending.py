"""Is a text finished?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.signals.family import Family
from analytics.signals.signal import Signal

if TYPE_CHECKING:
    import pyarrow as pa

ENDING = 24
"""Characters at the end of a text that decide whether it is finished."""

FINISHED = r"[.!?…‽。．！？｡।॥؟۔།։።:][\"'”’»›)\]}」』）】*_`]*\s*$"


def unfinished(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """Whether each text ends without a mark that ends a sentence; closing quotes and brackets may follow the mark. NULL
    for a blank text.
    """
    import pyarrow.compute as pc

    endings = pc.utf8_slice_codeunits(pc.utf8_rtrim_whitespace(batch.column("text")), -ENDING)
    is_unfinished = pc.invert(pc.match_substring_regex(endings, FINISHED))
    return {"unfinished": pc.if_else(pc.equal(endings, ""), None, is_unfinished)}


FAMILY = Family(
    (
        Signal.flag(
            "unfinished",
            "Unfinished",
            "the text ends without a mark that ends a sentence, like a text that was cut off (and like a list or a "
            "poem)",
        ),
    ),
    compute=unfinished,
    order=5,
)
