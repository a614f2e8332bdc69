"""What every column of the `signals` table means: the one registry that the scan fills and the pages show.

A word is a run of letters, digits and combining marks (Unicode categories L, N, M) of any script; one CJK ideograph or
kana is a word of its own. Korean is split at its spaces, like any alphabet. Thai, Lao, Khmer and Burmese put no spaces
between words, so there a "word" is a whole phrase. A line ends at a line feed (a carriage return before it is white
space). A fraction whose denominator is zero is NULL: unknown, not zero.
"""

from __future__ import annotations

from dataclasses import dataclass

UNSPACED = ("zh", "ja", "yue", "wuu", "th", "lo", "km", "my", "bo", "dz")
"""Languages (ISO 639) written without spaces between words: rules on word or line length made for English mean nothing
there.
"""

ENGLISH = ("en",)

STOP_WORDS = ("the", "be", "to", "of", "and", "that", "have", "with")
"""The eight words of Gopher's stop word rule, lower-case as published: a text in capitals does not have them."""

SHORT_LINE_CHARS = 30


@dataclass(frozen=True)
class Signal:
    """One column of `signals`: how to call it, how it is computed, and for which languages it means something.

    `dtype` is the DuckDB type. `languages` lists the only detected languages it is meant for (None = any);
    `not_languages` those for which it means nothing. `log` says that its distribution wants a logarithmic axis.
    """

    name: str
    title: str
    formula: str
    unit: str
    origin: str
    dtype: str = "DOUBLE"
    log: bool = False
    languages: tuple[str, ...] | None = None
    not_languages: tuple[str, ...] = ()

    @property
    def is_fraction(self) -> bool:
        """Whether the values are shares, best read as percentages."""
        return self.unit == "fraction"

    @property
    def applies_to(self) -> str:
        """The languages for which the signal means something, in words."""
        if self.languages is not None:
            return "only " + ", ".join(self.languages)
        return "all but " + ", ".join(self.not_languages) if self.not_languages else "all languages"


def _count(
    name: str,
    title: str,
    formula: str,
    unit: str,
    origin: str,
    log: bool = True,
    languages: tuple[str, ...] | None = None,
    not_languages: tuple[str, ...] = (),
) -> Signal:
    return Signal(name, title, formula, unit, origin, "BIGINT", log, languages, not_languages)


def _fraction(name: str, title: str, formula: str, origin: str, not_languages: tuple[str, ...] = ()) -> Signal:
    return Signal(name, title, formula, "fraction", origin, not_languages=not_languages)


_SIZE = (
    _count("n_chars", "Characters", "Unicode code points", "characters", "dataloupe"),
    _count("n_bytes", "Bytes", "bytes of the text in UTF-8", "bytes", "dataloupe"),
    _count(
        "n_words",
        "Words",
        "runs of letters, digits and combining marks; a CJK ideograph or kana is one word",
        "words",
        "Gopher",
    ),
    _count(
        "n_lines",
        "Lines",
        "pieces between line feeds; an empty piece after the last line feed does not count",
        "lines",
        "Gopher",
    ),
    _count(
        "n_paragraphs",
        "Paragraphs",
        "pieces between runs of two or more line feeds, of the text without white space around it",
        "paragraphs",
        "Gopher",
    ),
    _count(
        "n_sentences",
        "Sentences",
        "runs of sentence-ending marks (. ? ! … and those of other scripts) that follow a word and stand before white space, a closing quote or bracket, "
        "or the end (a mark of a script without spaces needs nothing after it); words left before a blank line or at the end make one more",
        "sentences",
        "RedPajama-V2",
    ),
    _count(
        "n_tokens",
        "Tokens (est.)",
        "an estimate, no tokenizer is run: one for each started 8 characters of a word, one for each punctuation mark or symbol. Against GPT-4o's tokenizer, on 150 "
        "documents of each of 15 sources: half the documents within 9%, all together -1%; by source from +10% (web page revisions) to -17% (Chinese) and -25% (German law)",
        "tokens (est.)",
        "dataloupe",
    ),
)

_WORDS = (
    Signal(
        "mean_word_length",
        "Mean word length",
        "characters in words / words",
        "characters",
        "Gopher",
        not_languages=UNSPACED,
    ),
    _count(
        "max_word_length",
        "Longest word",
        "characters of the longest word",
        "characters",
        "dataloupe",
        not_languages=UNSPACED,
    ),
    _fraction(
        "alpha_word_frac",
        "Words with a letter",
        "words with at least one letter / words",
        "Gopher; RedPajama-V2 stores its complement",
    ),
    _count(
        "stop_word_count",
        "Stop words present",
        f"how many of the {len(STOP_WORDS)} words {' '.join(STOP_WORDS)} occur, lower-case as written",
        "words",
        "Gopher",
        log=False,
        languages=ENGLISH,
    ),
    _fraction(
        "all_caps_word_frac",
        "All-caps words",
        "words with a capital letter and no small or title-case one / words",
        "RedPajama-V2",
        not_languages=UNSPACED,
    ),
    _fraction("unique_word_frac", "Unique words", "distinct words, case folded / words", "RedPajama-V2"),
    Signal(
        "unigram_entropy",
        "Unigram entropy",
        "Shannon entropy of the case-folded words: -Σ p·ln p with p = a word's count / words",
        "nats",
        "RedPajama-V2",
    ),
    Signal("hash_to_word_ratio", "Hash signs per word", "# characters / words", "per word", "Gopher"),
    Signal("ellipsis_to_word_ratio", "Ellipses per word", "occurrences of ... and of … / words", "per word", "Gopher"),
    Signal("newline_to_word_ratio", "Line feeds per word", "line feeds / words", "per word", "FineWeb"),
)

_LINES = (
    _fraction(
        "bullet_line_frac", "Bullet lines", "lines whose first character after white space is • or - / lines", "Gopher"
    ),
    _fraction(
        "ellipsis_line_frac",
        "Lines ending in an ellipsis",
        "lines that end in ... or … before white space / lines",
        "Gopher",
    ),
    _fraction(
        "terminal_punct_line_frac",
        "Lines ending in punctuation",
        "non-blank lines whose last character before white space ends a sentence (… does not count) / non-blank lines",
        "FineWeb; RedPajama-V2",
    ),
    _fraction(
        "short_line_frac",
        "Short lines",
        f"non-blank lines of at most {SHORT_LINE_CHARS} characters / non-blank lines",
        "FineWeb",
        not_languages=UNSPACED,
    ),
    _fraction(
        "c4_kept_line_frac",
        "Lines that C4 keeps",
        'non-blank lines that end in . ? ! or " (not ...), with at least 3 words between white space, none longer than 1,000 characters, '
        "without javascript or a policy phrase / non-blank lines",
        "C4",
        not_languages=UNSPACED,
    ),
    _count(
        "c4_sentence_count",
        "Sentences that C4 keeps",
        "sentences in the lines that C4 keeps",
        "sentences",
        "C4",
        not_languages=UNSPACED,
    ),
)

_REPETITION = (
    _fraction(
        "dup_line_frac",
        "Duplicate lines",
        "lines (between runs of line feeds) equal to an earlier one / lines",
        "Gopher",
    ),
    _fraction(
        "dup_line_char_frac",
        "Characters in duplicate lines",
        "characters of lines equal to an earlier one / characters",
        "Gopher",
    ),
    _fraction(
        "dup_nonblank_line_char_frac",
        "Characters in duplicate lines, FineWeb",
        "characters of non-blank lines equal to an earlier one / characters that are no line feed",
        "FineWeb",
    ),
    _fraction(
        "dup_paragraph_frac", "Duplicate paragraphs", "paragraphs equal to an earlier one / paragraphs", "Gopher"
    ),
    _fraction(
        "dup_paragraph_char_frac",
        "Characters in duplicate paragraphs",
        "characters of paragraphs equal to an earlier one / characters",
        "Gopher",
    ),
    *(
        _fraction(
            f"top_{n}gram_char_frac",
            f"Characters in the top {n}-gram",
            f"count x length (words joined by spaces) of the most frequent {n} words in a row / characters; may exceed 1, as occurrences overlap",
            "Gopher, as datatrove computes it",
            not_languages=UNSPACED,
        )
        for n in (2, 3, 4)
    ),
    *(
        _fraction(
            f"dup_{n}gram_char_frac",
            f"Characters in duplicate {n}-grams",
            f"from left to right: word characters of each {n} words in a row seen before (the walk then goes on behind them) / characters",
            "Gopher, as datatrove computes it",
            not_languages=UNSPACED,
        )
        for n in range(5, 11)
    ),
)

_CHARACTERS = (
    _fraction("letter_char_frac", "Letters", "letters of any script / characters", "dataloupe"),
    _fraction("upper_char_frac", "Capital letters", "capital letters / characters", "RedPajama-V2"),
    _fraction("digit_char_frac", "Digits", "decimal digits of any script / characters", "NeMo; RedPajama-V2"),
    _fraction(
        "punct_char_frac",
        "Punctuation and symbols",
        "characters of Unicode categories P and S / characters",
        "dataloupe",
    ),
    _fraction("whitespace_char_frac", "White space", "white space / characters", "NeMo"),
    _fraction(
        "non_alphanumeric_char_frac",
        "Other than letters and digits",
        "characters that are no letter, number or combining mark, no line feed and none of ? ! , . / characters",
        "NeMo",
    ),
    _fraction(
        "url_char_frac",
        "Characters in URLs",
        "characters of http:// and https:// addresses, as far as RFC 3986 allows them / characters",
        "NeMo",
    ),
    _fraction("paren_char_frac", "Brackets", "( ) [ ] { } ⟨ ⟩ / characters", "NeMo"),
    _count("curly_bracket_count", "Curly brackets", "occurrences of {", "characters", "C4"),
    _count(
        "lorem_ipsum_count", "Lorem ipsum", 'occurrences of "lorem ipsum", in any case', "occurrences", "C4", log=False
    ),
    _count(
        "control_char_count",
        "Control characters",
        "characters of category Cc other than tab, line feed and carriage return, NUL among them",
        "characters",
        "dataloupe",
    ),
    _count("nul_char_count", "NUL characters", "U+0000", "characters", "dataloupe"),
    _count(
        "replacement_char_count",
        "Replacement characters",
        "U+FFFD, what a decoder leaves where bytes were no text",
        "characters",
        "dataloupe",
    ),
)

_LANGUAGE = (
    Signal(
        "lang_detected",
        "Language (detected)",
        "ISO 639 code that fastText's lid.176 gives the first characters; NULL when there are too few letters to tell",
        "code",
        "fastText",
        "VARCHAR",
    ),
    _fraction("lang_confidence", "Language confidence", "probability that the model gives this language", "fastText"),
)

SIGNALS: dict[str, Signal] = {
    signal.name: signal for signal in (*_SIZE, *_WORDS, *_LINES, *_REPETITION, *_CHARACTERS, *_LANGUAGE)
}
"""Every column of `signals` after `doc_id`, in the table's order."""

NUMERIC_SIGNALS: tuple[str, ...] = tuple(signal.name for signal in SIGNALS.values() if signal.dtype != "VARCHAR")

_PRIVATE = (
    ("email", "E-mail addresses", "addresses with a name and a domain that mail could reach"),
    (
        "phone",
        "Phone numbers",
        "numbers in international or North American form; other numbers only beside a word such as tel, phone or fax",
    ),
    ("card", "Payment card numbers", "numbers with an issuer's prefix and length whose check digit is right (Luhn)"),
    ("iban", "IBANs", "account numbers of their country's length that leave 1 modulo 97"),
    ("ip", "IP addresses", "public IPv4 and IPv6 addresses; not versions, headings, or addresses of private networks"),
    (
        "secret",
        "Keys and secrets",
        "keys and tokens in the forms of well-known services, private key blocks, and random-looking values given to a key, token or password",
    ),
)

CONTENT_SIGNALS: dict[str, Signal] = {
    signal.name: signal
    for signal in (
        _count(
            "pii_count",
            "Personal data",
            "e-mail addresses, phone, card and account numbers, IP addresses and secrets, all together",
            "findings",
            "dataloupe",
        ),
        *(_count(f"{kind}_count", title, formula, "findings", "dataloupe") for kind, title, formula in _PRIVATE),
        _count(
            "profanity_count",
            "Swear words",
            "words on a list of common English swear words (batch/profanity.py)",
            "words",
            "dataloupe",
            languages=ENGLISH,
        ),
        Signal(
            "profanity_word_frac",
            "Share of swear words",
            "swear words / words",
            "fraction",
            "dataloupe",
            languages=ENGLISH,
        ),
        _count("markup_tag_count", "HTML tags", "tags such as <div class=x> or </p>", "tags", "dataloupe"),
        _count(
            "mojibake_count",
            "Mojibake",
            "places where UTF-8 was read as Latin-1 or Windows-1252, such as Ã© for é",
            "places",
            "dataloupe",
        ),
        Signal(
            "unfinished",
            "Unfinished",
            "the text ends without a mark that ends a sentence, as one that was cut off does (and a list, or a poem)",
            "yes or no",
            "dataloupe",
            "BOOLEAN",
        ),
        _fraction(
            "boilerplate_char_frac",
            "Boilerplate",
            "characters in lines (or paragraphs, where those are more) that stand in at least 5 different texts / characters; of the 5,000 most frequent such parts",
            "dataloupe",
        ),
        Signal(
            "neighbor_distance",
            "Distance to neighbours",
            "1 - mean cosine to the nearest neighbours in meaning; outliers have a large one",
            "cosine",
            "dataloupe",
        ),
    )
}
"""Every column of `content` after `doc_id`, in the table's order."""

QUALITY_SIGNALS: dict[str, Signal] = {
    signal.name: signal
    for signal in (
        Signal(
            "quality_score",
            "Quality score",
            "probability to be one of the liked and not one of the unliked documents, were both equally frequent: logistic regression on hashed words",
            "probability",
            "GPT-3, appendix A",
        ),
        Signal(
            "quality_score_vectors",
            "Quality score (vectors)",
            "the same from the embeddings instead of the words",
            "probability",
            "dataloupe",
        ),
        Signal(
            "perplexity",
            "Perplexity",
            "exp of the mean surprise a word of a 3-gram model that has read the liked documents only; to compare texts under this model, not with other models",
            "per word",
            "CCNet; MacKay & Peto 1995",
            log=True,
        ),
        Signal(
            "perplexity_peak",
            "Peak perplexity",
            "the same of the 40 words in a row that surprise most: what stands in a part of a text only",
            "per word",
            "dataloupe",
            log=True,
        ),
    )
}
"""The numbers in `quality`, which training the classifier makes."""

SIGNAL_TABLES: dict[str, dict[str, Signal]] = {
    "signals": SIGNALS,
    "content": CONTENT_SIGNALS,
    "quality": QUALITY_SIGNALS,
}
"""By table the columns that have a definition; no name stands in two of them."""


def described(table: str, column: str) -> Signal | None:
    """What a column of a table means, where it has a definition."""
    return SIGNAL_TABLES.get(table, {}).get(column)
