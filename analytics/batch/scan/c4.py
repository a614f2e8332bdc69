"""Which lines does C4 keep?"""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import compiled, inlined
from analytics.batch.scan import characters as ch
from analytics.batch.scan.bitmaps import CHUNK, NOTHING, ONE, count, up_to
from analytics.batch.scan.white_space import blanks

C4_MIN_WORDS = 3
C4_MAX_WORD_CHARS = 1000
C4_ENDS = (ord("."), ord("?"), ord("!"), ord('"'))


@inlined
def is_c4_end(character: int) -> bool:
    """Whether C4 keeps a line that ends in this character."""
    is_end = False
    for end in C4_ENDS:
        is_end |= character == end
    return is_end


@compiled
def has_c4_words(start: int, end: int, classes: np.ndarray, properties: np.ndarray) -> bool:
    """Whether white space splits the characters from `start` to `end`, of which the first and the last are visible,
    into at least C4_MIN_WORDS pieces, none longer than C4_MAX_WORD_CHARS.
    """
    pieces, i, carried = 1, start, NOTHING
    while i < end and pieces < C4_MIN_WORDS:
        white_space = blanks(classes, i) & up_to(end - i)
        pieces += count(white_space & ~((white_space << ONE) | carried))
        carried = white_space >> np.uint64(CHUNK - 1)
        i += CHUNK
    i = start
    while i + C4_MAX_WORD_CHARS < end:  # from each possible start, back from where too long a piece would end
        at = i + C4_MAX_WORD_CHARS
        while at >= i and not properties[classes[at]] & ch.SPACE:
            at -= 1
        if at < i:
            return False
        i = at + 1
    return pieces >= C4_MIN_WORDS
