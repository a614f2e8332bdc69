"""Which prompts should people look at? A set drawn from a slice of logs: no prompt twice, in the proportions of the
slice, as many as one needs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pandas as pd
from scipy import stats

from analytics.ask.columns import tables
from analytics.ask.duplicates import KeepPolicy, Thresholds, decisions, graph
from analytics.ask.filters import Rows
from analytics.ask.logs.dimensions import dimensions
from analytics.ask.selection import Selection, where
from analytics.batch.pii import mask
from analytics.errors import DataloupeError

KINDS = ("demonstrations", "comparisons")
"""Good answers to be written, or two answers to be judged, blind."""

NEAR = Thresholds(jaccard=0.8)
MISSING = "missing"


@dataclass(frozen=True)
class AnnotationSet:
    """What was drawn: `rows` for JSON lines, out of how many prompts of the slice, and how many of those repeat another
    one.
    """

    rows: list[dict[str, Any]]
    prompts: int
    repeats: int

    def summary_text(self) -> str:
        """What was drawn, in words."""
        return f"{len(self.rows):,} of {self.prompts - self.repeats:,} different prompts ({self.repeats:,} more repeat one of them)."


def n_for_margin(margin: float, confidence: float = 0.95) -> int:
    """Items to know a share to within +- `margin`, whatever it is: the normal approximation at a share of one half."""
    if not 0 < margin < 0.5:
        raise DataloupeError(f"a margin of {margin} - it must lie between 0 and 0.5")
    return math.ceil((stats.norm.isf((1 - confidence) / 2) / (2 * margin)) ** 2)


def n_for_win_rate(win_rate: float, power: float = 0.8, confidence: float = 0.95) -> int:
    """Comparisons without ties to tell a win rate from one half, two-sided. Source: Fleiss, Levin & Paik 2003, section
    2.5.
    """
    if not (0.5 < win_rate < 1 and 0 < power < 1):
        raise DataloupeError(
            f"a win rate of {win_rate} seen with a power of {power} - the rate must lie between 0.5 and 1, the power between 0 and 1"
        )
    spread = stats.norm.isf((1 - confidence) / 2) * 0.5 + stats.norm.isf(1 - power) * math.sqrt(
        win_rate * (1 - win_rate)
    )
    return math.ceil((spread / (win_rate - 0.5)) ** 2)


def strata(connection: duckdb.DuckDBPyConnection, selection: Selection) -> list[str]:
    """The names by which a set of this slice can be stratified."""
    return list(
        dimensions(
            connection,
            np.sort(_prompts(connection, selection).doc_id.to_numpy()),
            ("turns", "documents", "metadata", "map"),
        )
    )


def draw(
    connection: duckdb.DuckDBPyConnection, selection: Selection, kind: str, n: int, by: str | None = None
) -> AnnotationSet:
    """At most `n` prompts of the selected turns (those that answers in it answer), in the proportions of the levels of
    `by`.

    Near-duplicates of a prompt (Jaccard of 0.8, where the workspace knows them) are drawn once. Rows have id,
    conversation_id, stratum, messages (what was said up to the prompt; personal data masked), and an empty `response`,
    or `response_a`, `response_b` and an empty `preference`, with who wrote them under `hidden`. The same slice always
    gives the same set. Raises DataloupeError.
    """
    if kind not in KINDS:
        raise DataloupeError(f"there is no annotation set of {kind!r} - there are {', '.join(KINDS)}")
    prompts = _prompts(connection, selection)
    if kind == "comparisons":
        answers = _answers(connection, prompts)
        prompts = prompts[prompts.key.isin(answers.key)]
    different = _different(connection, prompts)
    chosen = _in_proportion(different.assign(stratum=_strata(connection, different, by)), n)
    spoken = _spoken(connection, chosen.doc_id.tolist())
    rows = []
    for prompt in chosen.itertuples():
        row = {
            "id": int(prompt.doc_id),
            "conversation_id": prompt.conversation_id,
            "stratum": prompt.stratum,
            "messages": spoken[prompt.doc_id],
        }
        rows.append(row | (_two(answers[answers.key == prompt.key]) if kind == "comparisons" else {"response": None}))
    return AnnotationSet(rows, len(prompts), len(prompts) - len(different))


def _prompts(connection: duckdb.DuckDBPyConnection, selection: Selection) -> pd.DataFrame:
    """Selected prompts, and those that selected answers answer: doc_id, conversation_id, key (equal for prompts that
    ask the same in the same place), order.
    """
    return connection.execute(
        f"""WITH chosen AS (SELECT * FROM turns WHERE {where(connection, selection)}),
        asked AS (SELECT doc_id FROM chosen WHERE role = 'user' UNION SELECT parent_doc_id FROM chosen WHERE role = 'assistant')
        SELECT doc_id, conversation_id, CASE WHEN turn_index = 0 THEN md5(lower(trim(text))) ELSE CAST(doc_id AS VARCHAR) END AS key, hash(doc_id) AS "order"
        FROM asked JOIN turns USING (doc_id) JOIN documents USING (doc_id) WHERE trim(text) <> '' ORDER BY "order", doc_id"""
    ).df()


def _different(connection: duckdb.DuckDBPyConnection, prompts: pd.DataFrame) -> pd.DataFrame:
    """The prompts without those that repeat another of them."""
    first = prompts.drop_duplicates("key")
    if "duplicate_pairs" not in tables(connection) or first.empty:
        return first
    decided = decisions(
        connection, graph(connection, Selection((Rows(tuple(first.doc_id.tolist())),))), NEAR, KeepPolicy("first")
    )
    return first[~first.doc_id.isin(decided.doc_id[~decided.kept])]


def _strata(connection: duckdb.DuckDBPyConnection, prompts: pd.DataFrame, by: str | None) -> np.ndarray:
    """The level of `by` of each prompt."""
    if by is None:
        return np.full(len(prompts), "all", object)
    ids = np.sort(prompts.doc_id.to_numpy())
    there = dimensions(connection, ids, ("turns", "documents", "metadata", "map"))
    if by not in there:
        raise DataloupeError(
            f"there is nothing called {by!r} to stratify by - there is {', '.join(there) or 'nothing'}"
        )
    codes = there[by].codes[np.searchsorted(ids, prompts.doc_id.to_numpy())]
    return np.array([*there[by].labels, MISSING], object)[codes]


def _in_proportion(prompts: pd.DataFrame, n: int) -> pd.DataFrame:
    """The first prompts of each stratum, as many as its share of `n` (largest remainders), and where `n` allows it one
    of each.
    """
    sizes = prompts.groupby("stratum", dropna=False).size()
    if len(prompts) <= n:
        return prompts
    share = n * sizes / sizes.sum()
    taken = np.minimum(sizes, np.maximum(np.floor(share), int(len(sizes) <= n))).astype(int)
    while (missing := n - int(taken.sum())) != 0:
        room = (share - taken).where(
            (taken < sizes) if missing > 0 else (taken > 1), -np.inf if missing > 0 else np.inf
        )
        level = room.idxmax() if missing > 0 else room.idxmin()
        taken[level] += 1 if missing > 0 else -1
    place = prompts.groupby("stratum", dropna=False).cumcount()
    return prompts[place < prompts.stratum.map(taken)]


def _spoken(connection: duckdb.DuckDBPyConnection, prompts: Sequence[int]) -> dict[int, list[dict[str, str]]]:
    """What was said up to and including each prompt."""
    found = connection.execute(
        """WITH RECURSIVE said AS (
            SELECT doc_id AS prompt, doc_id, parent_doc_id, 0 AS back FROM turns WHERE doc_id IN (SELECT unnest(?::BIGINT[]))
            UNION ALL SELECT said.prompt, turns.doc_id, turns.parent_doc_id, back + 1 FROM said JOIN turns ON turns.doc_id = said.parent_doc_id WHERE back < 1000)
        SELECT prompt, role, text FROM said JOIN turns USING (doc_id) JOIN documents USING (doc_id) ORDER BY prompt, back DESC""",
        [list(prompts)],
    ).fetchall()
    spoken: dict[int, list[dict[str, str]]] = {prompt: [] for prompt in prompts}
    for prompt, role, text in found:
        spoken[prompt].append({"role": role, "content": mask(text)})
    return spoken


def _answers(connection: duckdb.DuckDBPyConnection, prompts: pd.DataFrame) -> pd.DataFrame:
    """Different answers to `prompts` (the query reads them by this name) that ask the same, for those with at least
    two: key, doc_id, model, text; of different models first.
    """
    answers = connection.sql(
        """SELECT prompts.key, turns.doc_id, model, text, row_number() OVER (PARTITION BY key, model ORDER BY hash(turns.doc_id)) AS nth
        FROM turns JOIN prompts ON turns.parent_doc_id = prompts.doc_id JOIN documents ON documents.doc_id = turns.doc_id
        WHERE role = 'assistant' AND trim(text) <> '' QUALIFY row_number() OVER (PARTITION BY key, text ORDER BY hash(turns.doc_id)) = 1
        ORDER BY key, nth, hash(turns.doc_id)"""
    ).df()
    two = answers.groupby("key").head(2)
    return two[two.groupby("key").doc_id.transform("size") == 2]


def _two(answers: pd.DataFrame) -> dict[str, Any]:
    """Two answers side by side, in an order that tells nothing of who wrote them."""
    pair = answers.sort_values("doc_id", key=lambda ids: (ids * 2654435761) % 2**32)
    a, b = pair.itertuples()
    hidden = {
        name: {"doc_id": int(one.doc_id), "model": one.model if isinstance(one.model, str) else None}
        for name, one in (("a", a), ("b", b))
    }
    return {"response_a": mask(a.text), "response_b": mask(b.text), "preference": None, "hidden": hidden}
