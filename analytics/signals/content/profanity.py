"""How many swear words does a text have?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.signals.family import Family
from analytics.signals.signal import ENGLISH, Signal

if TYPE_CHECKING:
    import pyarrow as pa


def count_swear_words(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """How many words of each text are swear words, and their share of all words."""
    from analytics.batch.profanity import count_profanity

    counts = count_profanity(batch)
    return {name: counts[name] for name in ("profanity_count", "profanity_word_frac")}


FAMILY = Family(
    (
        Signal.count(
            "profanity_count",
            "Swear words",
            "words on a list of common English swear words (batch/profanity.py)",
            "words",
            "dataloupe",
            languages=ENGLISH,
        ),
        Signal.fraction(
            "profanity_word_frac", "Share of swear words", "swear words / words", "dataloupe", languages=ENGLISH
        ),
    ),
    compute=count_swear_words,
    order=2,
)
