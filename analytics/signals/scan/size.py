"""How large is a text?"""

from analytics.signals.family import Family
from analytics.signals.signal import NO_WORDS, Signal

FAMILY = Family(
    (
        Signal.count("n_chars", "Characters", "Unicode code points", "characters", "dataloupe", kernel="chars"),
        Signal.count("n_bytes", "Bytes", "bytes of the text in UTF-8", "bytes", "dataloupe", kernel="bytes"),
        Signal.count(
            "n_words",
            "Words",
            "runs of letters, digits and combining marks; a letter of a script without spaces (Chinese, Japanese, "
            "Thai, Lao, Khmer, Burmese ...) is one word, with the marks on it",
            "words",
            "Gopher",
            not_languages=NO_WORDS,
            kernel="words",
        ),
        Signal.count(
            "n_lines",
            "Lines",
            "pieces between line feeds; an empty piece after the last line feed does not count",
            "lines",
            "Gopher",
            kernel="lines",
        ),
        Signal.count(
            "n_paragraphs",
            "Paragraphs",
            "pieces between runs of two or more line feeds, of the text without white space around it",
            "paragraphs",
            "Gopher",
            kernel="paragraphs",
        ),
        Signal.count(
            "n_sentences",
            "Sentences",
            "runs of sentence-ending marks (. ? ! … and those of other scripts) that follow a word and precede white "
            "space, a closing quote or bracket, or the end (after a mark of a script without spaces anything may "
            "follow); words without such a mark before a blank line or before the end are one more sentence",
            "sentences",
            "RedPajama-V2",
            kernel="sentences",
        ),
        Signal.count(
            "n_tokens",
            "Tokens (est.)",
            "an estimate, no tokenizer is run: each character adds what it adds on average, by its letter or script, "
            "and so does each start of a word, number or run of marks; of texts over 1 KB, eight parts are read. "
            "Against GPT-4o's tokenizer (o200k), on texts that it was not fitted to: within 6% for half the documents, "
            "0% for all together; by source or language from -13% (Chinese poetry) to +19% (CSV), Thai +5%, Lao -3%. "
            "Older tokenizers (cl100k) need up to 3 times as many tokens for Indic scripts, and 1.9 for Greek",
            "tokens (est.)",
            "dataloupe",
            kernel="tokens",
        ),
    ),
    order=1,
)
