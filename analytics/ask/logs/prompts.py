"""Do answers depend on the wording? Answers to the same question, compared between and within wordings."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.ask.columns import tables
from analytics.ask.selection import Selection, where
from analytics.statistics.wording import difference_sums, excess_interval, mean_differences, permutation_p_value

MAX_QUESTIONS = 200
"""Questions that are compared, the ones with most answers first."""

MAX_ANSWERS = 60
"""Answers that are compared per question: those with the smallest hashes of their ids."""

FALSE_DISCOVERY_RATE = 0.05

FEATURES = {
    "answers": "distance of the answers (1 - cosine)",
    "refusals": "one of the two refuses",
    "ratings": "one of the two has a positive rating",
}
"""In what two answers can differ, and how it is measured."""

ANSWERS = """
SELECT * FROM (
    SELECT turns.doc_id, question_id, wording_id, coalesce(turns.model, '') AS model, refused, rating FROM prompts
    JOIN turns AS asked ON asked.doc_id = prompts.doc_id AND asked.turn_index = 0
    JOIN turns ON turns.parent_doc_id = prompts.doc_id
    JOIN behaviour ON behaviour.doc_id = turns.doc_id
    LEFT JOIN (
        SELECT doc_id, avg(value) AS rating FROM {feedback} WHERE value IS NOT NULL GROUP BY doc_id
    ) AS rated ON rated.doc_id = turns.doc_id
) WHERE {condition}
"""
"""Answers to prompts that start a conversation. The answers to later prompts also depend on earlier turns."""

NO_FEEDBACK = "(SELECT NULL::BIGINT AS doc_id, NULL::DOUBLE AS value)"

SAMPLE = """
WITH answers AS ({answers}),
questions AS (
    SELECT question_id FROM answers GROUP BY question_id HAVING count(DISTINCT wording_id) > 1
    ORDER BY count(*) DESC, question_id LIMIT {max_questions}
),
sampled AS (
    SELECT * FROM answers SEMI JOIN questions USING (question_id)
    QUALIFY row_number() OVER (PARTITION BY question_id ORDER BY hash(doc_id), doc_id) <= {max_answers}
)
SELECT sampled.*, vector FROM sampled JOIN embeddings USING (doc_id) ORDER BY question_id, model, wording_id, doc_id
"""


@dataclass(frozen=True)
class WordingSensitivity:
    """How much answers depend on the wording.

    `features`: one row per feature of FEATURES: feature, definition, between, within (how often or how much two answers
    of one model differ, between wordings and within a wording), excess, low, high, questions (in which both are known).
    `questions`: question_id, question, wordings, answers, between, within (of the distance), excess, p, q, refused
    (share); the most sensitive first. `n_questions` counts all questions with several wordings.
    """

    features: pd.DataFrame = field(repr=False)
    questions: pd.DataFrame = field(repr=False)
    n_questions: int

    @property
    def n_sensitive(self) -> int:
        """Questions whose answers depend significantly on the wording."""
        return int((self.questions.q <= FALSE_DISCOVERY_RATE).sum())

    def summary_text(self) -> str:
        """How many questions are sensitive, and how much the answers differ."""
        row, n = self.features.iloc[0], len(self.questions)
        text = (
            f"{self.n_sensitive:,} of {n:,} questions with several wordings get significantly different answers "
            f"for different wordings (permutation tests, false discovery rate {FALSE_DISCOVERY_RATE:.0%})."
        )
        if np.isfinite(row.excess):
            text += (
                f" Mean distance of two answers: {row['between']:.3f} between wordings, {row['within']:.3f} within; "
                f"difference {row.excess:+.3f} (95 % confidence interval {row.low:+.3f} to {row.high:+.3f})."
            )
        if self.n_questions > n:
            text += f" The {n:,} questions with most answers were compared, of {self.n_questions:,} such questions."
        return text


def wording_sensitivity(connection: duckdb.DuckDBPyConnection, selection: Selection) -> WordingSensitivity:
    """Of the selected answers. The tables are empty when no question has several wordings."""
    answers = _answers(connection, selection)
    ((n_questions,),) = connection.execute(
        f"""SELECT count(*) FROM (
            SELECT question_id FROM ({answers}) GROUP BY question_id HAVING count(DISTINCT wording_id) > 1
        )"""
    ).fetchall()
    query = SAMPLE.format(answers=answers, max_questions=MAX_QUESTIONS, max_answers=MAX_ANSWERS)
    sums, rows = _compare(connection.sql(query).to_arrow_table())
    return WordingSensitivity(_features(sums), _questions(connection, rows), n_questions)


def wordings(connection: duckdb.DuckDBPyConnection, selection: Selection, question_id: int) -> pd.DataFrame:
    """The wordings of a question: wording_id, prompt, answers, refused (share), rated, rating (mean), answer (one of
    them). The wording with most answers comes first.
    """
    return connection.execute(
        f"""SELECT wording_id, asked.text AS prompt, answers, refused, rated, rating, answered.text AS answer FROM (
            SELECT wording_id, count(*) AS answers, avg(refused::DOUBLE) AS refused, count(rating) AS rated,
                avg(rating) AS rating, min(doc_id) AS answer_id
            FROM ({_answers(connection, selection)}) WHERE question_id = ? GROUP BY wording_id
        ) JOIN documents AS asked ON asked.doc_id = wording_id
        JOIN documents AS answered ON answered.doc_id = answer_id ORDER BY answers DESC, wording_id""",
        [question_id],
    ).df()


def _answers(connection: duckdb.DuckDBPyConnection, selection: Selection) -> str:
    feedback = "feedback" if "feedback" in tables(connection) else NO_FEEDBACK
    return ANSWERS.format(feedback=feedback, condition=where(connection, selection))


def _compare(sample: pa.Table) -> tuple[np.ndarray, list[tuple[object, ...]]]:
    """`difference_sums` of each question and feature, float[questions, features, 3], and one row per question."""
    rows = sample.drop_columns(["vector"]).to_pandas()
    features = _feature_vectors(sample, rows)
    models, refused = pd.factorize(rows.model, sort=True)[0], rows.refused.to_numpy(float)
    sums: list[np.ndarray] = []
    questions: list[tuple[object, ...]] = []
    for question_id, places in rows.groupby("question_id", sort=True).indices.items():
        own_models = np.unique(models[places], return_inverse=True)[1]
        own_wordings = np.unique(rows.wording_id.to_numpy()[places], return_inverse=True)[1]
        own_sums = np.stack([difference_sums(feature[places], own_models, own_wordings) for feature in features])
        vectors, has_both_kinds = features[0][places], own_sums[0, 2] > 0
        p = permutation_p_value(vectors, own_models, own_wordings, int(question_id)) if has_both_kinds else float("nan")
        between, within, excess = mean_differences(own_sums[0])
        n_wordings = own_wordings.max() + 1
        questions.append((question_id, n_wordings, len(places), between, within, excess, p, refused[places].mean()))
        sums.append(own_sums)
    return np.array(sums).reshape(-1, len(FEATURES), 3), questions


def _feature_vectors(sample: pa.Table, rows: pd.DataFrame) -> tuple[np.ndarray, ...]:
    """For each feature, a vector per answer; 1 minus the product of two vectors is their difference."""
    embeddings = np.zeros((0, 1))
    if len(sample):
        flat = sample["vector"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
        embeddings = flat.reshape(len(sample), -1)
    is_positive = np.where(rows.rating.isna(), np.nan, (rows.rating >= 0.5).astype(float))
    return embeddings, _one_hot(rows.refused.to_numpy(float)), _one_hot(is_positive)


def _one_hot(values: np.ndarray) -> np.ndarray:
    """Vectors of 0 or 1 whose product is 1 for equal values; NaN where a value is unknown."""
    return np.stack([values, 1 - values], axis=1)


def _features(sums: np.ndarray) -> pd.DataFrame:
    rows = []
    for place, (name, definition) in enumerate(FEATURES.items()):
        own = sums[:, place]
        between, within, excess = mean_differences(own.sum(axis=0))
        interval = excess_interval(own)
        rows.append((name, definition, between, within, excess, interval.low, interval.high, (own[:, 2] > 0).sum()))
    columns = ["feature", "definition", "between", "within", "excess", "low", "high", "questions"]
    return pd.DataFrame(rows, columns=columns)


def _questions(connection: duckdb.DuckDBPyConnection, rows: list[tuple[object, ...]]) -> pd.DataFrame:
    from scipy import stats

    columns = ["question_id", "wordings", "answers", "between", "within", "excess", "p", "refused"]
    table = pd.DataFrame(rows, columns=columns)
    is_tested = table.p.notna()
    table["q"] = np.nan
    table.loc[is_tested, "q"] = stats.false_discovery_control(table.p[is_tested].to_numpy(float))
    texts = connection.execute(
        "SELECT doc_id AS question_id, text AS question FROM documents WHERE list_contains(?::BIGINT[], doc_id)",
        [table.question_id.tolist()],
    ).df()
    table = table.merge(texts, on="question_id", how="left")
    table["is_chance"] = ~(table.q <= FALSE_DISCOVERY_RATE)
    return table.sort_values(["is_chance", "excess"], ascending=[True, False], ignore_index=True)
