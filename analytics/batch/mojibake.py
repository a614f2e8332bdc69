"""Mojibake: UTF-8 that was read as Latin-1 or Windows-1252 and saved again, so that é became Ã© and ’ became â€™."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

_REST = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
"""What the second and later bytes of a UTF-8 character become."""
_TELLING = "€‚ƒ„†‡ˆ‰Š‹ŒŽ‘“•˜™š›œžŸ"
"""Those of them that hardly ever follow a capital letter in text that is right."""

MOJIBAKE = "|".join(
    (
        f"Ã[\u0080-\u00ba\u00bc-\u00bf{_TELLING}]",
        "(?:^|[^A-ZÀ-Þ])Ã[»’”–—…]",  # after a capital it may be a Portuguese word and a mark
        "Â[\u0080-\u00bf]",
        f"â[\u0080-\u00bf€‚„†ˆ‰‹ŒŽ‘“•–—˜™š›œžŸ][{_REST}]",
        f"ð[Ÿ\u009f][{_REST}]{{2}}",
        "ï»¿|ï¿½",
        f"(?:[ÐÑ][{_REST}]){{2,}}",
        f"(?:[ÎÏ][{_REST}]){{2,}}",
        f"(?:[ãäåæçèé][\u0080-\u009f\u00a1-\u00bf{_TELLING}][{_REST}]){{2,}}",
    )
)
"""An RE2 pattern of what such text is full of and other text nearly never has."""


def count_mojibake(batch: pa.RecordBatch) -> pa.RecordBatch:
    """(doc_id, text) -> (doc_id, mojibake_count BIGINT): places where text was decoded wrongly; runs of Cyrillic, Greek
    or CJK count once.
    """
    return pa.record_batch(
        {
            "doc_id": batch.column("doc_id"),
            "mojibake_count": pc.count_substring_regex(batch.column("text"), MOJIBAKE).cast(pa.int64()),
        }
    )
