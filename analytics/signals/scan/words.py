"""Which words does a text use?"""

from analytics.signals.family import Family
from analytics.signals.signal import LONG_WORDS, NO_WORDS, STOP_WORD_LANGUAGES, UNSPACED, Signal

STOP_WORDS = ("the", "be", "to", "of", "and", "that", "have", "with")
"""The eight words of Gopher's stop word rule, in lower case as published: "THE" in capitals does not count."""

FAMILY = Family(
    (
        Signal(
            "mean_word_length",
            "Mean word length",
            "characters in words / words",
            "characters",
            "Gopher",
            not_languages=(*UNSPACED, *LONG_WORDS),
            kernel="word_chars / words",
        ),
        Signal.count(
            "max_word_length",
            "Longest word",
            "characters of the longest word",
            "characters",
            "dataloupe",
            not_languages=UNSPACED,
            kernel="longest_word",
        ),
        Signal.fraction(
            "alpha_word_frac",
            "Words with a letter",
            "words with at least one letter / words",
            "Gopher; RedPajama-V2 stores its complement",
            not_languages=NO_WORDS,
            kernel="letter_words / words",
        ),
        Signal.count(
            "stop_word_count",
            "Stop words present",
            "how many of eight frequent words of the detected language occur; in English and in unknown languages "
            f"{' '.join(STOP_WORDS)}, in lower case",
            "words",
            "Gopher",
            log=False,
            languages=STOP_WORD_LANGUAGES,
            kernel="stop_words",
        ),
        Signal.fraction(
            "all_caps_word_frac",
            "All-caps words",
            "words with a capital letter and no lower-case or title-case letter / words",
            "RedPajama-V2",
            not_languages=UNSPACED,
            kernel="caps_words / words",
        ),
        Signal.fraction(
            "unique_word_frac",
            "Unique words",
            "distinct words, case folded / words",
            "RedPajama-V2",
            not_languages=NO_WORDS,
            kernel="distinct_words / words",
        ),
        Signal(
            "unigram_entropy",
            "Unigram entropy",
            "Shannon entropy of the case-folded words: -Σ p·ln p with p = a word's count / words",
            "nats",
            "RedPajama-V2",
            not_languages=NO_WORDS,
            kernel="entropy",
        ),
        Signal(
            "hash_to_word_ratio",
            "Hash signs per word",
            "# characters / words",
            "per word",
            "Gopher",
            not_languages=NO_WORDS,
            kernel="hashes / words",
        ),
        Signal(
            "ellipsis_to_word_ratio",
            "Ellipses per word",
            "occurrences of ... and of … / words",
            "per word",
            "Gopher",
            not_languages=NO_WORDS,
            kernel="all_ellipses / words",
        ),
        Signal(
            "newline_to_word_ratio",
            "Line feeds per word",
            "line feeds / words",
            "per word",
            "FineWeb",
            not_languages=NO_WORDS,
            kernel="line_feeds / words",
        ),
    ),
    order=2,
)
