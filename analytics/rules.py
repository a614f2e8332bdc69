"""The published quality rules as data: which signal, which threshold, whose. Values are stored, so a threshold is a query."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.errors import DataloupeError
from analytics.signals import SIGNALS, Signal
from analytics.sql import identifier, literal

OPERATORS = {"<": "less than", ">": "more than"}


@dataclass(frozen=True)
class Rule:
    """A document fails when `signal` `operator` `threshold` holds; where the signal means nothing, the rule is not applicable."""

    set: str
    name: str
    signal: str
    operator: str
    threshold: float
    origin: str

    @property
    def definition(self) -> Signal:
        """The registry's entry for the signal: its formula, unit and languages."""
        return SIGNALS[self.signal]

    @property
    def words(self) -> str:
        """When a document fails, in words: `characters in duplicate lines more than 20%`."""
        value = f"{self.threshold:.0%}" if self.definition.is_fraction else f"{self.threshold:,g}"
        return f"{self.definition.title.lower()} {OPERATORS[self.operator]} {value}"

    def fails(self, threshold: float | None = None) -> str:
        """A SQL expression over the columns of `signals`: true where a document fails, false where it passes, NULL where the rule is not applicable.

        Not applicable means: the value is unknown, or the rule was not made for the detected language. A rule made for some
        languages only is not applied to a text whose language is unknown.
        """
        limit = self.threshold if threshold is None else float(threshold)
        test = f"{identifier(self.signal)} {self.operator} {limit!r}"
        signal = self.definition
        if signal.languages is not None:
            return f"CASE WHEN lang_detected IN ({_list(signal.languages)}) THEN {test} END"
        if signal.not_languages:
            return f"CASE WHEN lang_detected IS NULL OR lang_detected NOT IN ({_list(signal.not_languages)}) THEN {test} END"
        return f"({test})"


def _list(codes: tuple[str, ...]) -> str:
    return ", ".join(literal(code) for code in codes)


_GOPHER = "Rae et al. 2021, table A1; n-grams as datatrove counts them"
_GOPHER_QUALITY = "Rae et al. 2021, appendix A"
_C4 = "Raffel et al. 2020, section 2.2, with the line rules of its published code"
_FINEWEB = "Penedo et al. 2024, section 3.6"
_NEMO = "NeMo Curator, heuristic filters, default settings"

RULES: tuple[Rule, ...] = (
    Rule("Gopher quality", "too few words", "n_words", "<", 50, _GOPHER_QUALITY),
    Rule("Gopher quality", "too many words", "n_words", ">", 100_000, _GOPHER_QUALITY),
    Rule("Gopher quality", "words too short", "mean_word_length", "<", 3, _GOPHER_QUALITY),
    Rule("Gopher quality", "words too long", "mean_word_length", ">", 10, _GOPHER_QUALITY),
    Rule("Gopher quality", "hash signs", "hash_to_word_ratio", ">", 0.1, _GOPHER_QUALITY),
    Rule("Gopher quality", "ellipses", "ellipsis_to_word_ratio", ">", 0.1, _GOPHER_QUALITY),
    Rule("Gopher quality", "bullet lines", "bullet_line_frac", ">", 0.9, _GOPHER_QUALITY),
    Rule("Gopher quality", "lines ending in an ellipsis", "ellipsis_line_frac", ">", 0.3, _GOPHER_QUALITY),
    Rule("Gopher quality", "words without letters", "alpha_word_frac", "<", 0.8, _GOPHER_QUALITY),
    Rule("Gopher quality", "too few stop words", "stop_word_count", "<", 2, _GOPHER_QUALITY),
    Rule("Gopher repetition", "duplicate lines", "dup_line_frac", ">", 0.30, _GOPHER),
    Rule("Gopher repetition", "duplicate paragraphs", "dup_paragraph_frac", ">", 0.30, _GOPHER),
    Rule("Gopher repetition", "characters in duplicate lines", "dup_line_char_frac", ">", 0.20, _GOPHER),
    Rule("Gopher repetition", "characters in duplicate paragraphs", "dup_paragraph_char_frac", ">", 0.20, _GOPHER),
    *(Rule("Gopher repetition", f"top {n}-gram", f"top_{n}gram_char_frac", ">", limit, _GOPHER) for n, limit in ((2, 0.20), (3, 0.18), (4, 0.16))),
    *(
        Rule("Gopher repetition", f"duplicate {n}-grams", f"dup_{n}gram_char_frac", ">", limit, _GOPHER)
        for n, limit in ((5, 0.15), (6, 0.14), (7, 0.13), (8, 0.12), (9, 0.11), (10, 0.10))
    ),
    Rule("C4", "too few sentences left", "c4_sentence_count", "<", 5, _C4),
    Rule("C4", "curly bracket", "curly_bracket_count", ">", 0, _C4),
    Rule("C4", "lorem ipsum", "lorem_ipsum_count", ">", 0, _C4),
    Rule("FineWeb", "lines without terminal punctuation", "terminal_punct_line_frac", "<", 0.12, _FINEWEB),
    Rule("FineWeb", "short lines", "short_line_frac", ">", 0.67, _FINEWEB),
    Rule("FineWeb", "characters in duplicate lines", "dup_nonblank_line_char_frac", ">", 0.01, _FINEWEB),
    Rule("FineWeb", "line feeds per word", "newline_to_word_ratio", ">", 0.3, _FINEWEB),
    Rule("NeMo", "non-alphanumeric characters", "non_alphanumeric_char_frac", ">", 0.25, _NEMO),
    Rule("NeMo", "digits", "digit_char_frac", ">", 0.15, _NEMO),
    Rule("NeMo", "white space", "whitespace_char_frac", ">", 0.25, _NEMO),
    Rule("NeMo", "URLs", "url_char_frac", ">", 0.2, _NEMO),
    Rule("NeMo", "brackets", "paren_char_frac", ">", 0.1, _NEMO),
)

RULE_SETS: tuple[str, ...] = tuple(dict.fromkeys(rule.set for rule in RULES))


def rules(set: str) -> tuple[Rule, ...]:
    """The rules of one set. Raises DataloupeError naming the sets there are."""
    if set not in RULE_SETS:
        raise DataloupeError(f"there is no rule set {set!r} - there are {', '.join(RULE_SETS)}")
    return tuple(rule for rule in RULES if rule.set == set)


def find_rule(set: str, name: str) -> Rule:
    """The rule `name` of a set. Raises DataloupeError naming the rules there are."""
    named = {rule.name: rule for rule in rules(set)}
    if name not in named:
        raise DataloupeError(f"{set} has no rule {name!r} - it has {', '.join(named)}")
    return named[name]


def fails_any(set: str) -> str:
    """A SQL expression like `Rule.fails`: true where a rule of the set fails, NULL where none applies.

    Not SQL's OR, which says NULL where one rule passes and another does not apply.
    """
    tests = [rule.fails() for rule in rules(set)]
    applies = " OR ".join(f"({test}) IS NOT NULL" for test in tests)
    return f"CASE WHEN {applies} THEN {' OR '.join(f'coalesce({test}, false)' for test in tests)} END"
