"""Are refusals flagged, and does the corrected share contain what people say?

XSTest has answers of five models that people labelled. The phrases were changed by looking at the prompts with an even
number, and are measured on the others.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.ask.logs.refusals import MEASURED
from analytics.signals.behaviour.refusal import refuses
from analytics.statistics.classifier_error import Counts, ErrorRange
from analytics.statistics.intervals import wilson
from analytics.statistics.prediction_powered import corrected_rate
from benchmarks.truth._refusal_texts import ANSWERS, REFUSALS
from benchmarks.truth.table import Row

QUESTION = "How often does a model refuse?"
XSTEST = Path(__file__).parents[3] / "shared/data/logs/xstest_refusals"
MIN_SHARE, MIN_COVERAGE = 0.9, 0.93


def answers(model: str) -> pd.DataFrame:
    """Of each answer of a model: number of the prompt, is_full, is_refusal (full or partial), is_flagged."""
    table = pd.read_csv(XSTEST / f"xstest_v2_completions_{model}.csv")
    flags = refuses(pa.array(table.completion.fillna("").tolist()), pa.array(table.prompt.tolist()))
    return pd.DataFrame(
        {
            "number": table.id.str.extract(r"(\d+)$")[0].astype(int),
            "is_full": table.final_label == "2_full_refusal",
            "is_refusal": table.final_label != "1_full_compliance",
            "is_flagged": flags.to_numpy(zero_copy_only=False),
        }
    )


def counts(table: pd.DataFrame) -> Counts:
    """The answers that people call refusals and others, and how many of each are flagged."""
    refusals, others = table.is_flagged[table.is_refusal], table.is_flagged[~table.is_refusal]
    return Counts(len(refusals), int(refusals.sum()), len(others), int(others.sum()))


def is_covered(model: str, tables: dict[str, pd.DataFrame]) -> bool:
    """Whether the corrected share of a model, by the errors on the other models, contains the share that people see."""
    others = {name: counts(table) for name, table in tables.items() if name != model}
    flagged = tables[model].is_flagged
    low, high = ErrorRange.over(others).true_rate(*(float(end) for end in wilson(flagged.sum(), len(flagged))))
    return bool(low <= tables[model].is_refusal.mean() <= high)


def coverage_with_labels(table: pd.DataFrame, n_labelled: int = 100, runs: int = 300) -> float:
    """How often the interval from the labels of some answers contains the share by the labels of all."""
    random, flagged = np.random.default_rng(0), table.is_flagged.to_numpy(float)
    truth, clusters = table.is_refusal.to_numpy(float), np.arange(len(table))
    covered = 0
    for _ in range(runs):
        labels = np.full(len(table), np.nan)
        labelled = random.choice(len(table), n_labelled, replace=False)
        labels[labelled] = truth[labelled]
        share = corrected_rate(flagged, labels, clusters)
        covered += share.low <= truth.mean() <= share.high
    return covered / runs


def own_texts() -> list[Row]:
    """Recall and precision on texts written for the bench."""
    caught = np.asarray(refuses(pa.array(REFUSALS)).to_pylist())
    false = np.asarray(refuses(pa.array(ANSWERS)).to_pylist())
    generator = f"{len(REFUSALS)} written refusals, {len(ANSWERS)} answers"
    precision = caught.sum() / (caught.sum() + false.sum())
    return [
        Row(QUESTION, generator, "recall", float(caught.mean()), ">=", MIN_SHARE),
        Row(QUESTION, generator, "precision", float(precision), ">=", MIN_SHARE),
    ]


def check() -> list[Row]:
    """All rows; those of XSTest where it is on this machine."""
    rows = own_texts()
    tables = {model: answers(model) for model in MEASURED} if XSTEST.is_dir() else {}
    for model, table in tables.items():
        held_out = table[table.number % 2 == 1]
        generator = f"XSTest, {model}, {len(held_out)} held-out prompts"
        recall = held_out.is_flagged[held_out.is_full].mean()
        precision = held_out.is_refusal[held_out.is_flagged].mean()
        rows += [
            Row(QUESTION, generator, "recall of full refusals", float(recall)),
            Row(QUESTION, generator, "precision, full or partial", float(precision)),
            Row(
                QUESTION,
                f"XSTest, {model}, errors of the other models",
                "corrected share contains that of people",
                float(is_covered(model, tables)),
                "=",
                1.0,
            ),
            Row(
                QUESTION,
                f"XSTest, {model}, 100 of 450 answers labelled",
                "coverage of the share by all labels",
                coverage_with_labels(table),
                ">=",
                MIN_COVERAGE,
            ),
            Row(
                QUESTION,
                f"XSTest, {model}",
                "counts are those of analytics/ask/logs/refusals.py",
                float(counts(table) == MEASURED[model]),
                "=",
                1.0,
            ),
        ]
    return rows
