"""Which words of a text are swear words? Those of lists by language; the text's language decides which list counts.

A word that also means an animal, a name or a tool counts where the words around it say so; otherwise it is uncertain.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.batch.features import FEATURES, document_words, feature_of
from analytics.batch.language import detect_text
from analytics.batch.profanity_context import english_meaning
from analytics.batch.profanity_words import (
    ALL_WORDS,
    AMBIGUOUS,
    ANY_IDEOGRAPH,
    BY_LANGUAGE,
    COMMON,
    EVERYWHERE,
    HASHED,
    IDEOGRAPHS,
    ORDINARY_WORDS,
)

LANGUAGES = (*BY_LANGUAGE, *IDEOGRAPHS)
"""The languages (ISO 639) whose swear words are looked for."""

SWEAR_EVERYWHERE = EVERYWHERE - AMBIGUOUS["en"]
"""Words that swear whatever the language of the text."""

MIN_IDEOGRAPH_BYTES = 4
"""Bytes beyond one a character that a text with two ideographs has at least."""

JUDGED_CHARACTERS = 100_000
"""Characters of a text whose words are judged by their context."""


def count_profanity(batch: pa.RecordBatch) -> pa.RecordBatch:
    """(doc_id, text) -> (doc_id, profanity_count BIGINT, profanity_uncertain_count BIGINT, profanity_word_frac DOUBLE):
    how many words of each text swear, how many may, and the share of the first among all words (NULL without words).
    """
    texts = batch.column("text")
    hashes, ends = document_words(texts)
    counts = np.zeros((2, len(ends) - 1), np.int64)
    words, ideographs = _listed_words(hashes, ends), _with_ideographs(texts)
    for at in sorted({*words, *ideographs}):
        counts[:, at] = judge(texts[at].as_py(), words.get(at, ()), at in ideographs)
    n_words = np.diff(ends)
    share = pa.array(counts[0] / np.maximum(n_words, 1), mask=n_words == 0)
    names = ("profanity_count", "profanity_uncertain_count")
    columns = dict(zip(names, counts, strict=True)) | {"profanity_word_frac": share}
    return pa.record_batch({"doc_id": batch.column("doc_id")} | columns)


def _listed_words(hashes: np.ndarray, ends: np.ndarray) -> dict[int, set[str]]:
    """The texts with a listed word, and these words."""
    listed, may_be_listed = _listed()
    places = np.flatnonzero(may_be_listed[feature_of(hashes)])
    places = places[np.isin(hashes[places], np.fromiter(listed, np.uint64))]
    words: dict[int, set[str]] = {}
    for at, value in zip(np.searchsorted(ends, places, side="right") - 1, hashes[places], strict=True):
        words.setdefault(int(at), set()).add(listed[int(value)])
    return words


def _with_ideographs(texts: pa.Array) -> set[int]:
    """The texts that may have a pattern of IDEOGRAPHS."""
    wide = pc.subtract(pc.binary_length(texts), pc.cast(pc.utf8_length(texts), pc.binary_length(texts).type))
    several = np.flatnonzero(wide.to_numpy() >= MIN_IDEOGRAPH_BYTES)
    has_pattern = pc.match_substring_regex(texts.take(pa.array(several)), ANY_IDEOGRAPH)
    return set(several[has_pattern.to_numpy(zero_copy_only=False)].tolist())


def judge(text: str, words: Collection[str] = ALL_WORDS, has_ideographs: bool = True) -> tuple[int, int]:
    """How many words of a text swear, and how many may swear. `words` are those listed words that it may have, apart
    from COMMON; `has_ideographs` says whether it may have a pattern of IDEOGRAPHS.
    """
    text = text[:JUDGED_CHARACTERS]
    spans = sorted(span for word in {*words, *COMMON} for span in _places(text, word))
    is_plain = all(_lower(text)[slice(*span)] in SWEAR_EVERYWHERE for span in spans)
    language = None if is_plain else detect_text(text)[0]
    verdicts = [_verdict(text, span, language, False) for span in spans]
    if "swears" in verdicts:
        verdicts = [_verdict(text, span, language, True) for span in spans]
    ideographs = sum(len(re.findall(pattern, text)) for pattern in IDEOGRAPHS.values()) if has_ideographs else 0
    return verdicts.count("swears") + ideographs, verdicts.count("uncertain")


def _places(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Where a word is in a text, whole and in any case."""
    lower = _lower(text)
    at = lower.find(word)
    while at >= 0:
        end = at + len(word)
        is_whole = not (at and lower[at - 1].isalnum()) and not lower[end : end + 1].isalnum()
        if is_whole:
            yield at, end
        at = lower.find(word, end)


@functools.lru_cache(2)
def _lower(text: str) -> str:
    """The text in lower case, every character in its place."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(character.lower()[0] for character in text)


def _verdict(text: str, span: tuple[int, int], language: str | None, is_vulgar: bool) -> str:
    """What a listed word is in a text of this language: "swears", "uncertain" or "harmless"."""
    word = _lower(text)[slice(*span)]
    if language is not None and word in ORDINARY_WORDS.get(language, ()):
        return "harmless"
    own = word in BY_LANGUAGE.get(language or "", ())
    if word in SWEAR_EVERYWHERE:
        return "swears"
    if language == "en" or (language is None and word in BY_LANGUAGE["en"]):
        if word not in BY_LANGUAGE["en"]:
            return "harmless" if any(word in words for words in AMBIGUOUS.values()) else "uncertain"
        is_ambiguous = word in AMBIGUOUS["en"]
        return english_meaning(text, *span, is_vulgar) if is_ambiguous else "swears"
    if own:
        return "uncertain" if word in AMBIGUOUS.get(language or "", ()) and not is_vulgar else "swears"
    is_plain = language is None and not any(word in words for words in (*AMBIGUOUS.values(), *ORDINARY_WORDS.values()))
    return "swears" if is_plain else "uncertain"


@functools.cache
def _listed() -> tuple[dict[int, str], np.ndarray]:
    """The listed words by hash, and by feature whether a listed word has it: most words have another one."""
    words = HASHED.split()
    hashes, _ = document_words(pa.array(words))
    may_be_listed = np.zeros(FEATURES, bool)
    may_be_listed[feature_of(hashes)] = True
    return dict(zip(hashes.tolist(), words, strict=True)), may_be_listed
