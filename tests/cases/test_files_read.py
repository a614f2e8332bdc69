"""Quotes, spaces, marks, encodings and wrappers of files: all records are read, none is swallowed."""

import itertools
import json

import pytest

TEXTS = "select text from documents order by doc_id"

LINES = {
    "lone quotes": ['He is 6" tall', '"to be', 'or not to be" he asked', 'a 5" and a 6" pipe', "plain end"],
    "a quote opens here and closes three rows later": [
        '"start of it',
        "middle of it",
        "more middle",
        'the end"',
        "next",
    ],
    "quotes in the middle": ['you "won" it', 'say "a" or "b" now', 'the "best" of "all"', 'x "y', 'none "" here'],
    "quotes around the beginning": ['"Hi" she wrote', '"One" and "two"', 'then "three"', "no quotes", '"Bye" he left'],
    "quotes at the end": ['he said "no"', 'they said "yes"', 'all said "maybe"', "nobody said it", 'still "odd"'],
}


@pytest.mark.parametrize("kind", LINES)
@pytest.mark.parametrize("text_first", [True, False])
def test_a_quote_in_a_tsv_is_a_character(case, kind, text_first):
    columns = (["text", *LINES[kind]], ["label", "a", "b", "a", "b", "a"])
    rows = zip(*(columns if text_first else columns[::-1]), strict=True)
    printed = case.build("a.tsv", "".join("\t".join(row) + "\n" for row in rows))
    assert case.values(TEXTS) == LINES[kind]
    assert "0 rejected rows" in printed


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ('1,"with, a comma",a', "with, a comma"),
        ('1,"a ""doubled"" quote",a', 'a "doubled" quote'),
        ('1,"two\nlines of it",a', "two\nlines of it"),
        ('1, "space, then a quote", a', "space, then a quote"),
        ('1, "space, then ""doubled"" quotes", a', 'space, then "doubled" quotes'),
        ("1, only a space, a", "only a space"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_quotes_of_csv_enclose_a_field(case, row, text, delimiter):
    body = f"id,text,label\n{row}\n2,plain second row,b\n3,plain third row,a\n"
    in_quotes = itertools.accumulate(body, lambda state, mark: not state if mark == '"' else state, initial=False)
    changed = "".join(
        delimiter if mark == "," and not quoted else mark for mark, quoted in zip(body, in_quotes, strict=False)
    )
    case.build("a.csv", changed)
    assert [one.strip() for one in case.values(TEXTS)] == [text, "plain second row", "plain third row"]


@pytest.mark.parametrize("delimiter", [",", ";", "|"])
@pytest.mark.parametrize(
    "text",
    [
        'a door of 80" width',
        '"Stop" cried the guard',
        '"an opening quote alone',
        'a "b" c "d" e',
        'the end"',
        '"x" and "y"',
    ],
)
def test_a_wrong_quote_in_csv_is_a_character(case, delimiter, text):
    rows = [["id", "text", "label"], ["1", "a plain row", "a"], ["2", text, "b"], ["3", "one more row", "a"]]
    rows += [["4", '"quoted as a whole"', "b"], ["5", "the last row", "a"]]
    printed = case.build("a.csv", "".join(f"{delimiter.join(row)}\n" for row in rows))
    texts = ["a plain row", text, "one more row", "quoted as a whole", "the last row"]
    assert case.values(TEXTS) == texts
    assert "0 rejected rows" in printed


@pytest.mark.parametrize(
    ("encoding", "texts"),
    [
        ("utf-8-sig", ["naïve first row", "second row – with a dash", "third row"]),
        ("utf-16", ["naïve first row", "日本語の文章です", "third row"]),
        ("utf-16-le", ["plain first row", "second row of it", "third row of it"]),
        ("utf-32", ["naïve first row", "日本語の文章です", "third row"]),
        ("latin-1", ["El niño comió piñas en la montaña", "Füße größer als üblich", "déjà vu à la crème brûlée"]),
        ("cp1252", ["“quoted” words – and a dash", "Ça coûte 5 € à l’entrée", "naïve façade"]),
        ("cp1251", ["Привет, как дела сегодня вечером", "Погода была очень хорошая", "Мы пошли гулять в парк"]),
        ("cp949", ["오늘은 날씨가 아주 좋습니다", "내일은 비가 올 것 같습니다", "그래서 우산을 준비했습니다"]),
        ("gb18030", ["今天天气很好我们去公园", "明天可能会下雨请带伞", "他们昨天晚上看了电影"]),
        ("shift_jis", ["今日はとても良い天気です", "明日は雨が降るかもしれません", "昨日の夜に映画を見ました"]),
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_the_encoding_is_guessed_and_named_and_can_be_given(case, encoding, texts, name):
    delimiter = "\t" if name.endswith("tsv") else ","
    quoted = [f'"{text}"' if delimiter in text else text for text in texts]
    content = "\n".join([f"id{delimiter}text", *(f"{place}{delimiter}{text}" for place, text in enumerate(quoted))])
    printed = case.build(name, f"{content}\n".encode(encoding))
    assert case.values(TEXTS) == texts
    assert "encoding" in printed or encoding == "utf-8-sig"
    case.build(name, f"{content}\n".encode(encoding), "--encoding", encoding)
    assert case.values(TEXTS) == texts


A, B, C = (
    {"text": f"the {word} record of the file", "n": place} for place, word in enumerate(["first", "next", "last"])
)
LINE = json.dumps
JSON = {
    "a wrapper": ("a.json", LINE({"data": [A, B, C]}), "data[]"),
    "a wrapper with facts": ("a.json", LINE({"version": 2, "meta": {"n": 3}, "items": [A, B, C]}, indent=1), "items[]"),
    "a wrapper in a wrapper": ("a.json", LINE({"result": {"page": {"rows": [A, B, C]}}}), "result.page.rows[]"),
    "a wrapper of wrapped records": ("a.json", LINE({"hits": [{"_source": one} for one in (A, B, C)]}), "hits[]"),
    "a wrapper in lines": ("a.jsonl", LINE({"data": [A, B, C]}), "data[]"),
    "records by id": ("a.json", LINE({"id-1": A, "id-2": B, "id-3": C}), "records at *"),
    "splits": ("a.json", LINE({"train": [A, B], "test": [C]}), "*[]"),
    "columns by row": (
        "a.json",
        LINE({key: {str(n): one[key] for n, one in enumerate((A, B, C))} for key in A}),
        "rows",
    ),
    "columns as lists": ("a.json", LINE({key: [one[key] for one in (A, B, C)] for key in A}), "json"),
    "columns, index and data": (
        "a.json",
        LINE({"columns": list(A), "index": [0, 1, 2], "data": [list(one.values()) for one in (A, B, C)]}),
        "json",
    ),
    "an array": ("a.json", LINE([A, B, C]), "json"),
    "an array in lines": ("a.jsonl", LINE([A, B, C]), "json"),
    "an indented array in lines": ("a.ndjson", LINE([A, B, C], indent=2), "json"),
    "an array with an object a line": ("a.jsonl", "[\n" + ",\n".join(map(LINE, (A, B, C))) + "\n]\n", "json"),
    "arrays in lines": ("a.jsonl", f"{LINE([A, B])}\n{LINE([C])}\n", "in arrays"),
    "an object, then an array": ("a.jsonl", f"{LINE(A)}\n{LINE([B, C])}\n", "in arrays"),
    "objects one after another": ("a.jsonl", "".join(map(LINE, (A, B, C))), "json"),
    "objects one after another in JSON": ("a.json", " ".join(map(LINE, (A, B, C))), "json"),
    "indented objects": ("a.jsonl", "\n".join(LINE(one, indent=2) for one in (A, B, C)), "json"),
    "commas after lines": ("a.jsonl", ",\n".join(map(LINE, (A, B, C))), "json"),
    "separators of RFC 7464": ("a.jsonl", "".join(f"\x1e{LINE(one)}\n" for one in (A, B, C)), "jsonl"),
    "a mark and CRLF": ("a.jsonl", "\ufeff" + "\r\n".join(map(LINE, (A, B, C))), "jsonl"),
}


@pytest.mark.parametrize("kind", JSON)
def test_records_are_read_where_they_are(case, kind):
    name, content, note = JSON[kind]
    printed = case.build(name, content)
    assert case.values(TEXTS) == [one["text"] for one in (A, B, C)]
    assert "0 rejected rows" in printed
    assert note in printed


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_json_in_another_encoding_is_read(case, encoding, name):
    case.build(name, "\n".join(map(LINE, (A, B, C))).encode(encoding))
    assert case.values(TEXTS) == [one["text"] for one in (A, B, C)]


@pytest.mark.parametrize("broken", ['{"text": "cut', "{broken", "nothing", '{"text": }', "5"])
def test_a_broken_line_stays_one_reject(case, broken):
    printed = case.build("a.jsonl", f"{broken}\n{LINE(A)}\n{broken}\n{LINE(B)}\n{LINE(C)}\n")
    assert case.values(TEXTS) == [one["text"] for one in (A, B, C)]
    assert "2 rejected rows" in printed


@pytest.mark.parametrize(
    "content",
    [
        LINE([{"text": "one record of lists", "tags": ["a", "b"]}]),
        LINE(
            [{"text": ["first piece", "second piece"], "tags": [1, 2]}, {"text": ["third", "fourth"], "tags": [3, 4]}]
        ),
        LINE({"text": "one record", "n": {"0": 1}}),
        LINE({"text": "one record", "tags": ["a", "b"]}),
        LINE({"text": "one record"}) + LINE({"text": "two records"}),
    ],
)
def test_lists_in_records_are_no_columns(case, content):
    printed = case.build("a.json", content)
    records = content.count("{") - content.count('{"0"')
    assert f"{records} document" in printed
    assert "0 rejected rows" in printed
