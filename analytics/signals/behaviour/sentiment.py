"""How positive are the words of an English answer? VADER, whose lexicon is in its package."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from analytics.signals.english import in_english
from analytics.signals.family import Family
from analytics.signals.signal import ENGLISH, Signal

if TYPE_CHECKING:
    import pyarrow as pa

READ_CHARACTERS = 500
"""VADER takes about a microsecond per character and was made for short texts: it reads only the beginning."""


def sentiment(texts: pa.Array) -> pa.Array:
    """VADER's compound score of the beginning of each text, -1 (most negative) to 1 (most positive); NULL stays NULL.

    It sums the valences of words, with rules for negation, degree and emphasis; it understands neither irony nor other
    languages. Source: Hutto & Gilbert 2014.
    """
    import pyarrow as pa

    scores = _analyzer().polarity_scores
    beginnings = (None if text is None else text[:READ_CHARACTERS] for text in texts.to_pylist())
    return pa.array([None if text is None else scores(text)["compound"] for text in beginnings], pa.float64())


@functools.cache
def _analyzer() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


def score(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """The sentiment of each English answer."""
    return {"sentiment": sentiment(in_english(batch, "text"))}


FAMILY = Family(
    (
        Signal(
            "sentiment",
            "Sentiment",
            f"VADER's compound score of its first {READ_CHARACTERS} characters, -1 to 1",
            "points",
            "Hutto & Gilbert 2014",
            languages=ENGLISH,
        ),
    ),
    compute=score,
    about="answer",
    order=3,
)
