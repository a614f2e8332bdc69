"""Ten kinds of noise that can be planted into a text."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable

Noise = Callable[[str, random.Random], str]
"""A text and a random generator in, the noisy text out."""

ACCENTS = {"e": "é", "'": "’", "a": "ä", "-": "—"}
MENU_ENTRIES = (
    "Home", "About us", "Contact", "Log in", "Sign up", "Products", "Blog", "Careers", "Privacy", "Terms", "Help",
    "Next page", "Share", "FAQ", "News",
)  # fmt: skip
SPAM = ("", "", "!!!", " BUY NOW!!!", " CLICK HERE")
SYMBOLS = "#@%&*~|<>=+^$_/\\"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def word_salad(text: str, draw: random.Random) -> str:
    words = text.split()
    draw.shuffle(words)
    return " ".join(words)


def repeated_lines(text: str, draw: random.Random) -> str:
    line = " ".join(text.split()[:12])
    return "\n".join([line] * max(3, len(text) // (len(line) + 1)))


def encoded(text: str, draw: random.Random) -> str:
    data = base64.b64encode(draw.randbytes(max(30, len(text) * 3 // 4))).decode()
    return "\n".join(data[at : at + 76] for at in range(0, len(data), 76))


def html(text: str, draw: random.Random) -> str:
    pieces = [
        f'<div class="c{draw.randint(1, 99)}"><a href="/p/{draw.randint(1, 9999)}.html">{piece}</a></div>'
        for piece in text.split(". ")
    ]
    return "<html><body>\n" + "\n".join(pieces) + "\n</body></html>"


def mojibake(text: str, draw: random.Random) -> str:
    accented = "".join(ACCENTS.get(character, character) if draw.random() < 0.15 else character for character in text)
    return accented.encode().decode("cp1252", errors="replace")


def truncated(text: str, draw: random.Random) -> str:
    return text[: draw.randint(len(text) // 3, len(text) - 2)].rstrip(" .!?\n")


def menu(text: str, draw: random.Random) -> str:
    return "\n".join(draw.choice(MENU_ENTRIES) for _ in range(max(20, len(text) // 12)))


def shouting(text: str, draw: random.Random) -> str:
    return " ".join(piece + draw.choice(SPAM) for piece in text.upper().split(". "))


def symbols(text: str, draw: random.Random) -> str:
    words = max(20, len(text) // 6)
    return " ".join("".join(draw.choices(SYMBOLS, k=draw.randint(1, 9))) for _ in range(words))


def gibberish(text: str, draw: random.Random) -> str:
    words = max(20, len(text) // 7)
    return " ".join("".join(draw.choices(LETTERS, k=draw.randint(2, 11))) for _ in range(words))


KINDS: dict[str, Noise] = {
    "word salad": word_salad,
    "repeated lines": repeated_lines,
    "base64": encoded,
    "HTML": html,
    "mojibake": mojibake,
    "truncated": truncated,
    "navigation menu": menu,
    "ALL CAPS spam": shouting,
    "symbols": symbols,
    "random letters": gibberish,
}


def plant(text: str, noise: Noise, share: float, seed: int) -> str:
    """`text` with `share` of it noisy, from a random place; a truncated text is always cut at its end."""
    draw = random.Random(seed)
    if share == 1.0 or noise is truncated:
        return noise(text, draw)
    start = draw.randint(0, int(len(text) * (1 - share)))
    stop = start + int(len(text) * share)
    return f"{text[:start]}\n{noise(text[start:stop], draw)}\n{text[stop:]}"
