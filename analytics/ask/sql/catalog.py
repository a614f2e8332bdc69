"""Which tables are there, how large are they, and what does each of their columns mean?"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import pandas as pd

from analytics.signals.registry import SIGNAL_TABLES
from analytics.signals.signal import Signal
from analytics.workspace import Manifest
from analytics.workspace.renamed import FORMER_COLUMNS, FORMER_TABLES


def _meanings(signals: Mapping[str, Signal]) -> dict[str, str]:
    return {"doc_id": DOC_ID} | {name: f"{one.title}: {one.formula}" for name, one in signals.items()}


DOC_ID = "the document: a number from 0 in the order of the input, which never changes"

TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "documents": (
        "one row a document: a text of the corpus, or a turn of a conversation",
        {
            "doc_id": DOC_ID,
            "kind": "document, prompt or response",
            "source": "where it comes from: the column that was chosen, else the name of its file",
            "text": "the text, never missing",
            "title": "title, as the input has it",
            "lang": "language, as the input has it; ours is signals.lang_detected",
            "label": "label or category, as the input has it",
            "created_at": "when it was made, as the input has it",
            "url": "address, as the input has it",
            "score": "a number that the input gives it, such as votes",
        },
    ),
    "metadata": ("every other column of the input, under its own name and type", {"doc_id": DOC_ID}),
    "rejects": (
        "rows of the input that are no documents: rows in = documents + rejects",
        {
            "input": "the file",
            "row": "its row or line, from 1",
            "reason": "why it is no document",
            "raw": "the row as it came",
        },
    ),
    "signals": ("what the scan counts in each text", _meanings(SIGNAL_TABLES["signals"])),
    "content": ("personal data, swear words and damage in each text", _meanings(SIGNAL_TABLES["content"])),
    "quality": (
        "what the quality classifier says of each document",
        _meanings(SIGNAL_TABLES["quality"])
        | {
            "taught_as": "like or unlike, for the documents that taught or examined the classifier",
            "held_out": "true for those that examined it",
        },
    ),
    "classifier_weights": (
        "what the classifier has learnt of each word or pair of words",
        {
            "feature": "the number of the word or pair (a hash of it)",
            "weight": "what one more occurrence adds to the log odds of being liked",
        },
    ),
    "classifier_words": (
        "the words that say most for and against",
        {
            "word": "the word or pair of words",
            "weight": "what it adds to the log odds of being liked",
            "contribution": "how much of the mean distance between the sides it makes up, in logits",
            "like_share": "share of the liked documents that hold it",
            "unlike_share": "share of the unliked documents that hold it",
        },
    ),
    "signatures": (
        "what duplicates are found by",
        {
            "doc_id": DOC_ID,
            "raw_hash": "128-bit hash of the bytes of the text",
            "normalized_hash": "128-bit hash of its words, case folded",
            "n_shingles": "distinct runs of five words",
            "minhash": "128 unsigned 32-bit numbers, little endian",
        },
    ),
    "duplicate_pairs": (
        "pairs of documents that share text or meaning, each verified",
        {
            "a": "the document with the smaller doc_id",
            "b": "the document with the larger doc_id",
            "kind": "exact, near or semantic",
            "jaccard": "shared shingles / shingles of both",
            "containment": "the larger of a_in_b and b_in_a",
            "cosine": "cosine of their embeddings; missing where not compared",
            "a_in_b": "share of a's shingles that stand in b",
            "b_in_a": "share of b's shingles that stand in a",
            "shared": "shingles that stand in both",
            "linked": "whether the pair stands for a group too large to list every pair",
        },
    ),
    "embeddings": (
        "what each text is about, as a vector",
        {"doc_id": DOC_ID, "vector": "numbers of unit length together"},
    ),
    "neighbors": (
        "the documents nearest in meaning to each document",
        {
            "doc_id": DOC_ID,
            "rank": "1 for the nearest",
            "neighbor_id": "the doc_id of the neighbour",
            "similarity": "cosine of both embeddings",
        },
    ),
    "layout": (
        "places on the map before topics are found",
        {
            "doc_id": DOC_ID,
            "x": "place on the map",
            "y": "place on the map",
            "faithfulness": "share of its nearest neighbours that are also near on the map",
        },
    ),
    "map": (
        "where each document lies on the map, and its topic",
        {
            "doc_id": DOC_ID,
            "x": "place on the map; missing where a text has no vector",
            "y": "place on the map; missing where a text has no vector",
            "topic_id": "its topic; -1 for none",
            "faithfulness": "share of its nearest neighbours that are also near on the map",
        },
    ),
    "topics": (
        "topics, and the themes that they belong to",
        {
            "topic_id": "the number that map.topic_id refers to",
            "parent_id": "the theme of a topic; missing for a theme",
            "label": "its name, made of the words of its documents",
            "terms": "the words that set it apart, the most telling first",
            "size": "documents",
            "x": "its middle on the map",
            "y": "its middle on the map",
            "level": "theme or topic",
            "medoid_doc_id": "the document nearest to its middle",
        },
    ),
    "repeated_passages": (
        "lines and paragraphs that stand in several different texts",
        {
            "passage_id": "the line or paragraph",
            "kind": "line or paragraph",
            "text": "its first 1,000 characters",
            "documents": "documents that hold it",
            "occurrences": "how often it stands in them",
            "characters": "characters of all its occurrences",
        },
    ),
    "passage_documents": (
        "which documents hold which repeated line or paragraph",
        {
            "passage_id": "the line or paragraph",
            "doc_id": DOC_ID,
            "occurrences": "how often it stands in this document",
        },
    ),
    "label_checks": (
        "what all labels together, and the neighbours, say of each label",
        {
            "labels_in": "the column that holds the label, as table.column",
            "doc_id": DOC_ID,
            "label": "the label it carries",
            "suggested": "the likeliest other label",
            "belongs_to": "another class that it confidently belongs to; missing where there is none",
            "confidence": "probability of the label it carries, by a model that has not seen it",
            "suggested_confidence": "probability of the suggested one",
            "is_issue": "whether the label may be wrong: confident learning says so, and the neighbours' labels too",
        },
    ),
    "evaluation_items": (
        "the evaluation items that were looked for",
        {
            "item": "the item",
            "against": "the file or workspace it is from",
            "text": "its text",
            "n_grams": "its 13-grams that were looked for; 0 where it is too short or says what many items say",
        },
    ),
    "contamination": (
        "which documents hold which evaluation item",
        {
            "doc_id": DOC_ID,
            "item": "the item",
            "shared": "13-grams of the item that stand in the document",
            "containment": "shared / the item's 13-grams",
            "start": "first byte of the passage",
            "stop": "byte after the passage",
        },
    ),
    "turns": (
        "one row a message of a conversation",
        {
            "doc_id": DOC_ID,
            "conversation_id": "the conversation",
            "turn_index": "its place in the conversation, from 0",
            "parent_doc_id": "the message it answers",
            "role": "user, assistant, system or tool",
            "on_path": "whether the user saw it in the end; other branches are false",
            "model": "the model that wrote it",
            "prompt_version": "the version of the prompt, as the log has it",
            "user_id": "the user, hashed unless the build was told to keep ids",
            "created_at": "when it was sent",
            "latency_ms": "milliseconds the answer took",
            "cost": "what the answer cost, as the log has it",
            "message_id": "the log's own id",
        },
    ),
    "conversations": (
        "one row a conversation, added up",
        {
            "conversation_id": "the conversation",
            "first": "the doc_id of its first message",
            "turns": "messages that the user saw in the end",
            "branches": "messages on other branches",
            "started": "when its first message was sent",
            "model": "one of the models that answered",
            "person": "the user, hashed unless the build was told to keep ids",
            "ratings": "ratings in it",
            "mean": "mean of the ratings, from 0, worst, to 1, best",
            "worst": "the lowest of the ratings",
            "comments": "comments in it",
        },
    ),
    "prompts": (
        "which prompts are the same, word for word, and which ask the same in other words",
        {
            "doc_id": DOC_ID,
            "wording_id": "prompts of the same words share it",
            "question_id": "wordings that ask the same share it",
        },
    ),
    "behaviour": ("how each answer reads, and what its reader did next", _meanings(SIGNAL_TABLES["behaviour"])),
    "feedback": (
        "one row a rating or comment",
        {
            "conversation_id": "the conversation",
            "doc_id": "the message that is rated; missing where the whole conversation is",
            "rater": "who rates",
            "rater_kind": "user, annotator or model",
            "name": "what is rated, such as thumbs",
            "value": "from 0, worst, to 1, best",
            "raw": "the rating as it came",
            "comment": "what the rater wrote",
            "created_at": "when",
            "message_id": "the log's own id of the message",
        },
    ),
    "comparisons": (
        "one row a judgement of two answers",
        {
            "comparison_id": "the judgement",
            "prompt_doc_id": "the prompt",
            "a_doc_id": "the first answer; missing where its text is",
            "b_doc_id": "the second answer; missing where its text is",
            "model_a": "who wrote the first",
            "model_b": "who wrote the second",
            "winner": "a, b, tie or both_bad",
            "judge": "who judged",
            "judge_kind": "user, annotator or model",
            "turn": "the turn that was judged",
            "prompt_id": "the log's own id of the prompt",
            "in_order": "whether the log tells which answer was shown first",
        },
    ),
}
"""What each table holds, and what each of its columns means. A column that is not here came with the input."""

LOG_READ = {"log_turns": "turns", "log_feedback": "feedback", "log_comparisons": "comparisons"}
"""What a log held as it was read, before conversations were put together, and the table made of it."""

OF_THE_INPUT = "a column of the input, as it came"


def table_list(connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> pd.DataFrame:
    """One row a table that can be asked: table, rows, megabytes (on disk), meaning; in the order of the contract."""
    views = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    there = {name for (name,) in views} - FORMER_TABLES
    order = [*TABLES, *LOG_READ]
    rows = [
        (name, manifest.tables[name].rows, manifest.tables[name].bytes / 1e6, table_meaning(name))
        for name in sorted(there, key=lambda name: (order.index(name) if name in order else len(order), name))
    ]
    return pd.DataFrame(rows, columns=["table", "rows", "megabytes", "meaning"])


def column_list(connection: duckdb.DuckDBPyConnection, table: str) -> pd.DataFrame:
    """One row a column of `table`, in its order: column, type (DuckDB's), meaning."""
    rows = connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE NOT internal AND table_name = ? ORDER BY column_index",
        [table],
    ).fetchall()
    rows = [row for row in rows if (table, row[0]) not in FORMER_COLUMNS]
    return pd.DataFrame(
        [(name, kind, column_meaning(table, name)) for name, kind in rows], columns=["column", "type", "meaning"]
    )


def table_meaning(table: str) -> str:
    """What a table holds, in words; "" for a table that we do not know."""
    if table in LOG_READ:
        return f"what the log held as it was read; {LOG_READ[table]} is made of it"
    return TABLES[table][0] if table in TABLES else ""


def column_meaning(table: str, column: str) -> str:
    """What a column means, in words; "" for one that we do not know."""
    if table in LOG_READ:
        table, known = LOG_READ[table], LOG_COLUMNS
        if column in known:
            return known[column]
    if table == "metadata" and column != "doc_id":
        return OF_THE_INPUT
    return TABLES.get(table, ("", {}))[1].get(column, "")


LOG_COLUMNS = {
    "segment": "the messages of one record of the log, by its first doc_id",
    "depth": "the place within the segment",
    "position": "the place of the segment in its conversation",
    "kind": "prompt or response",
}
"""Columns that only what a log held as it was read has."""
