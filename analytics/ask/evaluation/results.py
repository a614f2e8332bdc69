"""Read the results of models on an evaluation set, whatever their fields are called."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from analytics.errors import DataloupeError
from analytics.workspace.evaluation_sets import text_id

MODEL_FIELDS = ("model", "model_name", "model_id", "system", "run")
ID_FIELDS = ("id", "item_id", "item", "example_id", "question_id", "sample_id", "text_hash", "hash", "uid", "key")
DOC_FIELDS = ("doc_id", "document_id", "docid")
TEXT_FIELDS = ("text", "prompt", "question", "input", "query")
CORRECT_FIELDS = ("correct", "is_correct", "acc", "accuracy", "passed", "pass", "success", "exact_match", "em")
SCORE_FIELDS = ("score", "reward", "value", "grade", "rating", "metric")
PREDICTION_FIELDS = ("prediction", "predicted", "pred", "label", "answer", "output", "response", "completion", "choice")

_YES, _NO = {"true", "yes", "1", "1.0", "correct", "pass", "passed", "right"}, {
    "false", "no", "0", "0.0", "incorrect", "fail", "failed", "wrong",
}  # fmt: skip


@dataclass(frozen=True)
class Results:
    """The results of one model: `score` has one value from 0 to 1 for each item of the set, NaN without a result. `by`
    says which fields were used. Of several results for one item, `score` is the mean.
    """

    model: str
    score: np.ndarray = field(repr=False)
    by: str
    unmatched: int
    """Results for items that are not in the set."""


def read_results(path: Path, items: pa.Table) -> list[Results]:
    """The results in a file of JSON lines, one for each model that it names (else one, named by the file).

    Raises DataloupeError for a file without results, without a field that names the item, or without a score.
    """
    records = list(_records(path))
    if not records:
        raise DataloupeError(f"{path} has no results. Each line must be one JSON object.")
    model_field = _field(records, MODEL_FIELDS)
    models: dict[str, list[Mapping[str, Any]]] = {}
    for record in records:
        name = path.stem if model_field is None else str(record.get(model_field, path.stem))
        models.setdefault(name, []).append(record)
    return [_results(path, name, own, items) for name, own in models.items()]


def _results(path: Path, model: str, records: list[Mapping[str, Any]], items: pa.Table) -> Results:
    places, id_field = _places(path, records, items)
    scores, score_field = _scores(path, records, places, items)
    is_known = (places >= 0) & ~np.isnan(scores)
    sums = np.bincount(places[is_known], scores[is_known], len(items))
    counts = np.bincount(places[is_known], minlength=len(items))
    score = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    if not counts.any():
        raise DataloupeError(f"{path} has no result for an item of this set: its {id_field} names none of them.")
    return Results(model, score, f"{id_field}, {score_field}", int((places < 0).sum()))


def _records(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataloupeError(f"{path} cannot be read: {error}.") from None
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                record = json.loads(line)
            except ValueError as error:
                raise DataloupeError(f"Line {number} of {path} is not JSON: {error}.") from None
            if not isinstance(record, dict):
                raise DataloupeError(f"Line {number} of {path} is not a JSON object.")
            yield record


def _places(path: Path, records: list[Mapping[str, Any]], items: pa.Table) -> tuple[np.ndarray, str]:
    """The place in the set of the item of each result, -1 for none, by the field that names most of them."""
    ids = {one: place for place, one in enumerate(items["id"].to_pylist())}
    docs = {str(one): place for place, one in enumerate(items["doc_id"].to_pylist()) if one is not None}
    texts = {text_id(text): place for place, text in enumerate(items["text"].to_pylist())}
    prompts = {text_id(text): place for place, text in enumerate(items["prompt"].to_pylist()) if text}
    best, name = np.full(len(records), -1), ""

    def by_id(value: str) -> int:
        return ids.get(value, texts.get(value, docs.get(value, -1)))

    def by_doc(value: str) -> int:
        return docs.get(value, -1)

    def by_text(value: str) -> int:
        return texts.get(text_id(value), prompts.get(text_id(value), -1))

    for fields, lookup in ((ID_FIELDS, by_id), (DOC_FIELDS, by_doc), (TEXT_FIELDS, by_text)):
        for column in filter(None, (_field(records, (one,)) for one in fields)):
            places = np.array([lookup(str(record.get(column))) for record in records])
            if (places >= 0).sum() > (best >= 0).sum():
                best, name = places, column
    if not name:
        wanted = ", ".join((*ID_FIELDS[:2], *DOC_FIELDS[:1], "text_hash", *TEXT_FIELDS[:1]))
        raise DataloupeError(
            f"{path} has no field that names items of this set. It has: {', '.join(sorted(records[0]))}. "
            f"Use one of: {wanted}."
        )
    return best, name


def _scores(
    path: Path, records: list[Mapping[str, Any]], places: np.ndarray, items: pa.Table
) -> tuple[np.ndarray, str]:
    """The score of each result, from 0 to 1, and the field that it comes from."""
    for fields in (CORRECT_FIELDS, SCORE_FIELDS):
        column = _field(records, fields)
        if column is not None:
            values = np.array([_number(record.get(column)) for record in records])
            known = values[~np.isnan(values)]
            if len(known) and (known < 0).any() | (known > 1).any():
                raise DataloupeError(
                    f"The field {column!r} of {path} has values from {known.min():g} to {known.max():g}. Scores must "
                    "be from 0 to 1."
                )
            if len(known):
                return values, column
    column = _field(records, PREDICTION_FIELDS)
    truths = items["label"].to_pylist()
    truths = truths if any(truths) else items["answer"].to_pylist()
    if column is None or not any(truths):
        needs = "has no labels, so results need correct or score" if not any(truths) else "has labels"
        raise DataloupeError(
            f"{path} has no field with a score: correct, score or prediction. The evaluation set {needs}."
        )
    return np.array(
        [
            np.nan if place < 0 or not truths[place] or record.get(column) is None
            else float(_same(record[column], truths[place]))
            for record, place in zip(records, places, strict=True)
        ]
    ), column  # fmt: skip


def _field(records: list[Mapping[str, Any]], names: tuple[str, ...]) -> str | None:
    """The first of these fields that the first records have, in any case and with any of " ", "_", "-"."""
    known = {_plain(key): key for record in records[:100] for key in record}
    return next((known[_plain(name)] for name in names if _plain(name) in known), None)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", str(name)).lower()


def _number(value: object) -> float:
    if isinstance(value, (bool, int, float)):
        return float(value)
    text = str(value).strip().lower()
    if text in _YES | _NO:
        return float(text in _YES)
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _same(prediction: object, truth: str) -> bool:
    return " ".join(str(prediction).split()).casefold() == " ".join(str(truth).split()).casefold()
