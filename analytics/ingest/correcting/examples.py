"""The first records as they will be: documents or conversations, their ratings with the scale, counts and rejects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analytics.ingest.correcting.correction import scale_from
from analytics.ingest.correcting.rescaling import rescaled
from analytics.ingest.correcting.sample import Sample
from analytics.ingest.description import InputDescription
from analytics.ingest.formats import shapes
from analytics.ingest.reading.scales import Scale, is_unrated, scale_of
from analytics.ingest.records import Rows

MAX_EXAMPLES, MAX_TURNS, MAX_CHARACTERS = 5, 8, 600
MAX_REJECTS, MAX_VALUES = 20, 12
FACTS = ("title", "label", "source", "lang", "created_at", "url", "score")


def rows_of(sample: Sample, description: InputDescription) -> Rows:
    """The rows of the first 200 records, as the build will write them."""
    chunk, plan = sample.preview_chunk, description.plan
    if chunk is None or plan is None:
        return Rows({}, 0)
    shape = shapes()[description.shape]
    rows = next(iter(shape.read([chunk], plan, description.input.default_source, 0)))
    return rescaled(rows, description.correction.scales) if description.correction else rows


def preview_of(sample: Sample, description: InputDescription) -> dict[str, Any]:
    """Counts, the first documents or conversations, ratings and rejected rows, as plain values for a page."""
    rows = rows_of(sample, description)
    documents, turns = _table(rows, "documents"), _table(rows, "log_turns")
    counts = {
        "records": rows.kept + len(rows.rejects),
        "documents": len(documents),
        "conversations": len({turn["conversation_id"] for turn in turns}),
        "ratings": len(_table(rows, "log_feedback")),
        "comparisons": len(_table(rows, "log_comparisons")),
        "rejects": len(rows.rejects),
    }
    feedback = _table(rows, "log_feedback")
    examples = (
        _conversations(documents, turns, feedback) if turns else [_document(one) for one in documents[:MAX_EXAMPLES]]
    )
    rejects = [{"row": one.row, "reason": one.reason, "raw": one.raw[:300]} for one in rows.rejects[:MAX_REJECTS]]
    ratings = list(_ratings(rows, scales_of(description, rows)))
    return {"counts": counts, "examples": examples, "ratings": ratings, "rejects": rejects, "problems": rows.problems,
            "comparisons": _comparisons(rows)}  # fmt: skip


def scales_of(description: InputDescription, rows: Rows) -> dict[str, Scale]:
    """{rating: its scale}: as corrected, as the reading says, else as its values in these rows suggest."""
    reading = getattr(description.plan, "reading", None)
    stated = (
        {one.name: Scale(one.scale, one.words, one.reverse, one.reason, 1.0) for one in reading.ratings}
        if reading
        else {}
    )
    corrections = description.correction.scales if description.correction else {}
    stated |= {name: scale_from(facts) for name, facts in corrections.items()}
    raws: dict[str, list[Any]] = {}
    for one in _table(rows, "log_feedback"):
        raws.setdefault(one["name"], []).append(one["raw"])
    inferred = {name: scale_of(name, values) for name, values in raws.items() if name not in stated}
    return stated | {name: scale for name, scale in inferred.items() if scale is not None}


def _ratings(rows: Rows, scales: Mapping[str, Scale]) -> Iterator[dict[str, Any]]:
    """Each rating by name: its scale, and what its most frequent values mean in [0, 1] (None: cannot be read)."""
    by_name: dict[str, list[Mapping[str, Any]]] = {}
    for one in _table(rows, "log_feedback"):
        by_name.setdefault(one["name"], []).append(one)
    for name, ratings in by_name.items():
        scale = scales.get(name)
        counts = Counter(one["raw"] for one in ratings)
        known = {one["raw"]: one["value"] for one in ratings if one["value"] is not None}
        places = {raw: known.get(raw, scale.value(raw) if scale and not is_unrated(raw) else None) for raw in counts}
        unread = sum(count for raw, count in counts.items() if places[raw] is None and not is_unrated(raw))
        yield {
            "name": name, "count": len(ratings), "unread": unread, "raters": len({one["rater"] for one in ratings}),
            "of": "answer" if any(one["doc_id"] is not None for one in ratings) else "conversation",
            "ends": list(scale.ends) if scale and scale.ends else None, "reverse": bool(scale and scale.reverse),
            "reason": scale.reason if scale else "no scale is known for these values",
            "values": [(raw, count, places[raw]) for raw, count in counts.most_common(MAX_VALUES)],
        }  # fmt: skip


def _comparisons(rows: Rows) -> dict[str, int]:
    """{winner: how often}; a comparison without a winner counts as undecided."""
    return dict(Counter(one["winner"] or "undecided" for one in _table(rows, "log_comparisons")))


def _conversations(
    documents: Sequence[Mapping[str, Any]], turns: Sequence[Mapping[str, Any]], feedback: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    rated: dict[Any, list[str]] = {}
    for one in feedback:
        key = one["conversation_id"] if one["doc_id"] is None else one["doc_id"]
        rated.setdefault(key, []).append(f"{one['name']} {one['raw']}")
    texts = {one["doc_id"]: one for one in documents}
    grouped: dict[str, list[Mapping[str, Any]]] = {}
    for turn in turns:
        grouped.setdefault(turn["conversation_id"], []).append(turn)
    examples = []
    for name, members in list(grouped.items())[:MAX_EXAMPLES]:
        first = texts[members[0]["doc_id"]]
        shown = [_turn(turn, texts[turn["doc_id"]], rated.get(turn["doc_id"], ())) for turn in members[:MAX_TURNS]]
        facts = {field: str(first[field]) for field in ("title", "label") if first.get(field) is not None}
        more = len(members) - len(shown)
        examples.append({"name": name, "facts": facts, "ratings": rated.get(name, []), "turns": shown, "more": more})
    return examples


def _turn(turn: Mapping[str, Any], document: Mapping[str, Any], ratings: Sequence[str]) -> dict[str, Any]:
    facts = {
        name: str(turn[name]) for name in ("model", "user_id", "created_at", "latency_ms") if turn.get(name) is not None
    }
    return {"role": turn["role"], "text": _shortened(document["text"]), "facts": facts, "ratings": list(ratings)}


def _document(document: Mapping[str, Any]) -> dict[str, Any]:
    facts = {name: str(document[name])[:200] for name in FACTS if document.get(name) is not None}
    return {"text": _shortened(document["text"]), "facts": facts}


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_CHARACTERS else text[: MAX_CHARACTERS - 1] + "…"


def _table(rows: Rows, name: str) -> list[dict[str, Any]]:
    batch = rows.tables.get(name)
    return [] if batch is None else list(batch.to_pylist())
