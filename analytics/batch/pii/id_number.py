"""What is the number of a person or a company in a country? A form, a check, and the words that announce it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from analytics.batch.pii.numbers import LETTERS


@dataclass(frozen=True)
class IdNumber:
    """A number that a state gives.

    `form` is the pattern of the number in folded text. `is_valid` gets its letters and digits, in capitals. `words`
    are beginnings of words and phrases in lower case, separated by commas; without one of them near, the number counts
    only in the writing `alone` ("": never), which other numbers hardly have.
    """

    country: str
    name: str
    form: str
    is_valid: Callable[[str], bool]
    words: str
    alone: str = ""

    def pattern(self) -> re.Pattern[str]:
        """The form, not within a longer number or word."""
        return re.compile(rf"(?i)(?<![{LETTERS}$€£#+])(?<!\d[.,/-])(?:{self.form})(?![{LETTERS}%€£$]|[.,/-]\d)")

    def phrases(self) -> list[str]:
        """The words that announce the number."""
        return [phrase.strip() for phrase in self.words.split(",")]

    def announcement(self) -> re.Pattern[str]:
        """The pattern of its words: short ones stand alone, longer ones may begin a compound."""
        return re.compile(f"(?i)(?:{'|'.join(map(_announcement, self.phrases()))})")


def _announcement(phrase: str) -> str:
    """The pattern of a word: a short one is a whole word, a longer one may begin a compound, an ideograph may touch."""
    if phrase[0] >= "\u0e00":
        return re.escape(phrase)
    letter = r"[^\W\d_]"
    return rf"(?<!{letter}){re.escape(phrase)}" + (rf"(?!{letter})" if len(phrase) < 5 else "")
