"""How many swear words does a text have?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.signals.family import Family
from analytics.signals.signal import Signal

if TYPE_CHECKING:
    import pyarrow as pa


LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "sv", "tr", "zh", "ja", "ko")


def count_swear_words(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """How many words of each text swear, how many may, and the share of the first among all words."""
    from analytics.batch.profanity import count_profanity

    counts = count_profanity(batch)
    return {signal.name: counts[signal.name] for signal in FAMILY.signals}


FAMILY = Family(
    (
        Signal.count(
            "profanity_count",
            "Swear words",
            "words on a list of swear words of the text's language (batch/profanity_words.py); words with another "
            "meaning, such as cock, tit or Dick, count where the words around them swear",
            "words",
            "dataloupe",
            languages=LANGUAGES,
        ),
        Signal.count(
            "profanity_uncertain_count",
            "Possible swear words",
            "words that swear or mean something else, such as a lone cock, and swear words of another language",
            "words",
            "dataloupe",
            languages=LANGUAGES,
        ),
        Signal.fraction(
            "profanity_word_frac", "Share of swear words", "swear words / words", "dataloupe", languages=LANGUAGES
        ),
    ),
    compute=count_swear_words,
    order=2,
)
