"""What is a signal? One column of a table: its name, its definition, its unit, and the languages it is meant for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

UNSPACED = ("zh", "ja", "yue", "wuu", "th", "lo", "km", "my", "bo", "dz")
"""Languages (ISO 639) written without spaces between words. Rules on word or line length are made for English and mean
nothing in these languages.
"""

NO_WORDS = ("th", "lo", "km", "my", "bo", "dz")
"""Languages without spaces whose letters are no words either: their words are not counted here."""

LONG_WORDS = ("ml", "ta", "te", "kn")
"""Languages whose words are written with so many marks or are so long that limits for English mean nothing."""

ENGLISH = ("en",)
STOP_WORD_LANGUAGES = (
    "en", "de", "fr", "es", "it", "pt", "nl", "ca", "ro", "sv", "da", "no", "nn", "fi", "et", "hu", "pl", "cs", "sk",
    "sl", "hr", "bs", "sr", "lt", "lv", "ru", "uk", "bg", "mk", "be", "el", "tr", "id", "ms", "vi", "ar", "fa", "ur",
    "he", "hi", "ne", "mr", "bn", "uz", "az", "eu", "gl", "sq", "af", "ko",
)  # fmt: skip
"""English, and the languages of `batch.stop_words`."""


@dataclass(frozen=True)
class Signal:
    """One column of a table: its title, how it is computed, and the languages it is meant for.

    `dtype` is the DuckDB type. `log` is true where a logarithmic axis shows the distribution best. `languages` lists
    the only detected languages that the signal is meant for (None: any), `not_languages` those in which it means
    nothing. `kernel` is the count of the compiled scan (`batch.scan`) that the signal is, such as "words", or the ratio
    of two counts, such as "word_chars / words"; it is empty for a signal that another function computes. `sql` is the
    DuckDB expression of a signal that a query computes.
    """

    name: str
    title: str
    formula: str
    unit: str
    origin: str
    dtype: str = "DOUBLE"
    log: bool = False
    languages: tuple[str, ...] | None = None
    not_languages: tuple[str, ...] = ()
    kernel: str = ""
    sql: str = ""

    @classmethod
    def count(
        cls, name: str, title: str, formula: str, unit: str, origin: str, log: bool = True, **more: Any
    ) -> Signal:
        """A whole number."""
        return cls(name, title, formula, unit, origin, "BIGINT", log, **more)

    @classmethod
    def fraction(cls, name: str, title: str, formula: str, origin: str, **more: Any) -> Signal:
        """A share, shown as a percentage."""
        return cls(name, title, formula, "fraction", origin, **more)

    @classmethod
    def flag(cls, name: str, title: str, formula: str, origin: str = "dataloupe", **more: Any) -> Signal:
        """True or false."""
        return cls(name, title, formula, "yes or no", origin, "BOOLEAN", **more)

    @property
    def is_fraction(self) -> bool:
        """Whether the values are shares, shown as percentages."""
        return self.unit == "fraction"

    @property
    def applies_to(self) -> str:
        """The languages that the signal is meant for, as text."""
        if self.languages is not None:
            return "only " + ", ".join(self.languages)
        return "all but " + ", ".join(self.not_languages) if self.not_languages else "all languages"
