"""Which topics have texts without a vector? The encoder knows nothing in them, so only their script tells them apart:
the texts of each script are a topic, with a name from their words and without a place on the map.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.build.map import names
from analytics.build.map.words import split_words

SCRIPTS = [
    "Arabic",
    "Armenian",
    "Bengali",
    "Cherokee",
    "Cyrillic",
    "Devanagari",
    "Ethiopic",
    "Georgian",
    "Greek",
    "Gujarati",
    "Gurmukhi",
    "Han",
    "Hangul",
    "Hebrew",
    "Hiragana",
    "Kannada",
    "Khmer",
    "Lao",
    "Latin",
    "Malayalam",
    "Mongolian",
    "Myanmar",
    "Oriya",
    "Sinhala",
    "Tamil",
    "Telugu",
    "Thai",
    "Tibetan",
]
MAX_CHARACTERS = 400
"""Only the beginning of a text decides its script."""
NAME_SAMPLE = 160


@dataclass(frozen=True)
class ScriptTopic:
    """The documents of a `script`, `doc_ids` int64[n] in the order of their texts, and the terms of their name."""

    script: str
    doc_ids: np.ndarray
    terms: list[str]


def script_topics(doc_ids: np.ndarray, texts: pa.Array, min_size: int) -> list[ScriptTopic]:
    """The topics of at least `min_size` texts, the largest first."""
    if not len(texts):
        return []
    script = _scripts(texts)
    groups = [np.flatnonzero(script == number) for number in range(len(SCRIPTS))]
    groups = sorted((group for group in groups if len(group) >= min_size), key=len, reverse=True)
    scripts = [SCRIPTS[script[group[0]]] for group in groups]
    ordered = [group[np.asarray(pc.sort_indices(texts.take(pa.array(group))))] for group in groups]
    samples = [rows[np.linspace(0, len(rows) - 1, min(NAME_SAMPLE, len(rows))).astype(np.int64)] for rows in ordered]
    if not samples:
        return []
    words = split_words(texts.take(pa.array(np.concatenate(samples))))
    topic = np.repeat(np.arange(len(samples)), [len(sample) for sample in samples])
    sizes = np.array([len(rows) for rows in ordered])
    _, terms = names.terms(words, topic, np.zeros(len(samples), np.int64), sizes)
    return [ScriptTopic(name, doc_ids[rows], own) for name, rows, own in zip(scripts, ordered, terms, strict=True)]


def scripts_of(texts: pa.Array) -> list[str]:
    """The script of most letters of each text; empty without a letter."""
    return [SCRIPTS[number] if number >= 0 else "" for number in _scripts(texts).tolist()]


def _scripts(texts: pa.Array) -> np.ndarray:
    """int64[texts]: the script of most letters of each text, an index into SCRIPTS; -1 without a letter."""
    beginnings = pc.utf8_slice_codeunits(texts.cast(pa.large_string()), 0, MAX_CHARACTERS)
    counts = np.array([np.asarray(pc.count_substring_regex(beginnings, rf"\p{{{script}}}")) for script in SCRIPTS])
    return np.asarray(np.where(counts.max(axis=0) > 0, counts.argmax(axis=0), -1))
