"""Who has given a verdict on documents: rules, classifiers, models, users, annotators, and columns of the data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import columns, tables
from analytics.ask.logs.refusal_labels import refusal_meaning
from analytics.errors import DataloupeError
from analytics.signals.registry import SIGNALS
from analytics.sql import identifier

MAX_VALUES = 8
"""A column of texts with more values has no verdicts."""

RATER_KINDS = ("annotator", "user")
_YES = re.compile(
    r"^(true|yes|y|1|1 0|good|correct|right|positive|pass(ed)?|accept(ed)?|helpful|up|like[sd]?|thumbs up|happy)$"
)

Annotations = Mapping[str, pd.DataFrame]
"""By schema: doc_id and mark, one row for each document and annotator."""


@dataclass(frozen=True)
class Source:
    """One source of verdicts: `title` names it, `kind` is "rule", "classifier", "column", "annotations", or the kind of
    a rater: "user", "annotator", "model". `query` gives doc_id and mark of each verdict.

    Marks are numbers (`is_number`: a verdict is yes above a threshold) or texts (yes for some of the `values`).
    """

    title: str
    kind: str
    query: str
    is_number: bool
    values: tuple[str, ...] = ()


def judges(connection: duckdb.DuckDBPyConnection) -> list[Source]:
    """Who can be checked: rules, the classifier, models and users who give feedback, and columns with verdicts."""
    return [*_rules(connection), *_feedback(connection, ("model", "user", "annotator")), *_columns(connection)]


def raters(connection: duckdb.DuckDBPyConnection, annotations: Annotations) -> list[Source]:
    """Whose labels can be the truth: annotations, feedback of people, and columns with labels."""
    annotated = [_annotated(schema, rows) for schema, rows in annotations.items()]
    return [*filter(None, annotated), *_feedback(connection, RATER_KINDS), *_columns(connection)]


def source_named(title: str, sources: Iterable[Source]) -> Source:
    """The source with this title. Raises DataloupeError naming those that there are."""
    by_title = {one.title: one for one in sources}
    if title not in by_title:
        raise DataloupeError(f"There are no verdicts {title!r}. There are: {', '.join(by_title) or 'none'}.")
    return by_title[title]


def default_yes(source: Source) -> tuple[str, ...]:
    """The values that mean yes: those that say so, else the last one."""
    own = re.sub(r"^[a-z]+: ", "", source.title)
    refuses = tuple(value for value in source.values if refusal_meaning(value, own) == 1)
    if refuses and len(refuses) < len(source.values):
        return refuses
    plain = [re.sub(r"[\W_]+", " ", value).strip().lower() for value in source.values]
    agrees = tuple(value for value, text in zip(source.values, plain, strict=True) if _YES.match(text))
    return agrees or source.values[-1:]


def marks(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    annotations: Annotations,
    yes: tuple[str, ...] = (),
    threshold: float | None = None,
    is_reversed: bool = False,
) -> pd.DataFrame:
    """doc_id (ascending) and value (0, 1, or NaN where as many say yes as no) of each document with a verdict.

    `yes` are the texts that mean yes (default: `default_yes`). Numbers mean yes above `threshold` (default: the middle
    of the smallest and the largest). With `is_reversed`, yes is no: a low rating finds unhappy users.
    """
    if source.kind == "annotations":
        rows = annotations[source.title.removeprefix("annotations: ")][["doc_id", "mark"]].dropna()
    else:
        rows = connection.execute(source.query).df().dropna()
    if source.is_number:
        limit = (rows.mark.min() + rows.mark.max()) / 2 if threshold is None else threshold
        is_yes = rows.mark.to_numpy(float) > limit
    else:
        is_yes = rows.mark.astype(str).isin(yes or default_yes(source)).to_numpy()
    share = pd.Series(is_yes.astype(float)).groupby(rows.doc_id.to_numpy()).mean()
    value = np.where(share > 0.5, 1.0, np.where(share < 0.5, 0.0, np.nan))
    value = 1 - value if is_reversed else value
    return pd.DataFrame({"doc_id": share.index.to_numpy(np.int64), "value": value})


def _rules(connection: duckdb.DuckDBPyConnection) -> list[Source]:
    """The signals that say yes or no, and the score of the classifier."""
    rules = []
    for one in columns(connection, "behaviour", "content", "signals"):
        signal = SIGNALS.get(one.name)
        if one.type == "BOOLEAN" and signal is not None:
            query = f"SELECT doc_id, {one.sql}::DOUBLE AS mark FROM {identifier(one.table)}"
            rules.append(Source(f"rule: {signal.title}", "rule", query, True))
    if "quality" in tables(connection):
        query = "SELECT doc_id, quality_score::DOUBLE AS mark FROM quality"
        rules.append(Source("classifier: quality_score", "classifier", query, True))
    return rules


def _feedback(connection: duckdb.DuckDBPyConnection, kinds: tuple[str, ...]) -> list[Source]:
    """The ratings of each kind of rater; a rating of a conversation belongs to its first message."""
    if not {"feedback", "turns"} <= tables(connection):
        return []
    named = connection.execute(
        """SELECT DISTINCT name, rater_kind FROM feedback WHERE value IS NOT NULL AND name IS NOT NULL
            AND list_contains(?, rater_kind) ORDER BY list_position(?, rater_kind), name""",
        [list(kinds), list(kinds)],
    ).fetchall()
    return [Source(f"{kind}: {name}", kind, _ratings(name, kind), True) for name, kind in named]


def _ratings(name: str, kind: str) -> str:
    name, kind = (text.replace("'", "''") for text in (name, kind))
    return f"""SELECT coalesce(feedback.doc_id, first) AS doc_id, value AS mark FROM feedback LEFT JOIN (
        SELECT conversation_id, min(doc_id) AS first FROM turns GROUP BY conversation_id) USING (conversation_id)
        WHERE name = '{name}' AND rater_kind = '{kind}' AND value IS NOT NULL
            AND coalesce(feedback.doc_id, first) IS NOT NULL"""


def _columns(connection: duckdb.DuckDBPyConnection) -> list[Source]:
    """The columns of the data with a few values."""
    known = [one for one in columns(connection, "metadata") if one.type in ("VARCHAR", "BOOLEAN") or one.is_number]
    known += [one for one in columns(connection, "documents") if one.name == "label"]
    sources = []
    for one in known:
        table = identifier(one.table)
        values = connection.execute(
            f"SELECT DISTINCT {one.sql}::VARCHAR FROM {table} WHERE {one.sql} IS NOT NULL LIMIT {MAX_VALUES + 1}"
        ).fetchall()
        if 2 <= len(values) <= MAX_VALUES:
            query = f"SELECT doc_id, {one.sql}::VARCHAR AS mark FROM {table}"
            sources.append(Source(f"column: {one.name}", "column", query, False, tuple(sorted(v for (v,) in values))))
    return sources


def _annotated(schema: str, rows: pd.DataFrame) -> Source | None:
    known = rows.mark.dropna()
    if known.empty:
        return None
    is_number = bool(pd.api.types.is_numeric_dtype(known))
    values = () if is_number else tuple(sorted(known.astype(str).unique()))
    if not is_number and not 1 <= len(values) <= MAX_VALUES:
        return None
    return Source(f"annotations: {schema}", "annotations", "", is_number, values)


def has_verdicts(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether there are a judge and labels of people, apart from annotations; or a classifier, which can be judged."""
    if "quality" in tables(connection):
        return True
    every = raters(connection, {})
    return bool(every) and len({one.title for one in (*every, *judges(connection))}) > 1
