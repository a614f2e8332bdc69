"""What did the reader of an answer do next, without being asked? Implicit feedback, read off the tree of messages."""

from analytics.signals.family import Family
from analytics.signals.signal import Signal

REPHRASED = 0.4
"""Two consecutive prompts ask the same thing when they share at least this much of their words."""

FAMILY = Family(
    (
        Signal.flag(
            "regenerated",
            "Asked for another answer",
            "there is a later answer to the same prompt",
            sql="answer_replaced AND prompt_id IS NOT NULL",
        ),
        Signal.flag(
            "edited",
            "Edited the prompt",
            "there is a later version of the answer's prompt",
            sql="coalesce(prompt_replaced, false)",
        ),
        Signal.flag(
            "rephrased",
            "Asked again in other words",
            f"the next prompt shares at least {REPHRASED:.0%} of the words of this one (Jaccard of distinct words)",
            sql=f"CASE WHEN prompt_id IS NOT NULL "
            f"THEN coalesce(overlap(prompt.words, next.words) >= {REPHRASED}, false) END",
        ),
        Signal.flag(
            "ended_conversation",
            "Ended the conversation",
            "nobody wrote in the conversation after this answer; every conversation ends, which makes this a weak sign",
            sql="on_path AND NOT is_followed AND NOT answer_replaced AND NOT coalesce(prompt_replaced, false)",
        ),
    ),
    about="reader",
    order=6,
)
