"""Texts that are hard to measure, a strategy that makes more of them, and batches of texts."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pyarrow as pa
from hypothesis import strategies as st

ADVERSARIAL = {
    "empty": "",
    "one letter": "a",
    "one mark": "\u0301",
    "one NUL": "\0",
    "only spaces": "   ",
    "only line feeds": "\n\n\n",
    "one line feed": "\n",
    "white space of all kinds": " \t\r\n\v\f\x1c\x85\xa0\u2003\u2028\u3000",
    "emoji with joiners": "👩‍👩‍👧‍👦 and 🏳️‍🌈 ❤️❤️ 1️⃣ ok",
    "combining marks": "e\u0301te\u0301 E\u0301TE\u0301 \u0301x a\u0301\u0327 a\u0327\u0301",
    "right to left": "שלום עולם. مرحبا بالعالم؟ نعم۔\nשלום עולם.",
    "Chinese": "床前明月光，疑是地上霜。举头望明月，低头思故乡。床前明月光，疑是地上霜。",
    "Japanese": "吾輩は猫である。名前はまだ無い。「どこで生れたか」とんと見当がつかぬ。カ゛",
    "Korean": "안녕하세요 세계. 안녕하세요 세계! \u1112\u1161\u11ab",
    "Hindi": "नमस्ते दुनिया। नमस्ते दुनिया॥",
    "Thai": "สวัสดีชาวโลก สวัสดีชาวโลก",
    "CRLF": "One line here.\r\n\r\nOne line here.\r\n- two\r\n- two\r\n",
    "NUL inside": "a\0b\0 c",
    "replacement characters": "caf\ufffd \ufffd\ufffd",
    "compatibility forms": "ﬁne ＡＢＣ ½ ① ﷺ ﷺ ‾x ㌖ İstanbul Straße ǅ ⅷ Ⓐ",
    "dots": "a.. b... c.... d..... e...... ... …… … . . . What?! No...!",
    "numbers": "3.14 is pi. 1,000. v2.0! e.g. this",
    "sentences and closers": 'He said "Go." Then (left.) Then “left.” end',
    "URLs": "see http://a.b/c?d=e#f, https://x.y https:// http://é xhttps://q http://a http://b:80//http://c\nhttps",
    "phrases": "lorem ipsum LOREM IPSUM lorem  ipsum\n"
    "Please enable JavaScript now.\n"
    "Our Privacy Policy is here.\n"
    "We use cookies a lot.\n"
    "It uses cookies too.\n"
    "The use of cookies is ok.\n"
    "Terms of use apply here.\n"
    "Cookie policy is that.\n"
    "We keep this line.",
    "brackets": "{a} [b] (c) ⟨d⟩ {{",
    "C4 lines": 'one two three.\none two.\n  three words here"  \nthree words here...\nthree words here…\na b '
    + "x" * 1000
    + ".\na b "
    + "x" * 1001
    + ".\n",
    "bullets": "- a\n • b\n* c\n-\n\n - \n",
    "repeated paragraphs": "\n\nfirst one\n\nsecond\n\n\n\nfirst one\n\nfirst one\n \nsecond\n\n",
    "repeated lines": "\nab\nab\n\n  \n  \nab\ncd\n",
    "repeated words": "to be or not to be that is to be or not to be that is to be or not to be that is the end",
    "one word again and again": "a " * 50,
    "overlapping n-grams": "x y x y x y x y x y x y x y z x y x y x y x y x y",
    "capitals": "NASA AND ESA met. THE A1 ΑΒΓ ǅ I",
    "hash signs": "# one ## two ### three #",
    "beyond the BMP": "𠀀𠀁 𝒜𝓑 𐐀𐐨 😀",
    "tags and private use": "\ue000 \U000e0041 \U000f0000 \U0010ffff x",
}

_PIECES = [
    "the",
    "The",
    "of",
    "a",
    "b",
    "ab",
    "1",
    "...",
    "…",
    ".",
    "! ",
    "? ",
    '"',
    ")",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "#",
    "-",
    "•",
    "{",
    "中",
    "文",
    "。",
    "か",
]
_PIECES += [
    "e\u0301",
    "\u0301",
    "👍🏽",
    "\u200d",
    "\ufe0f",
    "http://a.b ",
    "https://",
    "lorem ipsum",
    "javascript",
    "use cookies",
    "\0",
    "\ufffd",
    "ß",
    "İ",
    "Ⅷ",
    "٣",
    "한",
    "ᄒ",
    "ᅡ",
]

texts = st.one_of(
    st.lists(st.sampled_from(_PIECES), max_size=60).map("".join),
    st.lists(st.sampled_from(["a", "b", "c", "B", "aa"]), max_size=80).map(" ".join),
    st.lists(st.sampled_from(["one line.", "two", "", " ", "three words here."]), max_size=20).map("\n".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)


def text_batch(texts: Sequence[str], kind: pa.DataType | None = None, first: int = 0) -> pa.RecordBatch:
    """(doc_id, text), as stages give it to functions; `first` is the first doc_id."""
    doc_ids = pa.array(range(first, first + len(texts)), pa.int64())
    return pa.RecordBatch.from_pydict({"doc_id": doc_ids, "text": pa.array(texts, kind or pa.string())})


def texts_of_length(length: int) -> list[str]:
    """Texts whose words, blanks, lines and marks are around the places where a step of eight, thirty-two or sixty-four
    characters ends.
    """
    pick = random.Random(length)
    alphabets = ["aB9 \n", "a.\n ", "\u00e9x \u4e2d\n", "   b", "Ab", "j avascript", "a\u0301 "]
    return ["".join(pick.choice(letters) for _ in range(length)) for letters in alphabets for _ in range(6)]
