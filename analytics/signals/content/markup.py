"""How much HTML is in a text?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.signals.family import Family
from analytics.signals.signal import Signal

if TYPE_CHECKING:
    import pyarrow as pa

TAG = r"</?[A-Za-z][A-Za-z0-9]{0,14}(?:\s[^<>]{0,200})?/?>"


def count_tags(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """How many HTML tags each text has."""
    import pyarrow.compute as pc

    return {"markup_tag_count": pc.count_substring_regex(batch.column("text"), TAG)}


FAMILY = Family(
    (Signal.count("markup_tag_count", "HTML tags", "tags such as <div class=x> or </p>", "tags", "dataloupe"),),
    compute=count_tags,
    order=3,
)
