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
POLICY = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")
URL = re.compile(r"https?://[!#-;=?-\[\]_a-z~]+")


def is_word(c: str) -> bool:
    return unicodedata.category(c)[0] in "LMN"


def is_mark(c: str) -> bool:
    return unicodedata.category(c)[0] == "M"


def is_ideograph(c: str) -> bool:
    ranges = ((0x3041, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
    return is_word(c) and not is_mark(c) and any(first <= ord(c) <= last for first, last in ranges)


def split_words(text: str) -> list[str]:
    words: list[str] = []
    inside = False
    for c in text:
        if is_ideograph(c):
            words.append(c)
            inside = False
        elif is_word(c) and (inside or not is_mark(c)):
            if inside:
                words[-1] += c
            else:
                words.append(c)
            inside = True
        else:
            inside = False
    return words


def fold(word: str) -> str:
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in word)


def folded_words(text: str) -> list[str]:
    return [fold(word) for word in split_words(text)]


def split_lines(text: str) -> list[str]:
    pieces = text.split("\n")
    return pieces[:-1] if pieces[-1] == "" else pieces


def sentences(text: str) -> tuple[int, bool]:
    """How many sentences end in the text, and whether words follow the last one."""
    count, words_since = 0, False
    for i, c in enumerate(text):
        words_since = words_since or (is_word(c) and not is_mark(c))
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
    def tokens(self) -> list[str]:
        return split_words(self.text)

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
