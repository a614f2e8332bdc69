"""The definition of every signal of the kernel, in plain Python: the tests compare the compiled scan with it."""

from __future__ import annotations

import math
from collections.abc import Callable

from tests.signals.plain_text import (
    SENTENCE_ENDS,
    STOP_WORDS,
    URL,
    PlainText,
    all_caps,
    ascii_lower,
    cased,
    duplicate_ngram_chars,
    duplicates,
    is_word,
    n_sentences,
    ratio,
    sentences,
    top_ngram_chars,
)
from tests.signals.plain_tokens import plain_tokens

Value = float | int | None
Definition = Callable[[PlainText], Value]


def per_char(count: Callable[[PlainText], int]) -> Definition:
    return lambda t: ratio(count(t), len(t))


def per_word(count: Callable[[PlainText], float]) -> Definition:
    return lambda t: ratio(count(t), len(t.tokens))


def per_line(holds: Callable[[str], bool]) -> Definition:
    return lambda t: ratio(sum(map(holds, t.lines)), len(t.lines))


def per_nonblank_line(holds: Callable[[str], bool]) -> Definition:
    return lambda t: ratio(sum(map(holds, t.nonblank_lines)), len(t.nonblank_lines))


def occurrences(*pieces: str) -> Callable[[PlainText], int]:
    return lambda t: sum(t.text.count(piece) for piece in pieces)


def categories(*starts: str) -> Callable[[PlainText], int]:
    return lambda t: sum(category.startswith(starts) for category in t.categories)


def characters(holds: Callable[[str], bool]) -> Callable[[PlainText], int]:
    return lambda t: sum(map(holds, t.text))


def entropy(t: PlainText) -> Value:
    n = len(t.tokens)
    return -sum(count / n * math.log(count / n) for count in t.folded.values()) if n else None


SIZE: dict[str, Definition] = {
    "n_chars": len,
    "n_bytes": lambda t: len(t.text.encode()),
    "n_words": lambda t: len(t.tokens),
    "n_lines": lambda t: len(t.lines),
    "n_paragraphs": lambda t: len(t.paragraphs),
    "n_sentences": lambda t: n_sentences(t.text),
    "n_tokens": lambda t: plain_tokens(t.text),
}

WORDS: dict[str, Definition] = {
    "mean_word_length": per_word(lambda t: sum(map(len, t.tokens))),
    "max_word_length": lambda t: max(map(len, t.tokens), default=0),
    "alpha_word_frac": per_word(lambda t: sum(categories("L")(PlainText(word)) > 0 for word in t.tokens)),
    "stop_word_count": lambda t: len(STOP_WORDS & set(t.tokens)),
    "all_caps_word_frac": per_word(lambda t: sum(map(all_caps, t.tokens))),
    "unique_word_frac": per_word(lambda t: len(t.folded)),
    "unigram_entropy": entropy,
    "hash_to_word_ratio": per_word(occurrences("#")),
    "ellipsis_to_word_ratio": per_word(occurrences("...", "…")),
    "newline_to_word_ratio": per_word(occurrences("\n")),
}

LINES: dict[str, Definition] = {
    "bullet_line_frac": per_line(lambda line: line.lstrip().startswith(("•", "-"))),
    "ellipsis_line_frac": per_line(lambda line: line.rstrip().endswith(("...", "…"))),
    "terminal_punct_line_frac": per_nonblank_line(lambda line: line.rstrip()[-1] in SENTENCE_ENDS.replace("…", "")),
    "short_line_frac": per_nonblank_line(lambda line: len(line) <= 30),
    "c4_kept_line_frac": lambda t: ratio(len(t.c4_lines), len(t.nonblank_lines)),
    "c4_sentence_count": lambda t: sum(sum(sentences(line)) for line in t.c4_lines),
}

REPETITION: dict[str, Definition] = {
    "dup_line_frac": lambda t: ratio(duplicates(t.pieces)[0], len(t.pieces)) if t.text else None,
    "dup_line_char_frac": per_char(lambda t: duplicates(t.pieces)[1]),
    "dup_nonblank_line_char_frac": lambda t: ratio(duplicates(t.nonblank_lines)[1], len(t.text) - t.text.count("\n")),
    "dup_paragraph_frac": lambda t: ratio(duplicates(t.paragraphs)[0], len(t.paragraphs)),
    "dup_paragraph_char_frac": per_char(lambda t: duplicates(t.paragraphs)[1]),
    **{
        f"top_{size}gram_char_frac": per_char(lambda t, size=size: top_ngram_chars(t.written, size))
        for size in (2, 3, 4)
    },
    **{
        f"dup_{size}gram_char_frac": per_char(lambda t, size=size: duplicate_ngram_chars(t.written, size))
        for size in range(5, 11)
    },
}

CHARACTERS: dict[str, Definition] = {
    "letter_char_frac": per_char(categories("L")),
    "upper_char_frac": per_char(characters(lambda c: cased(c) == "upper")),
    "digit_char_frac": per_char(categories("Nd")),
    "punct_char_frac": per_char(categories("P", "S")),
    "whitespace_char_frac": per_char(characters(str.isspace)),
    "non_alphanumeric_char_frac": per_char(characters(lambda c: not is_word(c) and c not in "\n?!,.")),
    "url_char_frac": per_char(lambda t: sum(map(len, URL.findall(t.text)))),
    "paren_char_frac": per_char(characters(lambda c: c in "()[]{}⟨⟩")),
    "curly_bracket_count": occurrences("{"),
    "lorem_ipsum_count": lambda t: ascii_lower(t.text).count("lorem ipsum"),
    "control_char_count": lambda t: categories("Cc")(t) - occurrences("\t", "\n", "\r")(t),
    "nul_char_count": occurrences("\0"),
    "replacement_char_count": occurrences("\ufffd"),
}

DEFINITIONS = SIZE | WORDS | LINES | REPETITION | CHARACTERS


def define(text: str) -> dict[str, Value]:
    """Every signal of a text, by its definition."""
    plain = PlainText(text)
    return {name: definition(plain) for name, definition in DEFINITIONS.items()}
