"""Which language is a text in?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.signals.family import Family
from analytics.signals.signal import Signal

if TYPE_CHECKING:
    import pyarrow as pa


def detect_language(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """The detected language of each text, and the model's probability."""
    from analytics.batch.language import detect

    detected = detect(batch)
    return {name: detected[name] for name in ("lang_detected", "lang_confidence", "lang_second", "lang_second_share")}


FAMILY = Family(
    (
        Signal(
            "lang_detected",
            "Language (detected)",
            "ISO 639 code that fastText's lid.176 gives for prose from the beginning, the middle and the end, without "
            "code and addresses; script and frequent words correct it. NULL with fewer than 8 letters or a confidence "
            "below 0.4 (0.55 for a short text in Latin letters that is not English)",
            "code",
            "fastText",
            "VARCHAR",
        ),
        Signal.fraction(
            "lang_confidence",
            "Language confidence",
            "probability that the model gives this language; 0.99 where function words of English are frequent all "
            "over the text, 1 where the script decides",
            "fastText",
        ),
        Signal(
            "lang_second",
            "Second language",
            "ISO 639 code of the language with the most letters after the detected one, in up to eight windows of 160 "
            "bytes from all over the text; NULL below 10% of the letters, and without words that are frequent in it",
            "code",
            "dataloupe",
            "VARCHAR",
        ),
        Signal.fraction(
            "lang_second_share", "Share of the second language", "share of the letters in these windows", "dataloupe"
        ),
    ),
    compute=detect_language,
    order=6,
)
