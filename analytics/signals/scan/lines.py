"""What are the lines of a text like?"""

from analytics.signals.family import Family
from analytics.signals.signal import UNSPACED, Signal

SHORT_LINE_CHARS = 30

FAMILY = Family(
    (
        Signal.fraction(
            "bullet_line_frac",
            "Bullet lines",
            "lines whose first character after white space is • or - / lines",
            "Gopher",
            kernel="bullet_lines / lines",
        ),
        Signal.fraction(
            "ellipsis_line_frac",
            "Lines ending in an ellipsis",
            "lines that end in ... or …, apart from white space / lines",
            "Gopher",
            kernel="ellipsis_lines / lines",
        ),
        Signal.fraction(
            "terminal_punct_line_frac",
            "Lines ending in punctuation",
            "non-blank lines whose last character, apart from white space, ends a sentence (… does not count) / "
            "non-blank lines",
            "FineWeb; RedPajama-V2",
            not_languages=("th", "lo"),  # written without marks at the end of sentences
            kernel="terminal_lines / nonblank_lines",
        ),
        Signal.fraction(
            "short_line_frac",
            "Short lines",
            f"non-blank lines of at most {SHORT_LINE_CHARS} characters / non-blank lines",
            "FineWeb",
            not_languages=UNSPACED,
            kernel="short_lines / nonblank_lines",
        ),
        Signal.fraction(
            "c4_kept_line_frac",
            "Lines that C4 keeps",
            'non-blank lines that end in . ? ! or " (not ...), with at least 3 words between white space, none longer '
            "than 1,000 characters, without javascript or a policy phrase / non-blank lines",
            "C4",
            not_languages=UNSPACED,
            kernel="c4_lines / nonblank_lines",
        ),
        Signal.count(
            "c4_sentence_count",
            "Sentences that C4 keeps",
            "sentences in the lines that C4 keeps",
            "sentences",
            "C4",
            not_languages=UNSPACED,
            kernel="c4_sentences",
        ),
    ),
    order=3,
)
