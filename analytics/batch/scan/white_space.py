"""Where is white space in a decoded text?"""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import inlined
from analytics.batch.scan import characters as ch
from analytics.batch.scan.bitmaps import CHUNK, NOTHING, lowest, members

blanks = members(*ch.ascii_runs(ch.SPACE), ch.SPACES)


@inlined
def first_visible(start: int, end: int, classes: np.ndarray) -> int:
    """Where the first character other than white space is, from `start` to `end`; `end` if there is none."""
    while start < end:
        visible = ~blanks(classes, start)
        if visible != NOTHING:
            return min(end, start + lowest(visible))
        start += CHUNK
    return end
