"""The same question, different answers? Answers to prompts that ask the same in other words, against answers to the
very same prompt.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import numpy as np
import pandas as pd
from scipy import stats

from analytics.ask.columns import tables
from analytics.ask.selection import Selection, where
from analytics.statistics.intervals import Estimate
from analytics.statistics.resampling import jackknife, random_groups

QUESTIONS, ANSWERS_EACH = 200, 60
"""So many questions, the most answered first, and so many answers of each (those with the smallest hashes of their ids)
are compared pair by pair.
"""

DEALS, ENOUGH = (40, 360), 10
"""Permutations of a test, in two rounds, and after how many as telling ones it ends."""
FALSE_DISCOVERY_RATE = 0.05

FEATURES = {
    "answers": "distance of the answers (1 - cosine)",
    "refusals": "one refuses, the other does not",
    "ratings": "one is rated well, the other badly",
}
"""What can differ between two answers, and how it is measured; each is 1 minus a product of vectors."""

ASKED = """
SELECT * FROM (SELECT turns.doc_id, question_id, wording_id, coalesce(turns.model, '') AS model, refused, rating FROM prompts
    JOIN turns AS asked ON asked.doc_id = prompts.doc_id AND asked.turn_index = 0
    JOIN turns ON turns.parent_doc_id = prompts.doc_id JOIN behaviour ON behaviour.doc_id = turns.doc_id
    LEFT JOIN (SELECT doc_id, avg(value) AS rating FROM feedback WHERE value IS NOT NULL GROUP BY doc_id) AS given ON given.doc_id = turns.doc_id
) WHERE {chosen}
"""
"""Answers to prompts that open a conversation: later ones depend on what was said before."""

ANSWERS = """
WITH asked AS ({asked}),
questions AS (
    SELECT question_id FROM asked GROUP BY question_id HAVING count(DISTINCT wording_id) > 1 ORDER BY count(*) DESC, question_id LIMIT {questions}
), sampled AS (
    SELECT * FROM asked SEMI JOIN questions USING (question_id) QUALIFY row_number() OVER (PARTITION BY question_id ORDER BY hash(doc_id), doc_id) <= {each}
)
SELECT sampled.*, vector FROM sampled JOIN embeddings USING (doc_id) ORDER BY question_id, model, wording_id, doc_id
"""


@dataclass(frozen=True)
class Sensitivity:
    """How much the wording matters. `features`: one row of FEATURES with other, same (how often or far two answers of
    one model differ, to other wordings and to the very same), excess, low, high, questions (in which both are known).
    `questions`: question_id, question, wordings, answers, other, same (of the distance), excess, p, q, refused (share);
    the most sensitive first. `there` is how many questions are asked in several wordings.
    """

    features: pd.DataFrame = field(repr=False)
    questions: pd.DataFrame = field(repr=False)
    there: int

    @property
    def sensitive(self) -> int:
        """Questions whose answers depend on the wording beyond chance."""
        return int((self.questions.q <= FALSE_DISCOVERY_RATE).sum())

    def summary_text(self) -> str:
        """The answer in words and numbers."""
        row, n = self.features.iloc[0], len(self.questions)
        said = f"{self.sensitive:,} of {n:,} questions" if self.sensitive else f"None of {n:,} questions"
        said += " asked in several wordings are answered differently depending on the wording, beyond chance"
        said += f" (permutation tests, at most {FALSE_DISCOVERY_RATE:.0%} of the findings false)."
        if np.isfinite(row.excess):
            said += f" Answers to other wordings lie {row.other:.3f} apart, to the very same prompt {row.same:.3f}: {row.excess:+.3f} (95 % interval {row.low:+.3f} to {row.high:+.3f})."
        return said + (
            f" {self.there:,} such questions are there; the most answered were compared." if self.there > n else ""
        )


def sensitivity(connection: duckdb.DuckDBPyConnection, selection: Selection) -> Sensitivity:
    """Over the selected answers. Empty frames where no question was asked in several wordings."""
    asked = ASKED.format(chosen=where(connection, selection))
    if "feedback" not in tables(connection):
        asked = asked.replace("FROM feedback", "FROM (SELECT NULL::BIGINT AS doc_id, NULL::DOUBLE AS value)")
    found = connection.sql(ANSWERS.format(asked=asked, questions=QUESTIONS, each=ANSWERS_EACH)).to_arrow_table()
    counted = f"SELECT count(*) FROM (SELECT question_id FROM ({asked}) GROUP BY question_id HAVING count(DISTINCT wording_id) > 1)"
    ((there,),) = connection.execute(counted).fetchall()
    vectors = (
        found["vector"].combine_chunks().flatten().to_numpy(zero_copy_only=False).reshape(len(found), -1)
        if len(found)
        else np.zeros((0, 1))
    )
    rows = found.drop_columns(["vector"]).to_pandas()
    refused, models, every_wording = (
        rows.refused.to_numpy(float),
        pd.factorize(rows.model, sort=True)[0],
        rows.wording_id.to_numpy(),
    )
    features = (vectors, _sides(refused), _sides(_good(rows.rating)))
    sums, questions = [], []
    for question_id, places in rows.groupby("question_id", sort=True).indices.items():
        own_models, wordings = (np.unique(every[places], return_inverse=True)[1] for every in (models, every_wording))
        sums.append(np.stack([_pairs(feature[places], own_models, wordings) for feature in features]))
        p = _p_value(vectors[places], own_models, wordings, int(question_id)) if sums[-1][0, 2] else float("nan")
        questions.append(
            (question_id, wordings.max() + 1, len(places), *_differences(sums[-1][0])[:2], p, refused[places].mean())
        )
    return Sensitivity(
        _features(np.array(sums).reshape(-1, len(FEATURES), 3)), _questions(connection, questions), there
    )


def wordings(connection: duckdb.DuckDBPyConnection, selection: Selection, question_id: int) -> pd.DataFrame:
    """The wordings of a question, the most answered first: wording_id, prompt, answers, refused (share), rated, rating
    (mean), answer (one of them).
    """
    asked = ASKED.format(chosen=where(connection, selection))
    if "feedback" not in tables(connection):
        asked = asked.replace("FROM feedback", "FROM (SELECT NULL::BIGINT AS doc_id, NULL::DOUBLE AS value)")
    return connection.execute(
        f"""SELECT wording_id, asked.text AS prompt, answers, refused, rated, rating, answered.text AS answer FROM (
            SELECT wording_id, count(*) AS answers, avg(refused::DOUBLE) AS refused, count(rating) AS rated, avg(rating) AS rating, min(doc_id) AS answer_id
            FROM ({asked}) WHERE question_id = ? GROUP BY wording_id
        ) JOIN documents AS asked ON asked.doc_id = wording_id JOIN documents AS answered ON answered.doc_id = answer_id ORDER BY answers DESC, wording_id""",
        [question_id],
    ).df()


def _good(ratings: pd.Series) -> np.ndarray:
    return np.where(ratings.isna(), np.nan, (ratings >= 0.5).astype(float))


def _sides(values: np.ndarray) -> np.ndarray:
    """Vectors of 0 or 1 whose product is 1 where two values agree; NaN where a value is unknown."""
    return np.stack([values, 1 - values], axis=1)


def _pairs(vectors: np.ndarray, models: np.ndarray, wordings: np.ndarray) -> np.ndarray:
    """Weighted differences of two answers of one model, to other wordings and to the same, and the weights; added up
    over models. Shape (3,).

    A model weighs the harmonic mean of its pairs of both kinds, so that both are averages over the same models and
    questions (Mantel & Haenszel 1959).
    """
    known = np.isfinite(vectors).all(axis=1)
    vectors, models, wordings = vectors[known].astype(float), models[known], wordings[known]
    member = (models[:, None] == np.unique(models)).astype(float)
    apart = 1 - vectors @ vectors.T
    same = wordings[:, None] == wordings
    kinds = (~same).astype(float), (same & ~np.eye(len(same), dtype=bool)).astype(float)
    (other, others), (alike, alikes) = (
        ((member * ((apart * kind) @ member)).sum(axis=0), (member * (kind @ member)).sum(axis=0)) for kind in kinds
    )
    both = (others > 0) & (alikes > 0)
    weight = others[both] * alikes[both] / (others[both] + alikes[both])
    return np.array(
        [(weight * other[both] / others[both]).sum(), (weight * alike[both] / alikes[both]).sum(), weight.sum()]
    )


def _differences(sums: np.ndarray) -> np.ndarray:
    """(..., 3) -> (..., 3): how much two answers differ to other wordings, to the same, and the first less the
    second.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        other, same = sums[..., 0] / sums[..., 2], sums[..., 1] / sums[..., 2]
    return np.stack([other, same, other - same], axis=-1)


def _p_value(vectors: np.ndarray, models: np.ndarray, wordings: np.ndarray, seed: int) -> float:
    """How often answers of one model, dealt to the wordings by chance, are as alike within wordings as they are.

    Dealing ends as soon as that was so `ENOUGH` times, which leaves the p-value valid (Besag & Clifford 1991): most
    questions are soon told.
    """
    order = np.argsort(models, kind="stable")
    vectors, models, wordings = vectors[order].astype(float), models[order], wordings[order]
    product = np.where((models[:, None] == models) & ~np.eye(len(models), dtype=bool), vectors @ vectors.T, 0.0)
    (observed,) = _within(wordings[None], product)
    generator = np.random.default_rng(seed)
    alike = np.zeros(0, bool)
    for deals in DEALS:
        dealt = wordings[np.argsort(models + generator.random((deals, len(models))), axis=1)]
        alike = np.concatenate([alike, _within(dealt, product) >= observed - 1e-9])
        if alike.sum() >= ENOUGH:
            return float(ENOUGH / (np.flatnonzero(alike)[ENOUGH - 1] + 1))
    return float((alike.sum() + 1) / (len(alike) + 1))


def _within(dealt: np.ndarray, product: np.ndarray) -> np.ndarray:
    """The sum of `product` (n, n) over all pairs of answers of one wording, for each row of `dealt` (deals, n)."""
    chosen = ((dealt == wording).astype(float) for wording in range(dealt.max() + 1))
    return np.sum([((one @ product) * one).sum(axis=1) for one in chosen], axis=0)


def _features(sums: np.ndarray) -> pd.DataFrame:
    """`sums` of shape (questions, features, 3); intervals leave out groups of questions."""
    rows = []
    for place, (name, how) in enumerate(FEATURES.items()):
        of = sums[:, place]
        other, same, excess = _differences(of.sum(axis=0))
        one = Estimate(float("nan"), float("nan"), float("nan"))
        if len(of) > 1 and np.isfinite(excess):
            groups, n = random_groups(np.arange(len(of)))
            totals = np.stack([np.bincount(groups, of[:, column], n) for column in range(3)], axis=1)
            one = Estimate(*(float(end) for end in jackknife(lambda some: _differences(some)[..., 2], totals)))
        rows.append((name, how, other, same, excess, one.low, one.high, int((of[:, 2] > 0).sum())))
    return pd.DataFrame(rows, columns=["feature", "how", "other", "same", "excess", "low", "high", "questions"])


def _questions(connection: duckdb.DuckDBPyConnection, rows: list[tuple[object, ...]]) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=["question_id", "wordings", "answers", "other", "same", "p", "refused"])
    found["excess"] = found.other - found.same
    tested = found.p.notna()
    found["q"] = np.nan
    found.loc[tested, "q"] = stats.false_discovery_control(found.p[tested].to_numpy(float))
    texts = connection.execute(
        "SELECT doc_id AS question_id, text AS question FROM documents WHERE list_contains(?::BIGINT[], doc_id)",
        [found.question_id.tolist()],
    ).df()
    found = found.merge(texts, on="question_id", how="left")
    return found.assign(chance=~(found.q <= FALSE_DISCOVERY_RATE)).sort_values(
        ["chance", "excess"], ascending=[True, False], ignore_index=True
    )
