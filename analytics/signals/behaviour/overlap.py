"""Does an answer repeat its prompt, or the answer before it?"""

from analytics.signals.family import Family
from analytics.signals.signal import Signal

COMPARED_CHARACTERS = 2000
"""Characters at the beginning of two texts whose words are compared."""

_OVERLAP = (
    "words that both have / words that either has (Jaccard of distinct words in lower case, of the first "
    f"{COMPARED_CHARACTERS:,} characters)"
)

FAMILY = Family(
    (
        Signal.fraction(
            "prompt_overlap",
            "Echoes",
            f"of answer and prompt: {_OVERLAP}",
            "dataloupe",
            sql="overlap(answer.words, prompt.words)",
        ),
        Signal.fraction(
            "earlier_overlap",
            "Repeats",
            f"of the answer and the one before it in its conversation: {_OVERLAP}",
            "dataloupe",
            sql="overlap(answer.words, earlier.words)",
        ),
    ),
    about="answer",
    order=5,
)
