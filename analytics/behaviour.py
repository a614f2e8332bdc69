"""What every column of the `behaviour` table means: one row an answer, how it reads, and what its reader did next.

An answer is a document of the kind `response`; its prompt is the message it hangs on. What a measure cannot tell is
NULL: the sentiment of German, the overlap with an earlier answer where there is none.
"""

from __future__ import annotations

from analytics.batch.mentions import GROUPS
from analytics.batch.sentiment import READ_CHARACTERS
from analytics.signals import ENGLISH, Signal

COMPARED_CHARACTERS = 2000
"""So much of two texts is compared word by word."""

REPHRASED = 0.4
"""Two prompts in a row that share so many of their words ask the same thing."""

_OVERLAP = f"words both have / words either has (Jaccard of distinct words in lower case, of the first {COMPARED_CHARACTERS:,} characters)"

MEASURES = (
    Signal(
        "refused",
        "Refuses",
        "a phrase of refusal in its first 300 characters, in nine languages: batch/refusal.py has the phrases",
        "yes or no",
        "dataloupe",
        "BOOLEAN",
    ),
    Signal(
        "answer_words", "Words", "runs of letters, digits and combining marks", "words", "dataloupe", "BIGINT", log=True
    ),
    Signal(
        "reading_ease",
        "Reading ease",
        "206.835 - 1.015 words / sentences - 84.6 syllables / words, kept within 0 (hard) and 100 (easy)",
        "points",
        "Flesch 1948",
        languages=ENGLISH,
    ),
    Signal(
        "sentiment",
        "Sentiment",
        f"VADER's compound score of its first {READ_CHARACTERS} characters, -1 to 1",
        "points",
        "Hutto & Gilbert 2014",
        languages=ENGLISH,
    ),
    Signal(
        "swears",
        "Swears",
        "holds a word of our list of common English swear words: batch/profanity.py has it",
        "yes or no",
        "dataloupe",
        "BOOLEAN",
        languages=ENGLISH,
    ),
    Signal("prompt_overlap", "Echoes", f"of answer and prompt: {_OVERLAP}", "fraction", "dataloupe"),
    Signal(
        "earlier_overlap",
        "Repeats",
        f"of the answer and the one before it in its conversation: {_OVERLAP}",
        "fraction",
        "dataloupe",
    ),
)
"""How an answer reads."""

ACTIONS = (
    Signal(
        "regenerated",
        "Asked for another answer",
        "a later answer hangs on the same prompt",
        "yes or no",
        "dataloupe",
        "BOOLEAN",
    ),
    Signal(
        "edited",
        "Edited the prompt",
        "a later prompt stands in the place of the answer's prompt",
        "yes or no",
        "dataloupe",
        "BOOLEAN",
    ),
    Signal(
        "rephrased",
        "Asked again in other words",
        f"the next prompt shares at least {REPHRASED:.0%} of the words of this one (Jaccard of distinct words)",
        "yes or no",
        "dataloupe",
        "BOOLEAN",
    ),
    Signal(
        "left",
        "Left",
        "nobody wrote in the conversation after this answer; every conversation ends, so this says little by itself",
        "yes or no",
        "dataloupe",
        "BOOLEAN",
    ),
)
"""What the reader of an answer did next, without being asked: implicit feedback."""

MENTIONS = Signal(
    "mentions",
    "Named in the prompt",
    f"groups of people that the prompt has a word for, of {len(GROUPS)}",
    "names",
    "dataloupe",
    "VARCHAR[]",
    languages=ENGLISH,
)

BEHAVIOUR = {one.name: one for one in (*MEASURES, *ACTIONS, MENTIONS)}
