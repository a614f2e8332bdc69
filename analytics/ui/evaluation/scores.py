"""How models do on an evaluation set: results are uploaded, and nothing of them is kept."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
import streamlit as st

from analytics.access import Permission
from analytics.ask import evaluation as ask
from analytics.ask.evaluation import ModelScore, SetScore
from analytics.ui.components import formats
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.frame.commands import show_command
from analytics.ui.frame.page import Page
from analytics.workspace.evaluation_sets import EvaluationSet

FIELDS_HELP = (
    "One JSON object a line. The item: id, doc_id, a hash of the text, or text. The result: correct, score (0 to 1) "
    "or prediction, which is compared with the label. A field model names the model; without it, the file does."
)


def scores(page: Page, one: EvaluationSet) -> None:
    """Upload results of one or more models, and compare them."""
    if not page.may(Permission.BUILD):
        st.caption(page.grant.refusal(Permission.BUILD))
        return
    files = st.file_uploader(
        "Results of models", ["jsonl"], accept_multiple_files=True, key=f"results-{one.name}", help=FIELDS_HELP
    )
    if not files:
        st.caption("Upload one file of results for each model. Two models are compared on the same items.")
        show_command(f"dataloupe score-set WORKSPACE '{one.name}' RESULTS.jsonl...", page.workspace)
        return
    items, results = one.rows(), []
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            path = Path(folder, Path(file.name).name)
            path.write_bytes(file.getvalue())
            results += ask.read_results(path, items)
    score = ask.score_set(items, results)
    _models(score)
    for pair in score.comparisons:
        st.markdown(plain(pair.summary_text()))
    _slices(score)


def _models(score: SetScore) -> None:
    rows = pd.DataFrame(
        [
            {
                "model": one.model,
                "accuracy": one.accuracy.value,
                "interval": f"{one.accuracy.low:.1%} to {one.accuracy.high:.1%}",
                "n": one.accuracy.n,
                "missing": one.missing,
            }
            for one in sorted(score.models, key=lambda model: -model.accuracy.value)
        ]
    )
    columns = {
        "model": formats.text("Model", pinned=True),
        "accuracy": formats.share_bar("Accuracy"),
        "interval": formats.text("95 % interval"),
        "n": formats.count("Items"),
        "missing": formats.count("Without result"),
    }
    table(rows, columns, "Accuracy of each model")


def _slices(score: SetScore) -> None:
    names = [one.model for one in score.models]
    chosen = st.segmented_control("Slices of", names, default=names[0], key="score-model", required=True)
    model: ModelScore = next((one for one in score.models if one.model == chosen), score.models[0])
    st.markdown(plain(model.worst_text()))
    rows = model.slices.assign(
        interval=[f"{low:.1%} to {high:.1%}" for low, high in zip(model.slices.low, model.slices.high, strict=True)]
    )
    columns = {
        "property": formats.text("Property"),
        "slice": formats.text("Slice", width=260),
        "value": formats.share_bar("Accuracy"),
        "interval": formats.text("95 % interval"),
        "n": formats.count("Items"),
    }
    table(rows, columns, f"Accuracy of {model.model} by slice", visible_rows=14)
