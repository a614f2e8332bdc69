"""What do the tables of logs contain, and what does each of their columns mean?"""

from __future__ import annotations

from analytics.ask.sql.corpus_tables import DOC_ID, TableMeaning, signal_columns
from analytics.signals.registry import SIGNAL_TABLES

_USER = "the user, hashed unless the build keeps user ids"

LOG_TABLES: dict[str, TableMeaning] = {
    "turns": TableMeaning(
        "one row for each message of a conversation",
        {
            "doc_id": DOC_ID,
            "conversation_id": "the conversation",
            "turn_index": "its place in the conversation, from 0",
            "parent_doc_id": "the message that it answers",
            "role": "user, assistant, system or tool",
            "on_path": "whether the user saw it in the final conversation; false on other branches",
            "model": "the model that wrote it",
            "prompt_version": "the version of the prompt, as in the log",
            "user_id": _USER,
            "created_at": "when it was sent",
            "latency_ms": "milliseconds until the response",
            "cost": "the cost of the response, as in the log",
            "message_id": "its id in the log",
        },
    ),
    "conversations": TableMeaning(
        "one row for each conversation, with its totals",
        {
            "conversation_id": "the conversation",
            "first": "the doc_id of its first message",
            "turns": "messages that the user saw in the final conversation",
            "branches": "messages on other branches",
            "started": "when its first message was sent",
            "model": "one of the models that responded",
            "person": _USER,
            "ratings": "ratings in it",
            "mean": "mean of the ratings, from 0, worst, to 1, best",
            "worst": "the lowest rating",
            "comments": "comments in it",
        },
    ),
    "prompts": TableMeaning(
        "which prompts are the same word for word, and which ask the same in other words",
        {
            "doc_id": DOC_ID,
            "wording_id": "the same for prompts with the same words",
            "question_id": "the same for wordings that ask the same",
        },
    ),
    "behaviour": TableMeaning(
        "the style of each response, and what the user did next", signal_columns(SIGNAL_TABLES["behaviour"])
    ),
    "feedback": TableMeaning(
        "one row for each rating or comment",
        {
            "conversation_id": "the conversation",
            "doc_id": "the message that is rated; missing when it is the whole conversation",
            "rater": "who rates",
            "rater_kind": "user, annotator or model",
            "name": "what is rated, such as thumbs",
            "value": "from 0, worst, to 1, best",
            "raw": "the rating, unchanged",
            "comment": "the text of the comment",
            "created_at": "when it was given",
            "message_id": "the id of the message in the log",
        },
    ),
    "comparisons": TableMeaning(
        "one row for each comparison of two responses",
        {
            "comparison_id": "the comparison",
            "prompt_doc_id": "the prompt",
            "a_doc_id": "the first response; missing when its text is",
            "b_doc_id": "the second response; missing when its text is",
            "model_a": "the model that wrote the first",
            "model_b": "the model that wrote the second",
            "winner": "a, b, tie or both_bad",
            "judge": "who judged",
            "judge_kind": "user, annotator or model",
            "turn": "the turn that was judged",
            "prompt_id": "the id of the prompt in the log",
            "in_order": "whether the log has the order in which the responses were shown",
        },
    ),
}
"""The tables that only logs have."""

RAW_LOG_TABLES = {"log_turns": "turns", "log_feedback": "feedback", "log_comparisons": "comparisons"}
"""The tables with a log as it was read, before its conversations were joined, and the table that is made of each."""

RAW_LOG_COLUMNS = {
    "segment": "the messages of one record of the log, by its first doc_id",
    "depth": "the place within the segment",
    "position": "the place of the segment in its conversation",
    "kind": "prompt or response",
}
"""Columns that only RAW_LOG_TABLES have."""
