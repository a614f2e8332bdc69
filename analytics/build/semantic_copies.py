"""Do two texts that are close in meaning say the same thing? A cosine cannot tell: pages from one template about two
people are as close as two wordings of one page. So numbers, names, negations and the words that matter must agree.

The words that matter are those with the largest TF-IDF (Spärck Jones 1972), and the rare ones at the beginning, where
texts say what they are about. All limits were set on pairs of a corpus in a dozen languages; docs/truth.md and
benchmarks/truth/semantic.py state the precision by reading.
"""

from __future__ import annotations

import heapq
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from analytics.batch.function_words import ALWAYS, STOPWORDS

MAX_CHARACTERS = 4000
"""Only the beginning of each text is compared."""
PREFIX = 400
"""Characters that have the first words of most texts."""
MIN_NUMBERS, MIN_NAMES = 0.8, 0.6
"""The share of all numbers that both texts have, and of the names of each that are words of the other."""
KEY_WORDS, MIN_KEY_WORDS = 10, 0.5
"""So many words with the largest TF-IDF of each text; this share of them is in the other text."""
MIN_COMMON_WEIGHT = 0.3
"""The rarity of all words that both texts have, as a share of that of all words."""
MIN_LENGTH_SHARE = 0.5
SHORT, MIN_SHORT = 8, 0.75
"""A text of fewer words is the same only if it has this share of the different words in common."""
BRIEF, MIN_ORDER = 40, 0.75
NEGATION_WITHIN = 24
"""A negation in the first words of one text only changes the meaning. In texts of at most BRIEF words a question
mark does so too, another order of words (ratio of matching blocks below MIN_ORDER), and a word that is no stop word of
any language.
"""
LONG = BRIEF
"""In texts of more words a few words decide less."""
MISSING_LONG = 1
"""Telling words of a beginning that a LONG text may miss, if no name is among them."""
OPENINGS = ((3, 6, 1.01), (4, 8, 0.05), (12, 24, 0))
"""Of the first n words, those that are no stop words, or are in less than this share of the texts, are among the first
m words of the other text. A LONG text may miss MISSING_LONG of the 12 that is no name.
"""
MIN_NUMBERS_LONG, MIN_NAMES_LONG, MIN_COMMON_LONG = 0.6, 0.25, 0.4
"""Where LONG texts begin in the same way, without a miss, fewer of their numbers and names have to agree."""
REPEATED, REPEATED_LONG = (2, 0.03, 0.05), (3, 0.05, 0.02)
"""A word that occurs so often, and is at least this share of a text, is in the other text, unless it is in the last
share of all texts: in a short text, and in a LONG one.
"""

_MARKS = "".join(chr(code) for code in range(0x300, 0x3100) if unicodedata.category(chr(code)).startswith("M"))
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_NUMBER, _LETTER = r"\d+(?:[.,:]\d+)*", rf"[^\W\d_{_UNSPACED}]"
_WORD = re.compile(rf"({_NUMBER}|[{_UNSPACED}]|{_LETTER}+(?:[{_MARKS}]+{_LETTER}*)*)")
_ASCII_WORD = re.compile(rf"({_NUMBER}|[A-Za-z]+)")
"""`_WORD` where all characters are of ASCII, many times as fast."""
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"'`)\]]+")
_STOPWORDS = frozenset().union(ALWAYS, *STOPWORDS.values())
_PERSONS = frozenset(
    ["i", "you", "he", "she", "we", "they", "it", "me", "him", "her", "us", "them", "my", "your", "his", "our", "their"]
)
_QUESTION_MARKS = frozenset("?？؟;፧")
_OPENS, _ENDS = " \"'([*_`#", ".!?\n:>|-"
"""Marks between the end of a sentence and its first word, and the marks that end one, or come before a first word."""
NEAR_MARKS = 8
"""Characters before a word among which the end of a sentence is looked for."""
_NEGATIONS = frozenset(
    [
        "no",
        "not",
        "never",
        "none",
        "nobody",
        "nothing",
        "nor",
        "neither",
        "cannot",
        "without",
        "t",
        "nicht",
        "kein",
        "keine",
        "nie",
        "non",
        "ne",
        "pas",
        "jamais",
        "sin",
        "nunca",
        "não",
        "sem",
        "niet",
        "geen",
        "не",
        "нет",
        "никогда",
        "ikke",
        "inte",
        "nie",
        "bez",
        "değil",
        "yok",
        "不",
        "没",
        "沒",
        "無",
        "未",
        "아니",
        "안",
        "لا",
        "لم",
        "ليس",
        "नहीं",
        "मत",
    ]
)


@dataclass(frozen=True, eq=False)  # compared by identity: a cache has wordings as keys
class Wording:
    """The words of a text in order and counted, in small letters; its numbers, names and negations."""

    words: tuple[str, ...]
    counts: Counter[str]
    numbers: frozenset[str]
    names: frozenset[str]
    is_question: bool

    @classmethod
    def of(cls, text: str) -> Wording:
        plain = _plain(text[:MAX_CHARACTERS])
        pieces = _pattern(plain).split(plain)  # gaps and words in turn
        gaps, matches = pieces[::2], pieces[1::2]
        gaps[0] = f"\n{gaps[0]}"
        words = _folded(matches)
        names = frozenset(
            word
            for gap, match, word in zip(gaps, matches, words, strict=False)  # a gap is last
            if match[0].isupper() and (gap == " " or _is_inside_sentence(gap))
        )
        counts = Counter(words)
        numbers = frozenset(word for word in counts if word[0].isdigit())
        return cls(tuple(words), counts, numbers, names, any(mark in plain for mark in _QUESTION_MARKS))


def first_words(text: str, n: int) -> list[str]:
    """The first `n` words of `Wording.of(text).words`, in most texts from their first PREFIX characters only."""
    for characters in (PREFIX, MAX_CHARACTERS):
        plain = _plain(text[:characters])
        words = _folded(_pattern(plain).findall(plain))
        if len(words) > n or len(text) <= characters:  # the last word may have been cut
            break
    return words[:n]


def is_negated(words: Sequence[str]) -> bool:
    """Whether the beginning of a text with these words has a negation."""
    return not _NEGATIONS.isdisjoint(words[:NEGATION_WITHIN])


def is_stop_word(word: str) -> bool:
    """Whether the word is a stop word of any language."""
    return word in _STOPWORDS


def _plain(text: str) -> str:
    """`text` in Unicode compatibility form, without addresses of pages."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _ADDRESS.sub(" ", plain) if "://" in plain or "www." in plain else plain


def _pattern(text: str) -> re.Pattern[str]:
    return _ASCII_WORD if text.isascii() else _WORD


def _folded(words: list[str]) -> list[str]:
    """The words in small letters, all in one call."""
    return " ".join(words).casefold().split(" ") if words else []


def _is_inside_sentence(gap: str) -> bool:
    """Whether a word goes on with a sentence, by the characters between it and the word before."""
    before = gap[-NEAR_MARKS:].rstrip(_OPENS)
    return before[-1] not in _ENDS if before else len(gap) < NEAR_MARKS


class Rarity:
    """How rare words are among some texts of the corpus: `texts` of them, of which `documents` counts those with each
    word.
    """

    def __init__(self, texts: int, documents: Mapping[str, int]) -> None:
        self.texts, self.documents = texts, documents
        weights = [math.log((texts + 1) / (n + 0.5)) for n in range(texts + 1)]
        self._unknown = weights[0]
        self._weights = {word: weights[n] for word, n in documents.items()}

    @classmethod
    def of(cls, wordings: Iterable[Wording]) -> Rarity:
        """The rarity of words among these texts."""
        texts, documents = 0, Counter[str]()
        for wording in wordings:
            texts += 1
            documents.update(wording.counts.keys())
        return cls(texts, documents)

    def weight(self, word: str) -> float:
        """The inverse document frequency."""
        return self._weights.get(word, self._unknown)

    def total(self, words: Set[str]) -> float:
        """The sum of the weights of some different words."""
        known = words & self._weights.keys()
        return sum(map(self._weights.__getitem__, known)) + (len(words) - len(known)) * self._unknown

    def share(self, word: str) -> float:
        """The share of the texts that contain the word."""
        return self.documents.get(word, 0) / max(self.texts, 1)


def is_copy(a: Wording, b: Wording, rarity: Rarity) -> bool:
    """Whether both texts say the same: every check holds in both directions."""
    if not a.words or not b.words or not _is_same_size(a, b):
        return False
    if is_negated(a.words) != is_negated(b.words) or (
        min(len(a.words), len(b.words)) <= BRIEF and not _is_same_sentence(a, b)
    ):
        return False
    both = ((a, b), (b, a))
    common = _common_weight(a, b, rarity)
    if common < MIN_COMMON_WEIGHT or not all(_has_key_words(*one, rarity) for one in both):
        return False
    is_long = min(len(a.words), len(b.words)) > LONG
    numbers = _overlap(a.numbers, b.numbers)
    has_agreement = is_long and numbers >= MIN_NUMBERS_LONG and common >= MIN_COMMON_LONG
    if has_agreement and all(_known_names(*one) >= MIN_NAMES_LONG and _has_opening(*one, rarity, 0) for one in both):
        return True
    missing = MISSING_LONG if is_long else 0
    return numbers >= MIN_NUMBERS and all(
        _known_names(*one) >= MIN_NAMES and _has_opening(*one, rarity, missing) and _has_repeated(*one, rarity)
        for one in both
    )


def _is_same_size(a: Wording, b: Wording) -> bool:
    shorter, longer = sorted((len(a.words), len(b.words)))
    if shorter < SHORT and _overlap(frozenset(a.counts), frozenset(b.counts)) < MIN_SHORT:
        return False
    return shorter >= MIN_LENGTH_SHARE * longer


def _is_same_sentence(a: Wording, b: Wording) -> bool:
    if a.is_question != b.is_question:
        return False
    different = a.counts.keys() ^ b.counts.keys()
    only_a, only_b = a.counts - b.counts, b.counts - a.counts
    if not _PERSONS.isdisjoint(only_a) and not _PERSONS.isdisjoint(only_b):
        return False
    if any(word not in _STOPWORDS and not _has_form(word, a, b) for word in different):
        return False
    return SequenceMatcher(None, a.words, b.words, autojunk=False).ratio() >= MIN_ORDER


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """The Jaccard similarity; 1 where both are empty."""
    return len(a & b) / len(a | b) if a or b else 1.0


def _known_names(one: Wording, other: Wording) -> float:
    """The share of the names of `one` that are words of `other`; 1 where it has none."""
    return sum(name in other.counts for name in one.names) / len(one.names) if one.names else 1.0


def _common_weight(a: Wording, b: Wording, rarity: Rarity) -> float:
    common = rarity.total(a.counts.keys() & b.counts.keys())
    return common / max(_total_weight(a, rarity) + _total_weight(b, rarity) - common, 1e-9)


@lru_cache(maxsize=1024)
def _total_weight(text: Wording, rarity: Rarity) -> float:
    return rarity.total(text.counts.keys())


def _has_key_words(one: Wording, other: Wording, rarity: Rarity) -> bool:
    keys = _key_words(one, rarity)
    return sum(word in other.counts for word in keys) >= MIN_KEY_WORDS * len(keys)


@lru_cache(maxsize=1024)  # a text is in several pairs that follow each other
def _key_words(text: Wording, rarity: Rarity) -> list[str]:
    counts = text.counts
    return heapq.nsmallest(
        KEY_WORDS, counts, key=lambda word: (-(1 + math.log(counts[word])) * rarity.weight(word), word)
    )


def _has_opening(one: Wording, other: Wording, rarity: Rarity, missing: int) -> bool:
    """Whether the telling first words of `one` are at the beginning of `other`, in singular or plural. Of the longer
    beginning some may be `missing`.
    """
    is_brief = min(len(one.words), len(other.words)) <= BRIEF
    for (first, among, max_share), may_miss in zip(
        OPENINGS, (len(one.words) if is_brief else 0, 0, missing), strict=True
    ):
        there = set(other.words[:among])
        opening = one.words[:first]
        telling = [word for word in opening if word not in _STOPWORDS or rarity.share(word) < max_share]
        missed = [word for word in telling if not _has_form(word, there)]
        if len(missed) > may_miss or (first == len(opening) and not one.names.isdisjoint(missed)):
            return False
    return True


def _has_form(word: str, *texts: Wording | set[str]) -> bool:
    """Whether each of the texts has the word, in singular or plural."""
    forms = {word, f"{word}s", word.removesuffix("s")}
    return all(not forms.isdisjoint(text.counts if isinstance(text, Wording) else text) for text in texts)


def _has_repeated(one: Wording, other: Wording, rarity: Rarity) -> bool:
    """Whether `other` has the words on which `one` dwells, unless they are common."""
    times, share, common = REPEATED_LONG if len(one.words) > LONG else REPEATED
    limit = max(times, share * len(one.words))
    return all(
        word in other.counts or rarity.share(word) >= common for word, count in one.counts.items() if count >= limit
    )
