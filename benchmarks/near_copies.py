"""Are near-copies found as often in every script? `python -m benchmarks.near_copies [--texts N]`.

Texts of made-up words of nine kinds of writing (a vocabulary of each with Zipf's frequencies), and a copy of each with
3, 10 and 25 % of its words replaced, deleted or inserted: of its characters in scripts without spaces. The share of
copies that the stage pairs with their original should be that of English; a pair of texts with different originals is
wrong.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

RATES = (0.03, 0.10, 0.25)
LETTERS = {
    "English": ("b c d f g h l m n p r s t st tr pl", "a e i o u ea ou", "_ n r st l"),
    "Russian": ("б в г д ж з к л м н п р с т ст пр", "а е и о у я ы", "_ н р ть л"),
    "Arabic": ("ب ت ج د ر س ش ع ف ق ك ل م ن", "ا و ي _ َ", "_ ن ة ر"),
    "Hindi": ("क ख ग च ज ट ड त द न प ब म र ल स ह", "ा ि ी ु े ो _", "_ न र ं"),
    "Tamil": ("க ச ட த ப ம ய ர ல வ ன ந", "ா ி ீ ு ெ ை _", "_ ன் ர் ல்"),
    "Thai": ("ก ข ค ง จ ช ด ต ท น บ ป พ ม ย ร ล ว ส ห อ", "า ิ ี ุ ู ะ ั ่า ้อ", "_ น ง ม"),
    "Khmer": ("ក ខ គ ច ជ ដ ត ទ ន ប ព ម យ រ ល ស ហ", "ា ិ ី ុ ូ ែ ោ ្រា", "_ ន ង ម"),
    "Japanese kana": (
        "か き く け こ さ し す せ そ た ち つ て と な に の は ま み も や ら り る わ",
        "_",
        "_ ん い う",
    ),
}
"""Of each script: beginnings, middles and ends of syllables; `_` is nothing."""
WITHOUT_SPACES = ("Chinese", "Japanese", "Thai", "Khmer", "Chinese with English")
LANGUAGES = ("English", "Russian", "Arabic", "Hindi", "Tamil", *WITHOUT_SPACES)
HANZI = [bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF)]
VOCABULARY = 4000


def vocabulary(language: str, chance: random.Random) -> list[str]:
    """Made-up words, the most frequent first."""
    if language.startswith("Chinese"):
        chinese = ["".join(chance.choices(HANZI, k=chance.choice((1, 2, 2, 3)))) for _ in range(VOCABULARY)]
        english = vocabulary("English", chance)
        every = 10 if language == "Chinese with English" else VOCABULARY + 1
        return [f" {english[i]} " if i % every == every - 1 else word for i, word in enumerate(chinese)]
    if language == "Japanese":
        kanji = ["".join(chance.choices(HANZI[:2000], k=chance.choice((1, 2)))) for _ in range(VOCABULARY)]
        kana = vocabulary("Japanese kana", chance)
        return [one if chance.random() < 0.4 else other for one, other in zip(kanji, kana, strict=True)]
    places = [letters.replace("_", "").split(" ") for letters in LETTERS[language]]
    sizes = chance.choices((1, 2, 2, 3), k=VOCABULARY)
    return ["".join(chance.choice(letters) for _ in range(size) for letters in places) for size in sizes]


def originals(language: str, n: int, chance: random.Random) -> list[str]:
    """Texts of 80 to 400 words, or of 150 to 800 characters without spaces, in sentences."""
    words = vocabulary(language, chance)
    weights = [1 / (10 + rank) for rank in range(len(words))]
    texts = []
    for _ in range(n):
        size, sentences = chance.randint(80, 400), []
        while size > 0:
            length = chance.randint(6, 18)
            size -= length
            sentence = chance.choices(words, weights, k=length)
            sentences.append("".join(sentence) + "。" if language in WITHOUT_SPACES else " ".join(sentence) + ".")
        texts.append(("" if language in WITHOUT_SPACES else " ").join(sentences))
    return texts


def edited(text: str, language: str, rate: float, chance: random.Random) -> str:
    """The text with this share of its words, or characters, replaced (half), deleted or inserted."""
    units = list(text) if language in WITHOUT_SPACES else text.split()
    others = [unit for unit in units if unit.strip("。. ")]
    for place in chance.sample(range(len(units)), round(rate * len(units))):
        kind = chance.choice(("replace", "replace", "delete", "insert"))
        other = chance.choice(others)
        units[place] = {"replace": other, "delete": "", "insert": f"{units[place]}{other}"}[kind]
        if kind == "insert" and language not in WITHOUT_SPACES:
            units[place] = f"{text.split()[place]} {other}"
    return ("" if language in WITHOUT_SPACES else " ").join(units)


def shares_found(language: str, n: int, folder: Path, seed: int = 1) -> tuple[list[float], int]:
    """The share of copies that are found at each rate, and the number of wrong pairs."""
    from tests.duplicate_stages import workspace_of

    chance = random.Random(seed)
    texts = originals(language, n, chance)
    copies = [[edited(text, language, rate, chance) for text in texts] for rate in RATES]
    workspace = workspace_of(folder / f"{language}-{seed}", [*texts, *(text for group in copies for text in group)])
    pairs = workspace.connect().execute("SELECT a, b FROM duplicate_pairs").fetchall()
    of_originals = {pair for pair in pairs if pair[0] < n}
    wrong = sum(a % n != b % n for a, b in pairs)
    return [sum((i, i + (k + 1) * n) in of_originals for i in range(n)) / n for k in range(len(RATES))], wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the shares; gives 1 where one is more than 3 points from that of English, or a pair is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--texts", type=int, default=300)
    n = parser.parse_args(arguments).texts
    worst, english = 0.0, [1.0] * len(RATES)
    print(f"{'':22}" + "".join(f"{rate:>8.0%}" for rate in RATES) + "   wrong")
    with tempfile.TemporaryDirectory() as folder:
        for language in LANGUAGES:
            shares, wrong = shares_found(language, n, Path(folder))
            english = shares if language == "English" else english
            worst = max(worst, *(abs(a - b) for a, b in zip(shares, english, strict=True)), float(wrong > 0))
            print(f"{language:22}" + "".join(f"{share:8.1%}" for share in shares) + f"{wrong:8}", flush=True)
    return int(worst > 0.03)


if __name__ == "__main__":
    raise SystemExit(main())
