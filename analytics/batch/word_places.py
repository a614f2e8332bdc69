"""Where are the words of a text?"""

from __future__ import annotations

import numpy as np

from analytics.batch import shingles
from analytics.batch.compiled import cached_with
from analytics.batch.shingles import IDEOGRAPH, MARK, decode


@cached_with(shingles.__file__)
def word_places(
    data: np.ndarray, start: int, end: int, characters: np.ndarray, starts: np.ndarray, stops: np.ndarray
) -> int:
    """Write the byte at which every word of data[start:end] starts and ends (int64); gives the number of words, as
    `word_hashes` does.
    """
    count, at, inside, alone = 0, start, False, False
    while at < end:
        here = at
        code, at = decode(data, at)
        folded = characters[code]
        if folded & MARK and not inside:
            continue
        if folded == 0 or folded & IDEOGRAPH or (alone and not folded & MARK):
            inside = False
        if folded:
            if not inside:
                starts[count], inside, alone = here, True, folded & IDEOGRAPH != 0
                count += 1
            stops[count - 1] = at
    return count
