"""Every signal again, by the book: slow Python over one text at a time, for the compiled scan to be held against."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter

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


def words(text: str) -> list[str]:
    found: list[str] = []
    inside = False
    for c in text:
        if is_ideograph(c):
            found.append(c)
            inside = False
        elif is_word(c) and (inside or not is_mark(c)):
            if inside:
                found[-1] += c
            else:
                found.append(c)
            inside = True
        else:
            inside = False
    return found


def fold(word: str) -> str:
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in word)


def lines(text: str) -> list[str]:
    pieces = text.split("\n")
    return pieces[:-1] if pieces[-1] == "" else pieces


def sentences(text: str) -> tuple[int, bool]:
    """How many sentences end in the text, and whether words stand behind the last one."""
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
    """datatrove's walk, over tuples of words: it joins them with nothing between, so that "ab c" equals "a bc"."""
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
    """'upper', 'lower' (title case too) or '' for a letter without case and for what is no letter."""
    if unicodedata.category(c)[0] != "L":
        return ""
    return "upper" if c.isupper() else "lower" if c.islower() or c.istitle() else ""


def all_caps(word: str) -> bool:
    return {cased(c) for c in word} - {""} == {"upper"}


def signals(text: str) -> dict[str, float | int | None]:
    tokens = words(text)
    folded = Counter(map(fold, tokens))
    category = [unicodedata.category(c) for c in text]
    every_line = lines(text)
    shown = [line for line in every_line if line.strip()]
    kept = [line for line in shown if c4_keeps(line)]
    stripped = text.strip()
    paragraphs = re.split(r"\n{2,}", stripped) if stripped else []
    pieces = re.split("\n+", text)
    n, w = len(text), len(tokens)
    found: dict[str, float | int | None] = {
        "n_chars": n,
        "n_bytes": len(text.encode()),
        "n_words": w,
        "n_lines": len(every_line),
        "n_paragraphs": len(paragraphs),
        "n_sentences": n_sentences(text),
        "mean_word_length": ratio(sum(map(len, tokens)), w),
        "max_word_length": max(map(len, tokens), default=0),
        "alpha_word_frac": ratio(sum(any(unicodedata.category(c)[0] == "L" for c in word) for word in tokens), w),
        "stop_word_count": len(STOP_WORDS & set(tokens)),
        "all_caps_word_frac": ratio(sum(map(all_caps, tokens)), w),
        "unique_word_frac": ratio(len(folded), w),
        "unigram_entropy": -sum(count / w * math.log(count / w) for count in folded.values()) if w else None,
        "hash_to_word_ratio": ratio(text.count("#"), w),
        "ellipsis_to_word_ratio": ratio(text.count("...") + text.count("…"), w),
        "newline_to_word_ratio": ratio(text.count("\n"), w),
        "bullet_line_frac": ratio(sum(line.lstrip().startswith(("•", "-")) for line in every_line), len(every_line)),
        "ellipsis_line_frac": ratio(sum(line.rstrip().endswith(("...", "…")) for line in every_line), len(every_line)),
        "terminal_punct_line_frac": ratio(
            sum(line.rstrip()[-1] in SENTENCE_ENDS.replace("…", "") for line in shown), len(shown)
        ),
        "short_line_frac": ratio(sum(len(line) <= 30 for line in shown), len(shown)),
        "c4_kept_line_frac": ratio(len(kept), len(shown)),
        "c4_sentence_count": sum(sum(sentences(line)) for line in kept),
        "dup_line_frac": ratio(duplicates(pieces)[0], len(pieces)) if text else None,
        "dup_line_char_frac": ratio(duplicates(pieces)[1], n),
        "dup_nonblank_line_char_frac": ratio(duplicates(shown)[1], len(text.replace("\n", ""))),
        "dup_paragraph_frac": ratio(duplicates(paragraphs)[0], len(paragraphs)),
        "dup_paragraph_char_frac": ratio(duplicates(paragraphs)[1], n),
        "letter_char_frac": ratio(sum(c[0] == "L" for c in category), n),
        "upper_char_frac": ratio(sum(cased(c) == "upper" for c in text), n),
        "digit_char_frac": ratio(category.count("Nd"), n),
        "punct_char_frac": ratio(sum(c[0] in "PS" for c in category), n),
        "whitespace_char_frac": ratio(sum(map(str.isspace, text)), n),
        "non_alphanumeric_char_frac": ratio(sum(not is_word(c) and c not in "\n?!,." for c in text), n),
        "url_char_frac": ratio(sum(map(len, URL.findall(text))), n),
        "paren_char_frac": ratio(sum(c in "()[]{}⟨⟩" for c in text), n),
        "curly_bracket_count": text.count("{"),
        "lorem_ipsum_count": ascii_lower(text).count("lorem ipsum"),
        "control_char_count": sum(c == "Cc" for c in category) - sum(text.count(c) for c in "\t\n\r"),
        "nul_char_count": text.count("\0"),
        "replacement_char_count": text.count("�"),
    }
    found |= {f"top_{size}gram_char_frac": ratio(top_ngram_chars(tokens, size), n) for size in (2, 3, 4)}
    found |= {f"dup_{size}gram_char_frac": ratio(duplicate_ngram_chars(tokens, size), n) for size in range(5, 11)}
    return found
