"""Is one answer with several raters counted once, in every way in which data repeat it?"""

from __future__ import annotations

import contextlib
import io
import tempfile
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd

from analytics.ask.logs.rater_agreement import rater_agreement
from analytics.ask.logs.ratings import load_ratings
from analytics.build.pipeline import build
from benchmarks.truth.table import Row

QUESTION = "One answer, several raters?"
ANSWERS, RATERS, PER_ANSWER = 300, 12, 3

FORMS = {
    "message ids": ("message_id",),
    "message ids, a column of users who rate": ("message_id", "user_id"),
    "names of annotators": ("annotator",),
    "conversations and annotators": ("conversation_id", "rater"),
    "turns of conversations and annotators": ("conversation_id", "turn", "worker_id"),
    "message ids in conversations": ("conversation_id", "message_id"),
}
"""Which columns the data have besides the prompt, the response and the rating."""


def generate(seed: int, form: str) -> pd.DataFrame:
    """One row per rating, in any order: each answer is rated 1 to 5 by three of twelve raters, some of whom are
    strict.
    """
    rng = np.random.default_rng(seed)
    answers = np.repeat(np.arange(ANSWERS), PER_ANSWER)
    raters = np.argsort(rng.random((ANSWERS, RATERS)), axis=1)[:, :PER_ANSWER].ravel()
    quality = rng.normal(3.3, 1, ANSWERS)[answers] + rng.normal(0, 0.5, RATERS)[raters]
    rating = np.clip(np.round(quality + rng.normal(0, 0.7, len(answers))), 1, 5).astype(int)
    names = np.array([f"rater {one}" for one in range(RATERS)])[raters]
    every = {
        "message_id": answers + 1000,
        "conversation_id": answers // 4,
        "turn": answers % 4,
        **dict.fromkeys(("user_id", "annotator", "rater", "worker_id"), names),
    }
    table = pd.DataFrame(
        {
            "prompt": [f"question {one}" for one in answers],
            "response": [f"the answer to question {one}" for one in answers],
            "rating": rating,
            "answer": answers,
            "by": raters,
        }
        | {name: every[name] for name in FORMS[form]}
    )
    return table.sample(frac=1, random_state=seed)


def measure(seed: int, form: str) -> list[Row]:
    """Answers, the mean rating and the agreement of raters, against the truth and the package krippendorff."""
    table = generate(seed, form)
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        path = Path(folder, "ratings.csv")
        table.drop(columns=["answer", "by"]).to_csv(path, index=False)
        workspace = build(str(Path(folder, "workspace")), [str(path)], until="conversations")
        with contextlib.closing(workspace.connect()) as connection:
            ratings = load_ratings(connection, "rating")
            agreement = rater_agreement(connection, ratings)
    mean = ((table.rating - 1) / 4).groupby(table.answer).mean().mean()
    rows = [
        Row(QUESTION, form, "answers", float(len(ratings.values)), "=", float(ANSWERS)),
        Row(QUESTION, form, "ratings", float(ratings.n_ratings.sum()), "=", float(len(table))),
        Row(QUESTION, form, "error of the mean rating", abs(float(np.nanmean(ratings.values)) - mean), "<=", 1e-9),
    ]
    if agreement is None or not agreement.n_raters:
        return rows
    reliability = table.pivot(index="by", columns="answer", values="rating").to_numpy(float)
    peer = krippendorff.alpha(reliability_data=reliability, level_of_measurement="ordinal")
    difference = abs(agreement.alpha.value - peer)
    return [*rows, Row(QUESTION, form, "difference of alpha from krippendorff", difference, "<=", 1e-9)]


def check() -> list[Row]:
    """Every form of the data."""
    return [row for seed, form in enumerate(FORMS) for row in measure(seed, form)]
