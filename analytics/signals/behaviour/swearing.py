"""Does an English answer swear?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.signals.english import is_english
from analytics.signals.family import Family
from analytics.signals.signal import ENGLISH, Signal

if TYPE_CHECKING:
    import pyarrow as pa


def swears(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """Whether each English answer has a word on the list of swear words."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from analytics.batch.profanity import count_profanity

    has_swear_words = pc.greater(count_profanity(batch)["profanity_count"], 0)
    return {"swears": pc.if_else(is_english(batch), has_swear_words, pa.scalar(None, pa.bool_()))}


FAMILY = Family(
    (
        Signal.flag(
            "swears",
            "Swears",
            "contains a swear word (batch/profanity_words.py); words with another meaning count where the words"
            " around them swear",
            languages=ENGLISH,
        ),
    ),
    compute=swears,
    about="answer",
    order=4,
)
