"""The published quality rules as data: which signal, which threshold, and from which source."""

from __future__ import annotations

from analytics.errors import DataloupeError
from analytics.rules.rule import Rule, Test


def _rule(set_name: str, name: str, signal: str, operator: str, threshold: float, origin: str) -> Rule:
    return Rule(set_name, name, (Test("signals", signal, operator, threshold),), origin)


_GOPHER = "Rae et al. 2021, table A1; n-grams as datatrove counts them"
_GOPHER_QUALITY = "Rae et al. 2021, appendix A"
_C4 = "Raffel et al. 2020, section 2.2, with the line rules of its published code"
_FINEWEB = "Penedo et al. 2024, section 3.6"
_NEMO = "NeMo Curator, heuristic filters, default settings"

RULES: tuple[Rule, ...] = (
    _rule("Gopher quality", "too few words", "n_words", "<", 50, _GOPHER_QUALITY),
    _rule("Gopher quality", "too many words", "n_words", ">", 100_000, _GOPHER_QUALITY),
    _rule("Gopher quality", "words too short", "mean_word_length", "<", 3, _GOPHER_QUALITY),
    _rule("Gopher quality", "words too long", "mean_word_length", ">", 10, _GOPHER_QUALITY),
    _rule("Gopher quality", "hash signs", "hash_to_word_ratio", ">", 0.1, _GOPHER_QUALITY),
    _rule("Gopher quality", "ellipses", "ellipsis_to_word_ratio", ">", 0.1, _GOPHER_QUALITY),
    _rule("Gopher quality", "bullet lines", "bullet_line_frac", ">", 0.9, _GOPHER_QUALITY),
    _rule("Gopher quality", "lines ending in an ellipsis", "ellipsis_line_frac", ">", 0.3, _GOPHER_QUALITY),
    _rule("Gopher quality", "words without letters", "alpha_word_frac", "<", 0.8, _GOPHER_QUALITY),
    _rule("Gopher quality", "too few stop words", "stop_word_count", "<", 2, _GOPHER_QUALITY),
    _rule("Gopher repetition", "duplicate lines", "dup_line_frac", ">", 0.30, _GOPHER),
    _rule("Gopher repetition", "duplicate paragraphs", "dup_paragraph_frac", ">", 0.30, _GOPHER),
    _rule("Gopher repetition", "characters in duplicate lines", "dup_line_char_frac", ">", 0.20, _GOPHER),
    _rule("Gopher repetition", "characters in duplicate paragraphs", "dup_paragraph_char_frac", ">", 0.20, _GOPHER),
    *(
        _rule("Gopher repetition", f"top {n}-gram", f"top_{n}gram_char_frac", ">", limit, _GOPHER)
        for n, limit in ((2, 0.20), (3, 0.18), (4, 0.16))
    ),
    *(
        _rule("Gopher repetition", f"duplicate {n}-grams", f"dup_{n}gram_char_frac", ">", limit, _GOPHER)
        for n, limit in ((5, 0.15), (6, 0.14), (7, 0.13), (8, 0.12), (9, 0.11), (10, 0.10))
    ),
    _rule("C4", "too few sentences left", "c4_sentence_count", "<", 5, _C4),
    _rule("C4", "curly bracket", "curly_bracket_count", ">", 0, _C4),
    _rule("C4", "lorem ipsum", "lorem_ipsum_count", ">", 0, _C4),
    _rule("FineWeb", "lines without terminal punctuation", "terminal_punct_line_frac", "<", 0.12, _FINEWEB),
    _rule("FineWeb", "short lines", "short_line_frac", ">", 0.67, _FINEWEB),
    _rule("FineWeb", "characters in duplicate lines", "dup_nonblank_line_char_frac", ">", 0.01, _FINEWEB),
    _rule("FineWeb", "line feeds per word", "newline_to_word_ratio", ">", 0.3, _FINEWEB),
    _rule("NeMo", "non-alphanumeric characters", "non_alphanumeric_char_frac", ">", 0.25, _NEMO),
    _rule("NeMo", "digits", "digit_char_frac", ">", 0.15, _NEMO),
    _rule("NeMo", "white space", "whitespace_char_frac", ">", 0.25, _NEMO),
    _rule("NeMo", "URLs", "url_char_frac", ">", 0.2, _NEMO),
    _rule("NeMo", "brackets", "paren_char_frac", ">", 0.1, _NEMO),
)

RULE_SETS: tuple[str, ...] = tuple(dict.fromkeys(rule.set for rule in RULES))


def rules(set_name: str) -> tuple[Rule, ...]:
    """The rules of one set. Raises DataloupeError that names the available sets."""
    if set_name not in RULE_SETS:
        raise DataloupeError(f"There is no rule set {set_name!r}. There are: {', '.join(RULE_SETS)}.")
    return tuple(rule for rule in RULES if rule.set == set_name)


def find_rule(set_name: str, name: str) -> Rule:
    """The rule `name` of a set. Raises DataloupeError that names the available rules."""
    named = {rule.name: rule for rule in rules(set_name)}
    if name not in named:
        raise DataloupeError(f"{set_name} has no rule {name!r}. It has: {', '.join(named)}.")
    return named[name]
