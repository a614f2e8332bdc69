"""Does an answer repeat its prompt, or the answer before it?"""

from analytics.signals.family import Family
from analytics.signals.signal import Signal

COMPARED_CHARACTERS = 2000
"""Characters at the beginning of two texts whose words are compared."""

_OVERLAP = (
    "words in both texts / words in either text (Jaccard of distinct words in lower case, of the first "
    f"{COMPARED_CHARACTERS:,} characters)"
)

FAMILY = Family(
    (
        Signal.fraction(
            "prompt_overlap",
            "Echoes",
            f"overlap of the answer with its prompt: {_OVERLAP}",
            "dataloupe",
            sql="overlap(answer.words, prompt.words)",
        ),
        Signal.fraction(
            "earlier_overlap",
            "Repeats",
            f"overlap of the answer with the previous answer in its conversation: {_OVERLAP}",
            "dataloupe",
            sql="overlap(answer.words, earlier.words)",
        ),
    ),
    about="answer",
    order=5,
)
