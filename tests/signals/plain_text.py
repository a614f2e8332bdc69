"""Words, lines, sentences and paragraphs of one text in plain Python: slow, and independent of the compiled scan."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cached_property

STOP_WORDS = {"the", "be", "to", "of", "and", "that", "have", "with"}
SENTENCE_ENDS_WIDE = "。．！？｡။។៕༎᠃᠉"
SENTENCE_ENDS = ".!?…‼‽⁇⁈⁉։؝؞؟۔܀܁܂߹।॥።፧፨᙮᜵᜶᥄᥅᪨᪩᪪᪫᭚᭛᭞᭟᱾᱿⸮꓿꘎꘏꛳꛷꣎꣏꤯꩝꩞꩟꫰꫱꯫﹒﹖﹗" + SENTENCE_ENDS_WIDE
CLOSERS = "\"'’”»›)]}」』）】〉》"
UNSPACED = (
    (0x3005, 0x3007), (0x3031, 0x3035), (0x3041, 0x30FF), (0x3105, 0x312F), (0x31A0, 0x31BF), (0x31F0, 0x31FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9D), (0x17000, 0x18CFF), (0x1B000, 0x1B16F),
    (0x20000, 0x323AF), (0x0E00, 0x0EFF), (0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F), (0x1780, 0x17FF),
    (0x1950, 0x19DF), (0x1A20, 0x1AAF), (0x1B00, 0x1B7F), (0xA000, 0xA48F), (0xA980, 0xA9DF), (0xAA80, 0xAADF),
)  # fmt: skip
POLICY = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")
URL = re.compile(r"https?://[!#-;=?-\[\]_a-z~]+")


def is_word(c: str) -> bool:
    return unicodedata.category(c)[0] in "LMN" and not is_variation_selector(c)


def is_mark(c: str) -> bool:
    return unicodedata.category(c)[0] == "M"


def is_ideograph(c: str) -> bool:
    """A letter, or a vowel sign beside its consonant, of a script without spaces between words."""
    is_letter = unicodedata.category(c) == "Mc" or unicodedata.category(c)[0] == "L"
    return is_letter and any(first <= ord(c) <= last for first, last in UNSPACED)


def split_words(text: str) -> list[str]:
    words: list[str] = []
    state = ""
    for c in text:
        if is_ideograph(c):
            words.append(c)
            state = "alone"
        elif is_word(c) and is_mark(c):
            if state:
                words[-1] += c
        elif is_word(c):
            if state == "inside":
                words[-1] += c
            else:
                words.append(c)
            state = "inside"
        else:
            state = ""
    return words


def is_variation_selector(c: str) -> bool:
    return 0xFE00 <= ord(c) <= 0xFE0F or 0xE0100 <= ord(c) <= 0xE01EF


def fold(word: str) -> str:
    return "".join(map(fold_letter, word))


def fold_letter(c: str) -> str:
    lower = c.lower()
    plain = unicodedata.normalize("NFKC", lower)
    if is_word(c) and not is_mark(c) and len(plain) == 1 and is_word(plain) and not is_mark(plain):
        return plain
    return lower if len(lower) == 1 else c


def folded_words(text: str) -> list[str]:
    return [fold(word) for word in split_words(text)]


def split_lines(text: str) -> list[str]:
    pieces = text.split("\n")
    return pieces[:-1] if pieces[-1] == "" else pieces


def sentences(text: str) -> tuple[int, bool]:
    """How many sentences end in the text, and whether words follow the last one."""
    count, words_since = 0, False
    for i, c in enumerate(text):
        words_since = words_since or is_ideograph(c) or (is_word(c) and not is_mark(c))
        following = text[i + 1] if i + 1 < len(text) else " "
        ends = (
            c in SENTENCE_ENDS
            and following not in SENTENCE_ENDS
            and (following.isspace() or following in CLOSERS or c in SENTENCE_ENDS_WIDE)
        )
        if ends and words_since:
            count, words_since = count + 1, False
    return count, words_since


def n_sentences(text: str) -> int:
    blocks = re.split(r"\n(?:[^\S\n]*\n)+", "\n" + text)
    return sum(ended + open_ for ended, open_ in map(sentences, blocks))


def ascii_lower(text: str) -> str:
    return re.sub("[A-Z]", lambda m: m[0].lower(), text)


def c4_keeps(line: str) -> bool:
    line, tokens = line.strip(), line.split()
    return (
        line.endswith((".", "?", "!", '"'))
        and not line.endswith("...")
        and len(tokens) >= 3
        and max(map(len, tokens)) <= 1000
        and not any(phrase in ascii_lower(line) for phrase in ("javascript", *POLICY))
    )


def duplicates(pieces: list[str]) -> tuple[int, int]:
    """Pieces equal to an earlier one, and their characters."""
    seen: set[str] = set()
    count = chars = 0
    for piece in pieces:
        if piece in seen:
            count, chars = count + 1, chars + len(piece)
        seen.add(piece)
    return count, chars


def top_ngram_chars(tokens: list[str], n: int) -> int:
    grams = [" ".join(tokens[i : i + n]) for i in range(len(tokens) - n + 1)]
    if not grams:
        return 0
    gram, count = Counter(grams).most_common(1)[0]
    return len(gram) * count


def duplicate_ngram_chars(tokens: list[str], n: int) -> int:
    """datatrove's search, over tuples of words. (It joins words without a space, which makes "ab c" equal "a bc".)"""
    seen: set[tuple[str, ...]] = set()
    chars = i = 0
    while i <= len(tokens) - n:
        gram = tuple(tokens[i : i + n])
        if gram in seen:
            chars += sum(map(len, gram))
            i += n
        else:
            seen.add(gram)
            i += 1
    return chars


def ratio(above: float, below: float) -> float | None:
    return above / below if below else None


def cased(c: str) -> str:
    """'upper', 'lower' (also for title case), or '' for a letter without case and for other characters."""
    if unicodedata.category(c)[0] != "L":
        return ""
    return "upper" if c.isupper() else "lower" if c.islower() or c.istitle() else ""


def all_caps(word: str) -> bool:
    return {cased(c) for c in word} - {""} == {"upper"}


class PlainText:
    """A text and what its definitions need, each computed once."""

    def __init__(self, text: str):
        self.text = text
        self.stripped = text.strip()

    def __len__(self) -> int:
        return len(self.text)

    @cached_property
    def written(self) -> list[str]:
        return split_words(self.text)

    @cached_property
    def tokens(self) -> list[str]:
        return split_words(unicodedata.normalize("NFC", self.text))

    @cached_property
    def folded(self) -> Counter[str]:
        return Counter(map(fold, self.tokens))

    @cached_property
    def categories(self) -> list[str]:
        return [unicodedata.category(c) for c in self.text]

    @cached_property
    def lines(self) -> list[str]:
        return split_lines(self.text)

    @cached_property
    def nonblank_lines(self) -> list[str]:
        return [line for line in self.lines if line.strip()]

    @cached_property
    def c4_lines(self) -> list[str]:
        return [line for line in self.nonblank_lines if c4_keeps(line)]

    @cached_property
    def paragraphs(self) -> list[str]:
        return re.split(r"\n{2,}", self.stripped) if self.stripped else []

    @cached_property
    def pieces(self) -> list[str]:
        """Lines as datatrove splits them: at runs of line feeds."""
        return re.split("\n+", self.text)
