"""A search compares texts as exact duplicates are compared, in every script, and shows the right place."""

import json
import unicodedata

import duckdb
import pytest

from analytics.ask import search
from analytics.ask.documents import listing
from analytics.ask.filters import Contains
from analytics.ask.selection import Selection, doc_ids
from analytics.batch.scan.normalization import normalized
from analytics.workspace import open_workspace

NFD = "NFD"


def selected(texts, one):
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE documents AS SELECT unnest(?) AS text, unnest(range(?)) AS doc_id", [texts, len(texts)]
    )
    return doc_ids(connection, Selection((one,))).tolist()


PAIRS = [
    ("über", "ÜBER"), ("crème brûlée", unicodedata.normalize(NFD, "Crème Brûlée")), ("résumé", "RE\u0301SUME\u0301"),
    ("isn't", "isn’t"), ("isn’t", "ISN'T"), ('the "best"', "the “best”"), ('the "best"', "the „best“"),
    ("well-known", "well\u2011known"), ("1990-1995", "1990–1995"), ("a b", "a\u00a0b"), ("10 000", "10\u202f000"),
    ("two words", "two\n   words"), ("two words", "two\u3000words"), ("office", "o\ufb03ce"),
    ("first flat", "\ufb01r\ufb06 \ufb02at"),
    ("straße", "STRASSE"), ("strasse", "Straße"), ("ijsland", "\u0133sland"), ("abc", "ＡＢＣ"), ("カタカナ", "ｶﾀｶﾅ"),
    ("ガラス", "ｶﾞﾗｽ"), ("안녕하세요", unicodedata.normalize(NFD, "안녕하세요")),
    ("việt nam", unicodedata.normalize(NFD, "VIỆT NAM")),
    ("й", "и\u0306"), ("ёлка", "Е\u0308ЛКА"), ("σοφος", "ΣΟΦΟΣ"), ("λόγος", "λο\u0301γος"), ("हिन्दी", "हिन्दी भाषा"),
    ("ไทย", "ภาษาไทย"), ("العربية", "اللغة العربية"), ("co2", "CO₂"), ("wait...", "wait…"), ("x2", "x²"), ("km", "㎞"),
    ("hidden", "hid\u00adden"), ("zero width", "zero wi\u200bdth"), ("istanbul", "İSTANBUL"), ("ﷲ", "الله"),
]  # fmt: skip
"""What is typed, and what is in the text."""


@pytest.mark.parametrize(("typed", "text"), PAIRS)
def test_a_text_is_found_however_it_is_written(typed, text):
    around = f"before {text} after, naïvely"
    assert selected([around, "something else, naïvely", text], Contains(typed)) == [0, 2]


@pytest.mark.parametrize(("typed", "text"), PAIRS)
def test_each_spelling_finds_the_other(typed, text):
    if normalized(typed) == normalized(text):
        assert selected([typed, text, "other"], Contains(text)) == [0, 1]


@pytest.mark.parametrize(
    ("typed", "text"),
    [("cafe", "café"), ("cafe", "cafe\u0301"), ("resume", "résumé"), ("uber", "über"), ("o", "ö"), ("cat", "c at"),
     ("isnt", "isn't"), ("ab", "a b"), ("एक", "अनेका"), ("e-mail", "email")],
)  # fmt: skip
def test_other_letters_are_not_found(typed, text):
    assert selected([text], Contains(typed)) == []


@pytest.mark.parametrize(
    ("typed", "text"),
    [("cafe", "café"), ("cafe", "cafe\u0301s"), ("café", "CAFE"), ("resume", "RÉSUMÉ"), ("uber", "über"),
     ("ελληνικα", "Ελληνικά"), ("viet nam", "Việt Nam"), ("elka", "ělka"), ("ё", "е")],
)  # fmt: skip
def test_accents_do_not_matter_where_they_are_ignored(typed, text):
    assert selected([text, "zzz"], Contains(typed, accents=False)) == [0]
    assert Contains(typed, accents=False).describe().endswith("(accents ignored)")


@pytest.mark.parametrize(
    ("typed", "text"), [("Don't", "Don’t"), ("É", "E\u0301"), ("O ﬁ", "O fi"), ("한", "한"), ("A B", "A\u00a0B")]
)
def test_case_alone_can_matter(typed, text):
    assert selected([text, text.lower(), typed.swapcase()], Contains(typed, case=True))[0] == 0
    if typed.lower() != typed:
        assert selected([text.lower()], Contains(typed, case=True)) == []


@pytest.mark.parametrize("length", [59, 60, 61, 200, 2000])
def test_a_long_text_is_found(length):
    pasted = ("It’s a ﬁne day – ça va? " * 100)[:length]
    texts = [f"x {pasted} y", f"x {pasted.upper()} y", f"x {unicodedata.normalize('NFKD', pasted)} y", "x y"]
    assert selected(texts, Contains(pasted)) == [0, 1, 2]


RECORDS = [
    {"text": f"{'filler words here ' * 30} the nai\u0308ve approach {'more of it ' * 30}"},
    {"text": f"{'other words there ' * 30} a NAÏVE\u00a0approach {'rest of it ' * 30}"},
    {"text": "nothing of the kind"},
    {"text": "naïve"},
]


def test_words_phrases_steps_and_excerpts_agree(case):
    case.build("a.jsonl", RECORDS)
    connection = open_workspace(case.workspace).connect()
    assert sorted(search.by_words(connection, "naïve approach")["doc_id"]) == [0, 1]
    assert sorted(search.by_words(connection, "“naïve approach”")["doc_id"]) == [0, 1]
    assert search.by_words(connection, "nai\u0308ve")["occurrences"].tolist() == [1, 1, 1]
    match = Contains("NAÏVE approach")
    rows = listing(connection, Selection((match,)), match=match)
    for excerpt, word in zip(rows["excerpt"], ("nai\u0308ve approach", "NAÏVE"), strict=True):
        assert word in excerpt
        assert 30 < excerpt.index(word) < 70

    for do, kept in (("exclude", [2, 3]), ("keep only", [0, 1])):
        where = "  where:\n  - {is: contains, pattern: naïve approach}\n"
        steps = f"dataloupe: recipe\nsteps:\n- do: {do}\n  reason: x\n{where}"
        recipe = case.write("r.yaml", steps)
        case.run("export", case.workspace, "--recipe", recipe, "--out", case.folder / "out.jsonl")
        lines = (case.folder / "out.jsonl").read_text().splitlines()
        assert [RECORDS[place]["text"] for place in kept] == [json.loads(line)["text"] for line in lines]
