"""How much does a text repeat itself?"""

from analytics.signals.family import Family
from analytics.signals.signal import UNSPACED, Signal

TOP_SIZES, DUPLICATE_SIZES = range(2, 5), range(5, 11)
"""Sizes of n-grams in words: of the first the most frequent n-gram counts, of the others every repeated one."""

_LINES = (
    Signal.fraction(
        "dup_line_frac",
        "Duplicate lines",
        "lines (between runs of line feeds) equal to an earlier one / lines",
        "Gopher",
        kernel="dup_pieces / pieces",
    ),
    Signal.fraction(
        "dup_line_char_frac",
        "Characters in duplicate lines",
        "characters of lines equal to an earlier one / characters",
        "Gopher",
        kernel="dup_piece_chars / chars",
    ),
    Signal.fraction(
        "dup_nonblank_line_char_frac",
        "Characters in duplicate lines, FineWeb",
        "characters of non-blank lines equal to an earlier one / characters other than line feeds",
        "FineWeb",
        kernel="dup_nonblank_chars / line_chars",
    ),
    Signal.fraction(
        "dup_paragraph_frac",
        "Duplicate paragraphs",
        "paragraphs equal to an earlier one / paragraphs",
        "Gopher",
        kernel="dup_paragraphs / paragraphs",
    ),
    Signal.fraction(
        "dup_paragraph_char_frac",
        "Characters in duplicate paragraphs",
        "characters of paragraphs equal to an earlier one / characters",
        "Gopher",
        kernel="dup_paragraph_chars / chars",
    ),
)


def _top(n: int) -> Signal:
    return Signal.fraction(
        f"top_{n}gram_char_frac",
        f"Characters in the top {n}-gram",
        f"count x length (words joined by spaces) of the most frequent {n} words in a row / characters; may exceed 1, "
        "as occurrences overlap",
        "Gopher, as datatrove computes it",
        not_languages=UNSPACED,
        kernel=f"gram_{n}_chars / chars",
    )


def _duplicate(n: int) -> Signal:
    return Signal.fraction(
        f"dup_{n}gram_char_frac",
        f"Characters in duplicate {n}-grams",
        f"from left to right: word characters of each {n} words in a row that occurred before (the search continues "
        "after them) / characters",
        "Gopher, as datatrove computes it",
        not_languages=UNSPACED,
        kernel=f"gram_{n}_chars / chars",
    )


FAMILY = Family((*_LINES, *map(_top, TOP_SIZES), *map(_duplicate, DUPLICATE_SIZES)), order=4)
