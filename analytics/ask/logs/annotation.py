"""Which prompts should people annotate? A sample of a selection without repeated prompts, in the proportions of the
selection.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import tables
from analytics.ask.duplicates import KeepPolicy, Thresholds, decisions, graph
from analytics.ask.filters import Rows
from analytics.ask.logs.dimensions import dimensions
from analytics.ask.logs.ratings import MISSING
from analytics.ask.selection import Selection, where
from analytics.batch.pii import mask
from analytics.errors import DataloupeError

KINDS = ("demonstrations", "comparisons")
"""Answers to write, or pairs of answers to compare blindly."""

NEAR_DUPLICATES = Thresholds(jaccard=0.8)
STRATIFIER_TABLES = ("turns", "documents", "metadata", "map")

MAX_DEPTH = 1000
"""Earlier turns of a prompt, as a guard against cycles of parents."""


@dataclass(frozen=True)
class AnnotationSet:
    """`rows` for JSON lines; `n_prompts` are in the selection, and `n_repeats` of them repeat another prompt."""

    rows: list[dict[str, Any]]
    n_prompts: int
    n_repeats: int

    def summary_text(self) -> str:
        """How many prompts were drawn."""
        n_distinct = self.n_prompts - self.n_repeats
        return f"{len(self.rows):,} of {n_distinct:,} distinct prompts ({self.n_repeats:,} repeated prompts removed)."


def stratifiers(connection: duckdb.DuckDBPyConnection, selection: Selection) -> list[str]:
    """The names of the dimensions by which a set of this selection can be stratified."""
    doc_ids = np.sort(_prompts(connection, selection).doc_id.to_numpy())
    return list(dimensions(connection, doc_ids, STRATIFIER_TABLES))


def draw_annotation_set(
    connection: duckdb.DuckDBPyConnection, selection: Selection, kind: str, n: int, stratifier: str | None = None
) -> AnnotationSet:
    """At most `n` of the selected prompts and the prompts of selected answers, in the proportions of a dimension.

    Of near-duplicate prompts (Jaccard 0.8, where the workspace has duplicate pairs), one is drawn. Rows have id,
    conversation_id, stratum, messages (the conversation up to the prompt, with personal data masked), and an empty
    `response`, or `response_a`, `response_b`, an empty `preference`, and the models of both under `hidden`. The same
    selection always gives the same set. Raises DataloupeError.
    """
    if kind not in KINDS:
        raise DataloupeError(f"There is no annotation set of {kind!r}. There are: {', '.join(KINDS)}.")
    prompts = _prompts(connection, selection)
    answers = _answer_pairs(connection, prompts) if kind == "comparisons" else None
    if answers is not None:
        prompts = prompts[prompts.key.isin(answers.key)]
    distinct = _distinct(connection, prompts)
    drawn = _proportional_sample(distinct.assign(stratum=_strata(connection, distinct, stratifier)), n)
    messages = _messages(connection, drawn.doc_id.tolist())
    rows = []
    for prompt in drawn.to_dict("records"):
        row = {"id": int(prompt["doc_id"]), "conversation_id": prompt["conversation_id"], "stratum": prompt["stratum"]}
        row["messages"] = messages[prompt["doc_id"]]
        rows.append(row | _task(answers, prompt["key"]))
    return AnnotationSet(rows, len(prompts), len(prompts) - len(distinct))


def _prompts(connection: duckdb.DuckDBPyConnection, selection: Selection) -> pd.DataFrame:
    """Selected prompts and the prompts of selected answers: doc_id, conversation_id, key (equal for equal prompts that
    start a conversation), place (in an order by hash).
    """
    return connection.execute(
        f"""WITH selected AS (SELECT * FROM turns WHERE {where(connection, selection)}),
        asked AS (
            SELECT doc_id FROM selected WHERE role = 'user'
            UNION SELECT parent_doc_id FROM selected WHERE role = 'assistant'
        )
        SELECT doc_id, conversation_id, hash(doc_id) AS place,
            CASE WHEN turn_index = 0 THEN md5(lower(trim(text))) ELSE CAST(doc_id AS VARCHAR) END AS key
        FROM asked JOIN turns USING (doc_id) JOIN documents USING (doc_id) WHERE trim(text) <> ''
        ORDER BY place, doc_id"""
    ).df()


def _distinct(connection: duckdb.DuckDBPyConnection, prompts: pd.DataFrame) -> pd.DataFrame:
    """The prompts without those that repeat another one."""
    first = prompts.drop_duplicates("key")
    if "duplicate_pairs" not in tables(connection) or first.empty:
        return first
    duplicates = graph(connection, Selection((Rows(tuple(first.doc_id.tolist())),)))
    decided = decisions(connection, duplicates, NEAR_DUPLICATES, KeepPolicy("first"))
    return first[~first.doc_id.isin(decided.doc_id[~decided.kept])]


def _strata(connection: duckdb.DuckDBPyConnection, prompts: pd.DataFrame, stratifier: str | None) -> np.ndarray:
    """The level of the dimension `stratifier` of each prompt."""
    if stratifier is None:
        return np.full(len(prompts), "all", object)
    doc_ids = np.sort(prompts.doc_id.to_numpy())
    known = dimensions(connection, doc_ids, STRATIFIER_TABLES)
    if stratifier not in known:
        raise DataloupeError(f"There is no dimension {stratifier!r}. There are: {', '.join(known) or 'none'}.")
    codes = known[stratifier].codes[np.searchsorted(doc_ids, prompts.doc_id.to_numpy())]
    return np.asarray(np.array([*known[stratifier].labels, MISSING], object)[codes])


def _proportional_sample(prompts: pd.DataFrame, n: int) -> pd.DataFrame:
    """The first prompts of each stratum, as many as its share of `n` (largest remainders), and at least one of each
    stratum when `n` allows it.
    """
    sizes = prompts.groupby("stratum", dropna=False).size()
    if len(prompts) <= n:
        return prompts
    share = n * sizes / sizes.sum()
    sample_sizes = np.minimum(sizes, np.maximum(np.floor(share), int(len(sizes) <= n))).astype(int)
    while (missing := n - int(sample_sizes.sum())) > 0:
        level = (share - sample_sizes).where(sample_sizes < sizes, -np.inf).idxmax()
        sample_sizes[level] += 1
    while missing < 0:
        level = (share - sample_sizes).where(sample_sizes > 1, np.inf).idxmin()
        sample_sizes[level] -= 1
        missing += 1
    place = prompts.groupby("stratum", dropna=False).cumcount()
    return prompts[place < prompts.stratum.map(sample_sizes)]


def _messages(connection: duckdb.DuckDBPyConnection, prompts: Sequence[int]) -> dict[int, list[dict[str, str]]]:
    """The conversation up to and including each prompt."""
    rows = connection.execute(
        f"""WITH RECURSIVE path AS (
            SELECT doc_id AS prompt, doc_id, parent_doc_id, 0 AS depth
            FROM turns WHERE doc_id IN (SELECT unnest(?::BIGINT[]))
            UNION ALL
            SELECT path.prompt, turns.doc_id, turns.parent_doc_id, depth + 1
            FROM path JOIN turns ON turns.doc_id = path.parent_doc_id WHERE depth < {MAX_DEPTH}
        )
        SELECT prompt, role, text FROM path JOIN turns USING (doc_id) JOIN documents USING (doc_id)
        ORDER BY prompt, depth DESC""",
        [list(prompts)],
    ).fetchall()
    messages: dict[int, list[dict[str, str]]] = {prompt: [] for prompt in prompts}
    for prompt, role, text in rows:
        messages[prompt].append({"role": role, "content": mask(text)})
    return messages


def _answer_pairs(connection: duckdb.DuckDBPyConnection, prompts: pd.DataFrame) -> pd.DataFrame:
    """Two different answers for each key of `prompts` (the query reads them by this name) that has two, of different
    models if possible: key, doc_id, model, text.
    """
    answers = connection.sql(
        """SELECT prompts.key, turns.doc_id, model, text,
            row_number() OVER (PARTITION BY key, model ORDER BY hash(turns.doc_id)) AS number
        FROM turns JOIN prompts ON turns.parent_doc_id = prompts.doc_id
        JOIN documents ON documents.doc_id = turns.doc_id
        WHERE role = 'assistant' AND trim(text) <> ''
        QUALIFY row_number() OVER (PARTITION BY key, text ORDER BY hash(turns.doc_id)) = 1
        ORDER BY key, number, hash(turns.doc_id)"""
    ).df()
    first_two = answers.groupby("key").head(2)
    return first_two[first_two.groupby("key").doc_id.transform("size") == 2]


def _task(answers: pd.DataFrame | None, key: str) -> dict[str, Any]:
    """What to fill in: a response, or a preference between two answers in an order that does not reveal the models."""
    if answers is None:
        return {"response": None}
    pair = answers[answers.key == key].sort_values("doc_id", key=lambda ids: (ids * 2654435761) % 2**32)
    a, b = pair.to_dict("records")
    hidden = {
        name: {"doc_id": int(one["doc_id"]), "model": one["model"] if isinstance(one["model"], str) else None}
        for name, one in (("a", a), ("b", b))
    }
    return {"response_a": mask(a["text"]), "response_b": mask(b["text"]), "preference": None, "hidden": hidden}
