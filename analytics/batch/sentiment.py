"""How warm do the words of an English text sound? VADER, whose lexicon comes with the package."""

from __future__ import annotations

import functools
from typing import Any

import pyarrow as pa

READ_CHARACTERS = 500
"""VADER takes about a microsecond a character and was made for short texts: so much of each text is read."""


def sentiment(texts: pa.Array) -> pa.Array:
    """VADER's compound score of the beginning of each text, -1 (most negative) to 1 (most positive); null where the
    text is.

    It sums the valences of words, with rules for negation, degree and emphasis; it knows neither irony nor other
    languages. Source: Hutto & Gilbert 2014.
    """
    scores = _analyzer().polarity_scores
    return pa.array(
        [None if text is None else scores(text[:READ_CHARACTERS])["compound"] for text in texts.to_pylist()],
        pa.float64(),
    )


@functools.cache
def _analyzer() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()
