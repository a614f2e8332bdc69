"""Where are the words of a text?"""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import compiled_here
from analytics.batch.shingles import IDEOGRAPH, MARK, decode


@compiled_here
def word_places(
    data: np.ndarray, start: int, end: int, characters: np.ndarray, starts: np.ndarray, stops: np.ndarray
) -> int:
    """Write the byte at which every word of data[start:end] starts and ends (int64); gives the number of words, as
    `word_hashes` does.
    """
    count, at, inside = 0, start, False
    while at < end:
        here = at
        code, at = decode(data, at)
        folded = characters[code]
        if folded and not folded & IDEOGRAPH:
            if folded & MARK and not inside:
                continue
            if not inside:
                starts[count], inside = here, True
                count += 1
            stops[count - 1] = at
            continue
        inside = False
        if folded:
            starts[count], stops[count] = here, at
            count += 1
    return count
