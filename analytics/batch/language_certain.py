"""Which texts are in a language that needs no model? English by its function words; Chinese, Japanese and the scripts
of one language by their letters.
"""

from __future__ import annotations

import numpy as np

from analytics.batch.language_profile import CANTONESE_ONLY, ENGLISH, JAPANESE_ONLY, SCRIPTS, Profile
from analytics.batch.language_scripts import LATIN, ONE_LANGUAGE

MIN_WORDS = 8
MIN_ENGLISH = 0.2
"""The least share of function words among the words of an English text, and half of that in most of its windows."""
MIN_WINDOWS = 0.6
MAX_OTHER = 0.5
"""The frequent words of another language are at most this share of the English ones."""
MIN_LETTERS = 24
MIN_SCRIPT = 0.9
"""The least letters of a script, and their share of all letters, that decide."""
ENGLISH_CONFIDENCE = 0.99

_LATIN, _HAN, _KANA = SCRIPTS.index(LATIN), SCRIPTS.index("han"), SCRIPTS.index("kana")
_SINGLE = {SCRIPTS.index(script): language for script, language in ONE_LANGUAGE.items()}


def certain(profile: Profile) -> tuple[list[str | None], np.ndarray]:
    """The language of each text that the profile decides (None: it does not), and the confidence float64[n]."""
    letters = profile.letters.sum(axis=1)
    share = letters / np.maximum(letters.sum(axis=1, keepdims=True), 1)
    languages = np.full(len(letters), None, object)
    confidence = np.ones(len(letters))
    is_english = _is_english(profile, share[:, _LATIN])
    languages[is_english] = "en"
    confidence[is_english] = ENGLISH_CONFIDENCE
    is_long = letters.sum(axis=1) >= MIN_LETTERS
    cjk = share[:, _HAN] + share[:, _KANA]
    has_kana = share[:, _KANA] >= 0.1
    languages[is_long & (cjk >= MIN_SCRIPT) & has_kana] = "ja"
    special = profile.special
    is_plain = (special[:, JAPANESE_ONLY] == 0) & (special[:, CANTONESE_ONLY] == 0)
    languages[is_long & (share[:, _HAN] >= MIN_SCRIPT) & (letters[:, _KANA] == 0) & is_plain] = "zh"
    for script, language in _SINGLE.items():
        is_in = is_long & (share[:, script] >= MIN_SCRIPT)
        languages[is_in] = language
        confidence[is_in] = share[is_in, script]
    return languages.tolist(), confidence


def _is_english(profile: Profile, latin: np.ndarray) -> np.ndarray:
    """bool[n]: whether function words of English are frequent all over a text, and those of no other language are."""
    words, hits = profile.words, profile.hits
    total, of_all = words.sum(axis=1), hits.sum(axis=1)
    english = of_all[:, ENGLISH]
    others = np.delete(of_all, ENGLISH, axis=1).max(axis=1)
    in_windows = ((hits[:, :, ENGLISH] >= 0.5 * MIN_ENGLISH * words) & (words > 0)).sum(axis=1)
    is_frequent = (total >= MIN_WORDS) & (english >= MIN_ENGLISH * total) & (others <= MAX_OTHER * english)
    is_everywhere = in_windows >= MIN_WINDOWS * (words > 0).sum(axis=1)
    return np.asarray((latin >= 0.97) & is_everywhere & is_frequent)
