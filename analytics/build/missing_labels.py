"""Which values of a column of labels say that there is no label?

Some words always say so ("N/A", "nan", "-"). Others ("none", "unknown") are also names of classes: a stance may be
"none", an intent "unknown". The set decides. A class has documents that resemble one another; documents whose label is
missing resemble all others. So such a word is a class where its documents are neighbours of one another, at least half
as often beyond chance as those of the other classes.
"""

from __future__ import annotations

import re

import numpy as np

ALWAYS_MISSING = frozenset(
    [
        "n/a",
        "#n/a",
        "<na>",
        "n.a.",
        "n.a",
        "n/k",
        "nan",
        "#nan",
        "null",
        "#null",
        "<null>",
        "(null)",
        "[null]",
        "\\n",
        "nat",
        "undefined",
        "blank",
        "empty",
    ]
) | {"not available", "not applicable", "not labelled", "not labeled", "no label", "no annotation", "to be labelled"}
OFTEN_MISSING = frozenset(
    [
        "na",
        "none",
        "nil",
        "unknown",
        "unk",
        "missing",
        "unlabelled",
        "unlabeled",
        "unannotated",
        "unspecified",
        "tbd",
        "todo",
        "nothing",
    ]
) | {"(none)", "[none]", "<none>", "<unk>", "[unk]", "not specified", "not sure", "no answer"}
"""In lower case."""

MIN_RELATIVE_COHESION = 0.5
"""Of the mean of the other classes: a word that is often missing is a class from this on."""

_DASHES = re.compile(r"[-\u2010-\u2015\u2212\uff0d]+")
_PUNCTUATION = re.compile(r"[\s\-\u2010-\u2015\u2212\uff0d_.?\uff1f\u2026/\\\u00b7]*")


def is_always_missing(label: str, has_plus: bool = False) -> bool:
    """Whether a label is blank, only punctuation, or a word that never names a class. Emoji, stars and signs are
    classes, and so are dashes where `has_plus`: another label is "+".
    """
    plain = label.strip().lower()
    if has_plus and _DASHES.fullmatch(plain):
        return False
    return plain in ALWAYS_MISSING or bool(_PUNCTUATION.fullmatch(plain))


def is_often_missing(label: str) -> bool:
    """Whether a label may be a class, or say that there is none."""
    return label.strip().lower() in OFTEN_MISSING


def cohesion(labels: np.ndarray, classes: int, document: np.ndarray, neighbour: np.ndarray) -> np.ndarray:
    """float64[classes]: how much more often than by chance a neighbour of a document of the class is of the class: 0 by
    chance, 1 always; NaN for a class without edges.

    `labels` are codes from 0; `document` and `neighbour` are the edges of the neighbour graph.
    """
    own, other = labels[document], labels[neighbour]
    edges = np.bincount(own, minlength=classes)
    same = np.bincount(own[own == other], minlength=classes)
    chance = np.bincount(labels, minlength=classes) / max(len(labels), 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        result: np.ndarray = (same / edges - chance) / (1 - chance)
    return result


def missing_classes(names: np.ndarray, labels: np.ndarray, document: np.ndarray, neighbour: np.ndarray) -> np.ndarray:
    """bool[classes]: the classes that say that there is no label. `names` are those of all classes."""
    has_plus = any(str(name).strip().startswith("+") for name in names)
    always = np.array([is_always_missing(str(name), has_plus) for name in names], bool)
    often = np.array([is_often_missing(str(name)) for name in names], bool)
    is_class = ~always & ~often
    if not often.any() or is_class.sum() < 2:  # with one class, a label that says "none" is its opposite
        return always
    together = cohesion(labels, len(names), document, neighbour)
    typical = np.nanmean(together[is_class]) if np.isfinite(together[is_class]).any() else np.inf
    is_cohesive = np.nan_to_num(together, nan=-1.0) >= MIN_RELATIVE_COHESION * max(typical, 0.05)
    missing: np.ndarray = always | (often & ~is_cohesive)
    return missing
