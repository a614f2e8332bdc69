"""Which characters does a text consist of?"""

from analytics.signals.family import Family
from analytics.signals.signal import Signal

_SHARES = (
    Signal.fraction(
        "letter_char_frac", "Letters", "letters of any script / characters", "dataloupe", kernel="letters / chars"
    ),
    Signal.fraction(
        "upper_char_frac",
        "Capital letters",
        "capital letters / characters",
        "RedPajama-V2",
        kernel="capitals / chars",
    ),
    Signal.fraction(
        "digit_char_frac",
        "Digits",
        "decimal digits of any script / characters",
        "NeMo; RedPajama-V2",
        kernel="digits / chars",
    ),
    Signal.fraction(
        "punct_char_frac",
        "Punctuation and symbols",
        "characters of Unicode categories P and S / characters",
        "dataloupe",
        kernel="punctuation / chars",
    ),
    Signal.fraction("whitespace_char_frac", "White space", "white space / characters", "NeMo", kernel="spaces / chars"),
    Signal.fraction(
        "non_alphanumeric_char_frac",
        "Other than letters and digits",
        "characters that are no letter, number or combining mark, no line feed and none of ? ! , . / characters",
        "NeMo",
        kernel="non_alphanumerics / chars",
    ),
    Signal.fraction(
        "url_char_frac",
        "Characters in URLs",
        "characters of http:// and https:// addresses, as far as RFC 3986 allows them / characters",
        "NeMo",
        kernel="url_chars / chars",
    ),
    Signal.fraction("paren_char_frac", "Brackets", "( ) [ ] { } ⟨ ⟩ / characters", "NeMo", kernel="brackets / chars"),
)

_COUNTS = (
    Signal.count("curly_bracket_count", "Curly brackets", "occurrences of {", "characters", "C4", kernel="curlies"),
    Signal.count(
        "lorem_ipsum_count",
        "Lorem ipsum",
        'occurrences of "lorem ipsum", in any case',
        "occurrences",
        "C4",
        log=False,
        kernel="lorem_ipsums",
    ),
    Signal.count(
        "control_char_count",
        "Control characters",
        "characters of category Cc other than tab, line feed and carriage return, including NUL",
        "characters",
        "dataloupe",
        kernel="controls",
    ),
    Signal.count("nul_char_count", "NUL characters", "U+0000", "characters", "dataloupe", kernel="nuls"),
    Signal.count(
        "replacement_char_count",
        "Replacement characters",
        "U+FFFD, which a decoder writes where bytes are not valid text",
        "characters",
        "dataloupe",
        kernel="replacements",
    ),
)

FAMILY = Family((*_SHARES, *_COUNTS), order=5)
