"""How long is an answer, and how hard is its English to read?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.signals.english import in_english
from analytics.signals.family import Family
from analytics.signals.signal import ENGLISH, Signal

if TYPE_CHECKING:
    import pyarrow as pa

WORD = r"[\p{L}\p{M}\p{N}]+(?:['’]\p{L}+)?"
SENTENCE_END = r"[\p{L}\p{N})\]\"'”’][.!?…]+(?:\s|$|[\"'”’)\]])|[^\s.!?…][ \t]*\n\s*\S"
SYLLABLE = r"(?i)[aeiouyáéíóúàèäöü]+"
SILENT = r"(?i)[aeiouy]\p{L}*?(?:[^\P{L}aeiouyl]e|[^\P{L}aeiouyltd]ed|[^\P{L}aeiouylcgsxz]es)\b"


def count_words(texts: pa.Array) -> pa.Array:
    """How many words each text has: runs of letters, digits and combining marks."""
    import pyarrow.compute as pc

    return pc.count_substring_regex(texts, WORD)


def reading_ease(texts: pa.Array) -> pa.Array:
    """206.835 - 1.015 words per sentence - 84.6 syllables per word, limited to 0 (hard) to 100 (easy); NULL where there
    is no word.

    A syllable is a run of vowels; a silent e at the end of a word does not count. A line end is a sentence end: a list
    is not one long sentence. Source: Flesch 1948, "A new readability yardstick".
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    n_words = pc.cast(count_words(texts), pa.float64())
    ends = pc.count_substring_regex(pc.utf8_trim_whitespace(texts), SENTENCE_END)
    sentences = pc.cast(pc.max_element_wise(ends, 1), pa.float64())
    vowels = pc.subtract(pc.count_substring_regex(texts, SYLLABLE), pc.count_substring_regex(texts, SILENT))
    syllables = pc.max_element_wise(pc.cast(vowels, pa.float64()), n_words)  # every word has at least one
    by_sentence = pc.multiply(1.015, pc.divide(n_words, sentences))
    by_word = pc.multiply(84.6, pc.divide(syllables, n_words))
    ease = pc.subtract(206.835, pc.add(by_sentence, by_word))
    limited = pc.min_element_wise(pc.max_element_wise(ease, 0.0), 100.0)
    return pc.if_else(pc.greater(n_words, 0), limited, pa.scalar(None, pa.float64()))


def read(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """The words of each answer, and the reading ease of English ones."""
    return {"answer_words": count_words(batch["text"]), "reading_ease": reading_ease(in_english(batch, "text"))}


FAMILY = Family(
    (
        Signal.count("answer_words", "Words", "runs of letters, digits and combining marks", "words", "dataloupe"),
        Signal(
            "reading_ease",
            "Reading ease",
            "206.835 - 1.015 words / sentences - 84.6 syllables / words, limited to 0 (hard) to 100 (easy)",
            "points",
            "Flesch 1948",
            languages=ENGLISH,
        ),
    ),
    compute=read,
    about="answer",
    order=2,
)
