"""Which words swear, and which only look like it?"""

from __future__ import annotations

from analytics.batch.profanity import judge
from benchmarks.truth._profanity_cases import HARMLESS, SWEARING
from benchmarks.truth.table import Row

QUESTION = "Does a text swear?"
GENERATOR = "sentences in 14 languages"
MIN_RATE = 0.95


def wrong() -> tuple[list[str], list[tuple[str, int]]]:
    """Harmless sentences with a swear word, and swearing sentences with another count."""
    return [text for text in HARMLESS if judge(text)[0]], [
        (text, judge(text)[0]) for text, n in SWEARING if judge(text)[0] != n
    ]


def check() -> list[Row]:
    """The share of sentences that are judged right."""
    harmless, swearing = wrong()
    shares = {
        f"harmless sentences without a swear word, of {len(HARMLESS)}": 1 - len(harmless) / len(HARMLESS),
        f"swearing sentences with the right count, of {len(SWEARING)}": 1 - len(swearing) / len(SWEARING),
    }
    return [Row(QUESTION, GENERATOR, measure, share, ">=", MIN_RATE) for measure, share in shares.items()]
