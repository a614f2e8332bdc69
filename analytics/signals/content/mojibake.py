"""Was a text decoded wrongly? UTF-8 that was read as Latin-1 or Windows-1252 and saved again: é became Ã©."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.signals.family import Family
from analytics.signals.signal import Signal

if TYPE_CHECKING:
    import pyarrow as pa

_REST = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
"""What the second and later bytes of a UTF-8 character become."""
_RARE = "€‚ƒ„†‡ˆ‰Š‹ŒŽ‘“•˜™š›œžŸ"
"""Those of them that hardly ever follow a capital letter in text that was decoded correctly."""

MOJIBAKE = "|".join(
    (
        f"Ã[\u0080-\u00ba\u00bc-\u00bf{_RARE}]",
        "(?:^|[^A-ZÀ-Þ])Ã[»’”–—…]",  # after a capital it may be a Portuguese word before a mark
        "Â[\u0080-\u00bf]",
        f"â[\u0080-\u00bf€‚„†ˆ‰‹ŒŽ‘“•–—˜™š›œžŸ][{_REST}]",
        f"ð[Ÿ\u009f][{_REST}]{{2}}",
        "ï»¿|ï¿½",
        f"(?:[ÐÑ][{_REST}]){{2,}}",
        f"(?:[ÎÏ][{_REST}]){{2,}}",
        f"(?:[ãäåæçèé][\u0080-\u009f\u00a1-\u00bf{_RARE}][{_REST}]){{2,}}",
    )
)
"""An RE2 pattern that is frequent in such text and nearly never occurs in other text."""


def count_mojibake(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """How many places of each text were decoded wrongly; a run of Cyrillic, Greek or CJK characters counts once."""
    import pyarrow.compute as pc

    return {"mojibake_count": pc.count_substring_regex(batch.column("text"), MOJIBAKE)}


FAMILY = Family(
    (
        Signal.count(
            "mojibake_count",
            "Mojibake",
            "places where UTF-8 was read as Latin-1 or Windows-1252, such as Ã© for é",
            "places",
            "dataloupe",
        ),
    ),
    compute=count_mojibake,
    order=4,
)
