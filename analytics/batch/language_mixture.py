"""Is a text in two languages? The language of windows of a text in which scripts or frequent words differ."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable

import numpy as np

from analytics.batch.language_profile import LANGUAGES, SCRIPTS, Profile
from analytics.batch.language_scripts import LATIN, RANGES, is_written_in, main_script, script_letters
from analytics.batch.language_words import are_close, frequent_words

MIN_SHARE = 0.1
"""The least share of the letters of a text for its second language."""
MIN_LETTERS = 24
MIN_CONFIDENCE = 0.7
MIN_HITS = 2
"""Frequent words of a Latin language, without which a passage may be names or commands."""
MIN_OTHER_HITS = 3

_LATIN, _HAN, _KANA = SCRIPTS.index(LATIN), SCRIPTS.index("han"), SCRIPTS.index("kana")
_LATIN_TEXT = re.compile(f"[{RANGES[LATIN]}][{RANGES[LATIN]}\\s'’,.;:!?-]*")

Detect = Callable[[str], tuple[str | None, float | None]]


def may_be_mixed(profile: Profile, languages: list[str | None]) -> np.ndarray:
    """bool[n]: whether the windows of a text, whose main language is known, differ in script or in frequent words."""
    letters = profile.letters.sum(axis=1)
    letters[:, _HAN] += letters[:, _KANA]  # one language writes both
    total = np.maximum(letters.sum(axis=1) - letters[:, _KANA], 1)
    latin = letters[:, _LATIN] / total
    second = np.sort(np.delete(letters, (_LATIN, _KANA), axis=1), axis=1)[:, -2] / total
    has_words = profile.hits.sum(axis=1).max(axis=1) >= MIN_HITS
    of_script = ((latin >= MIN_SHARE) & (latin <= 1 - MIN_SHARE) & (has_words | (latin > 0.5))) | (second >= MIN_SHARE)
    number = {language: place for place, language in enumerate(LANGUAGES)}
    main = np.array([number.get(language or "", -1) for language in languages], np.int64)
    own = np.take_along_axis(profile.hits, np.maximum(main, 0)[:, None, None], axis=2)[:, :, 0]
    own[main < 0] = 0
    of_words = ((profile.hits.max(axis=2) >= MIN_OTHER_HITS) & (profile.hits.max(axis=2) > 2 * own)).any(axis=1)
    is_known = np.array([language is not None for language in languages], bool)
    return np.asarray(is_known & (total >= 2 * MIN_LETTERS) & (of_script | of_words))


def second_language(
    windows: list[str], hits: np.ndarray, main: str, detect: Detect
) -> tuple[str | None, float | None]:  # fmt: skip
    """The language with the most letters after the main one, and its share of the letters; (None, None) for a text in
    one language. `hits` int32[windows, languages] are those of the profile; only windows that they or the script make
    doubtful are read.
    """
    letters: dict[str, int] = defaultdict(int)
    evidence: dict[str, int] = defaultdict(int)
    own = hits[:, LANGUAGES.index(main)] if main in LANGUAGES else np.zeros(len(hits), int)
    for window, mine, best in zip(windows, own.tolist(), hits.max(axis=1).tolist(), strict=False):
        for passage in _passages(window):
            counts = script_letters(passage)
            size, script = sum(counts.values()), main_script(counts)
            is_strange = not is_written_in(main, script)
            is_doubtful = best >= MIN_HITS if script == LATIN else is_strange
            if script == LATIN and not is_strange:
                is_doubtful = best >= MIN_OTHER_HITS and best > 2 * mine
            language, confidence = detect(passage) if is_doubtful and size >= MIN_LETTERS else (None, None)
            if language is None or (confidence or 0) < MIN_CONFIDENCE or are_close(language, main):
                language = main
            letters[language] += size
            evidence[language] += frequent_words(passage, language) if script == LATIN and is_doubtful else MIN_HITS
    total = sum(letters.values())
    others = [one for one in letters if one != main and evidence[one] >= MIN_HITS and letters[one] >= MIN_SHARE * total]
    if not others:
        return None, None
    best_other = max(others, key=lambda one: (letters[one], one))
    return best_other, letters[best_other] / total


def _passages(window: str) -> list[str]:
    """The Latin text of a window and the rest, where both are there; else the window."""
    letters = script_letters(window)
    latin, total = letters.get(LATIN, 0), sum(letters.values())
    if not latin or latin >= (1 - MIN_SHARE) * total:
        return [window]
    return [" ".join(_LATIN_TEXT.findall(window)), _LATIN_TEXT.sub(" ", window)]
