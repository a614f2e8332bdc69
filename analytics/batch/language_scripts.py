"""Which script is a text in, and which languages are written in it? A language in another script cannot be right."""

from __future__ import annotations

import re
from collections.abc import Mapping

LATIN = "latin"

ONE_LANGUAGE = {
    "thai": "th", "lao": "lo", "khmer": "km", "burmese": "my", "tamil": "ta", "telugu": "te", "kannada": "kn",
    "malayalam": "ml", "sinhala": "si", "gujarati": "gu", "gurmukhi": "pa", "oriya": "or", "georgian": "ka",
    "armenian": "hy", "greek": "el", "hangul": "ko", "tibetan": "bo",
}  # fmt: skip
"""Scripts of which one language is the answer without a model; their texts are hardly ever in another."""

LANGUAGES = {
    "cyrillic": "ru uk bg sr mk be kk ky mn tg tt ba cv ce os sah udm mhr mrj myv kv xal tyv av lez krc rue bxr",
    "arabic": "ar fa ur ps ckb ug sd arz azb pnb mzn lrc ku dv",
    "devanagari": "hi mr ne sa new mai bh gom bih dty",
    "bengali": "bn as bpy",
    "hebrew": "he yi",
    "ethiopic": "am ti",
    "han": "zh ja yue wuu",
    "kana": "ja",
}  # fmt: skip

RANGES = {
    LATIN: "A-Za-zªºÀ-ÖØ-öø-\u024f\u1e00-\u1eff",
    "greek": "\u0370-\u03ff\u1f00-\u1fff", "cyrillic": "\u0400-\u052f", "armenian": "\u0531-\u0587",
    "hebrew": "\u05d0-\u05f4", "arabic": "\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\ufb50-\ufefc",
    "devanagari": "\u0900-\u097f", "bengali": "\u0980-\u09fe", "gurmukhi": "\u0a00-\u0a7f",
    "gujarati": "\u0a80-\u0aff", "oriya": "\u0b00-\u0b7f", "tamil": "\u0b80-\u0bff", "telugu": "\u0c00-\u0c7f",
    "kannada": "\u0c80-\u0cff", "malayalam": "\u0d00-\u0d7f", "sinhala": "\u0d80-\u0dff", "thai": "\u0e01-\u0e4e",
    "lao": "\u0e81-\u0edf", "tibetan": "\u0f40-\u0fbc", "burmese": "\u1000-\u109f", "georgian": "\u10a0-\u10ff",
    "ethiopic": "\u1200-\u139f", "khmer": "\u1780-\u17ff", "hangul": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3",
    "kana": "\u3041-\u30ff\uff66-\uff9d", "han": "\u3005\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af",
}  # fmt: skip
"""The letters and vowel signs of each script, as a class of a regular expression."""

WEIGHTS = {"han": 4, "kana": 3, "hangul": 3}
"""Letters of these scripts are syllables or words: so many letters of an alphabet."""

_LETTERS = {script: re.compile(f"[{ranges}]") for script, ranges in RANGES.items() if script != LATIN}
_BEYOND_LATIN = re.compile(r"[^\W\d_\x00-\u036f\u1e00-\u1eff]")
_LATIN = re.compile(f"[{RANGES[LATIN]}]")


def script_letters(text: str) -> dict[str, int]:
    """How many letters of each script the text has, weighted; scripts without a letter are left out."""
    counts = {LATIN: len(_LATIN.findall(text))}
    if not text.isascii() and _BEYOND_LATIN.search(text) is not None:
        counts |= {
            script: WEIGHTS.get(script, 1) * len(matches)
            for script, pattern in _LETTERS.items()
            if (matches := pattern.findall(text))
        }
    return {script: count for script, count in counts.items() if count}


def main_script(letters: Mapping[str, int]) -> str:
    """The script of most letters; kana decide for Japanese, and any other script is preferred to as many Latin letters,
    which are in names and commands of all languages.
    """
    if letters.get("kana", 0) and letters.get("kana", 0) + letters.get("han", 0) > 0.5 * letters.get(LATIN, 0):
        return "kana"
    others = {script: count for script, count in letters.items() if script != LATIN}
    best = max(others, key=lambda script: others[script], default=LATIN)
    return best if others.get(best, 0) >= letters.get(LATIN, 0) else LATIN


def is_written_in(language: str, script: str) -> bool:
    """Whether the language may be written in the script."""
    if script in ONE_LANGUAGE:
        return ONE_LANGUAGE[script] == language
    if script in LANGUAGES:
        return language in LANGUAGES[script].split()
    return language not in _NEVER_LATIN


def is_japanese(text: str) -> bool:
    """Whether a text of Han characters has one that is written so in Japan only."""
    return not _JAPANESE_ONLY.isdisjoint(text)


def is_cantonese(text: str) -> bool:
    """Whether a text of Han characters has one that is written in Cantonese, and hardly in Mandarin."""
    return not _CANTONESE_ONLY.isdisjoint(text)


_CANTONESE_ONLY = frozenset("嘅咗喺哋冇啲嘢佢睇乜嚟噉咁唔係咪啱嗰攞瞓揾畀俾佬睺")
_JAPANESE_ONLY = frozenset(
    "広発売読続駅図気庁応沢渋県弁戦検権帰薬価両処剤労勧営囲圏壊専働込畑峠枠匂栃雫円黒毎歩徳恵拝拠"
)
_JAPANESE_ONLY -= frozenset("毎両")  # also in old Chinese texts
_NEVER_LATIN = frozenset(ONE_LANGUAGE.values()) | frozenset(
    code for script in LANGUAGES for code in LANGUAGES[script].split() if code not in ("sr", "ku", "mn")
)
