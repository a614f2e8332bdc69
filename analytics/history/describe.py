"""What changed, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from analytics.history.snapshot import Snapshot
from analytics.signals.registry import SIGNALS

VERBS = {
    "added": "added",
    "removed": "removed",
    "edited": "edited",
    "moved": "moved to another source",
    "relabelled": "given another label",
    "refilled": "given other fields (title, date or others)",
}
RATES = {
    "pii_rate pii_count": "documents with personal data",
    "label_issue_rate": "doubtful labels",
    "win_rate model": "wins",
}


def changes_text(counts: Mapping[str, int], logs_changed: bool = False) -> str:
    """`12 documents were added, 3 removed and 5 edited.`"""
    present = [(name, counts[name]) for name in VERBS if counts.get(name)]
    if not present:
        more = ", but conversations, ratings or comparisons have" if logs_changed else ""
        return f"No document has changed{more}."
    first, *rest = present
    n = first[1]
    text = f"{n:,} document{'s were' if n != 1 else ' was'} {VERBS[first[0]]}"
    pieces = [text, *(f"{count:,} {VERBS[name]}" for name, count in rest)]
    return f"{', '.join(pieces[:-1])} and {pieces[-1]}." if len(pieces) > 1 else f"{text}."


def snapshot_text(snapshot: Snapshot) -> str:
    """What a snapshot says about the build that left it."""
    n = snapshot.documents
    if snapshot.facts.get("changes") is None:
        return f"Snapshot {snapshot.number}: the first one, {n:,} document{'s' * (n != 1)}. The next build is compared."
    return f"Snapshot {snapshot.number}: {changes_text(snapshot.counts, bool(snapshot.facts.get('logs_changed')))}"


def drift_name(row: Mapping[str, object]) -> str:
    """What a row of `history.drift` compares: `language sw`, `Words`, `thumbs of model swift-2`."""
    family, of, level = str(row["family"]), str(row["of"]), row["level"]
    if family == "meaning":
        return "meaning of the texts"
    if family == "signal":
        return signal_title(of)
    if family in ("rate", "rating"):
        kind, _, name = of.partition(" ")
        title = RATES.get(of) or (f"rating {name}" if kind == "positive_rate" else signal_title(name).lower())
        return f"{title} of {level}" if level else title
    return f"{of} {level}"


def drift_text(row: Mapping[str, object]) -> str:
    """`language sw: 0.0% before, 1.0% now (+1.0 points, 0.7 to 1.4).`"""
    family = str(row["family"])
    before, after, change, low, high = (float(str(row[name])) for name in ("before", "after", "change", "low", "high"))
    name = drift_name(row)
    if family == "meaning":
        return (
            f"{name}: a classifier tells new documents from old ones, AUC {after:.2f} "
            f"({low + 0.5:.2f} to {high + 0.5:.2f}; 0.50 is chance)."
        )
    if family == "signal":
        return f"{name}: {_value(before)} on average before, {_value(after)} now."
    return (
        f"{name}: {before:.1%} before, {after:.1%} now "
        f"({change * 100:+.1f} points, {low * 100:+.1f} to {high * 100:+.1f})."
    )


def drift_summary(drift: pd.DataFrame, limit: int = 3) -> str:
    """The largest reported differences in a sentence, or that there is none."""
    if drift.empty:
        return "Too few documents were added to compare them with the others."
    reported = drift[drift["is_reported"]].drop_duplicates(["family", "of"])
    if reported.empty:
        return f"The new documents do not differ from the others in any of {len(drift):,} comparisons."
    names = [f"{drift_name(row)} ({_before_and_after(row)})" for row in reported.head(limit).to_dict("records")]
    rest = len(reported) - len(names)
    more = f" and {rest} more" if rest > 0 else ""
    return f"The new documents differ from the others most in: {'; '.join(names)}{more}."


def _before_and_after(row: Mapping[str, object]) -> str:
    """`39.3% before, 70.1% now`."""
    before, after = (float(str(row[name])) for name in ("before", "after"))
    if row["family"] == "meaning":
        return f"AUC {after:.2f}"
    if row["family"] == "signal":
        return f"{_value(before)} on average before, {_value(after)} now"
    return f"{before:.1%} before, {after:.1%} now"


def _value(value: float) -> str:
    if math.isnan(value):
        return "unknown"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def signal_title(name: str) -> str:
    """The title of a signal, such as "Words"; the name itself of another column."""
    return SIGNALS[name].title if name in SIGNALS else name
