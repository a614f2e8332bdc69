"""How hard is English to read? Flesch's reading ease, and how many words there are to read."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

WORD = r"[\p{L}\p{M}\p{N}]+(?:['’]\p{L}+)?"
SENTENCE_END = r"[\p{L}\p{N})\]\"'”’][.!?…]+(?:\s|$|[\"'”’)\]])|[^\s.!?…][ \t]*\n\s*\S"
SYLLABLE = r"(?i)[aeiouyáéíóúàèäöü]+"
SILENT = r"(?i)[aeiouy]\p{L}*?(?:[^\P{L}aeiouyl]e|[^\P{L}aeiouyltd]ed|[^\P{L}aeiouylcgsxz]es)\b"


def words(texts: pa.Array) -> pa.Array:
    """Words of each text: runs of letters, digits and combining marks."""
    return pc.count_substring_regex(texts, WORD)


def reading_ease(texts: pa.Array) -> pa.Array:
    """206.835 - 1.015 words per sentence - 84.6 syllables per word, kept within 0 (hard) and 100 (easy); null where
    there is no word.

    A syllable is a run of vowels, less one for a silent e at the end of a word; a line that ends is a sentence that
    ends, so that lists are not one long sentence. Source: Flesch 1948, "A new readability yardstick".
    """
    n_words = pc.cast(words(texts), pa.float64())
    sentences = pc.cast(
        pc.max_element_wise(pc.count_substring_regex(pc.utf8_trim_whitespace(texts), SENTENCE_END), 1), pa.float64()
    )
    sounded = pc.subtract(pc.count_substring_regex(texts, SYLLABLE), pc.count_substring_regex(texts, SILENT))
    syllables = pc.max_element_wise(pc.cast(sounded, pa.float64()), n_words)  # every word has one
    ease = pc.subtract(
        206.835,
        pc.add(pc.multiply(1.015, pc.divide(n_words, sentences)), pc.multiply(84.6, pc.divide(syllables, n_words))),
    )
    kept = pc.min_element_wise(pc.max_element_wise(ease, 0.0), 100.0)
    return pc.if_else(pc.greater(n_words, 0), kept, pa.scalar(None, pa.float64()))
