"""The verdict of every rule of datatrove, with its words and with ours: `python datatrove_rules.py TEXTS.jsonl`.

Runs in datatrove's own environment. A line of the input is a JSON pair of a text and its words by our tokenizer. Each
filter runs with one threshold only, because it stops at the first rule that fails. Prints for each tokenizer ("own",
"ours") and rule a list with true (fails), false, or null where the filter divides by zero.
"""

import json
import sys
from pathlib import Path

from datatrove.data import Document
from datatrove.pipeline.filters import (
    FineWebQualityFilter,
    GopherQualityFilter,
    GopherRepetitionFilter,
    fineweb_quality_filter,
    gopher_quality_filter,
    gopher_repetition_filter,
)
from datatrove.utils.text import split_into_words

NO_QUALITY = dict.fromkeys(
    (
        "min_doc_words",
        "max_doc_words",
        "min_avg_word_length",
        "max_avg_word_length",
        "max_symbol_word_ratio",
        "max_bullet_lines_ratio",
        "max_ellipsis_lines_ratio",
        "max_non_alpha_words_ratio",
        "min_stop_words",
    )
)
NO_REPETITION = {
    "dup_line_frac": None,
    "dup_para_frac": None,
    "dup_line_char_frac": None,
    "dup_para_char_frac": None,
    "top_n_grams": (),
    "dup_n_grams": (),
}
NO_FINEWEB = {"line_punct_thr": -1, "short_line_thr": 2, "char_duplicates_ratio": 2, "new_line_ratio": 1e12}

RULES = {
    ("Gopher quality", "too few words"): GopherQualityFilter(**NO_QUALITY | {"min_doc_words": 50}),
    ("Gopher quality", "too many words"): GopherQualityFilter(**NO_QUALITY | {"max_doc_words": 100_000}),
    ("Gopher quality", "words too short"): GopherQualityFilter(**NO_QUALITY | {"min_avg_word_length": 3}),
    ("Gopher quality", "words too long"): GopherQualityFilter(**NO_QUALITY | {"max_avg_word_length": 10}),
    ("Gopher quality", "hash signs"): GopherQualityFilter(**NO_QUALITY | {"max_symbol_word_ratio": 0.1}),
    ("Gopher quality", "ellipses"): GopherQualityFilter(**NO_QUALITY | {"max_symbol_word_ratio": 0.1}),
    ("Gopher quality", "bullet lines"): GopherQualityFilter(**NO_QUALITY | {"max_bullet_lines_ratio": 0.9}),
    ("Gopher quality", "lines ending in an ellipsis"): GopherQualityFilter(
        **NO_QUALITY | {"max_ellipsis_lines_ratio": 0.3}
    ),
    ("Gopher quality", "words without letters"): GopherQualityFilter(**NO_QUALITY | {"max_non_alpha_words_ratio": 0.8}),
    ("Gopher quality", "too few stop words"): GopherQualityFilter(**NO_QUALITY | {"min_stop_words": 2}),
    ("Gopher repetition", "duplicate lines"): GopherRepetitionFilter(**NO_REPETITION | {"dup_line_frac": 0.3}),
    ("Gopher repetition", "duplicate paragraphs"): GopherRepetitionFilter(**NO_REPETITION | {"dup_para_frac": 0.3}),
    ("Gopher repetition", "characters in duplicate lines"): GopherRepetitionFilter(
        **NO_REPETITION | {"dup_line_char_frac": 0.2}
    ),
    ("Gopher repetition", "characters in duplicate paragraphs"): GopherRepetitionFilter(
        **NO_REPETITION | {"dup_para_char_frac": 0.2}
    ),
    **{
        ("Gopher repetition", f"top {n}-gram"): GopherRepetitionFilter(**NO_REPETITION | {"top_n_grams": ((n, limit),)})
        for n, limit in ((2, 0.2), (3, 0.18), (4, 0.16))
    },
    **{
        ("Gopher repetition", f"duplicate {n}-grams"): GopherRepetitionFilter(
            **NO_REPETITION | {"dup_n_grams": ((n, limit),)}
        )
        for n, limit in ((5, 0.15), (6, 0.14), (7, 0.13), (8, 0.12), (9, 0.11), (10, 0.10))
    },
    ("FineWeb", "lines without terminal punctuation"): FineWebQualityFilter(**NO_FINEWEB | {"line_punct_thr": 0.12}),
    ("FineWeb", "short lines"): FineWebQualityFilter(**NO_FINEWEB | {"short_line_thr": 0.67}),
    ("FineWeb", "characters in duplicate lines"): FineWebQualityFilter(**NO_FINEWEB | {"char_duplicates_ratio": 0.01}),
    ("FineWeb", "line feeds per word"): FineWebQualityFilter(**NO_FINEWEB | {"new_line_ratio": 0.3}),
}


def main(path):
    verdicts = {tokenizer: {" / ".join(rule): [] for rule in RULES} for tokenizer in ("own", "ours")}
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        text, words = json.loads(line)
        for tokenizer, split in (("own", split_into_words(text, "eng")), ("ours", words)):
            for module in (gopher_quality_filter, gopher_repetition_filter, fineweb_quality_filter):
                module.split_into_words = lambda *_, split=split: split  # split once per text, not once per rule
            for rule, one in RULES.items():
                verdicts[tokenizer][" / ".join(rule)].append(fails(one, text_for(rule[1], text)))
    print(json.dumps(verdicts))


def text_for(rule, text):
    """The text without hash signs for the rule on ellipses, and the other way round: both share one threshold."""
    if rule == "ellipses":
        return text.replace("#", "")
    if rule == "hash signs":
        return text.replace("...", "").replace("…", "")
    return text


def fails(one, text):
    try:
        return one.filter(Document(text=text, id="")) is not True
    except ZeroDivisionError:
        return None


if __name__ == "__main__":
    main(sys.argv[1])
