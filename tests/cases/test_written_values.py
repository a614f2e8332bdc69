"""One type for a column, and no value rewritten: across chunks, across files, and when documents are added."""

import gzip
import itertools

import pytest


def table(columns, delimiter=","):
    """A file with a text, a time, and the columns `x0`, `x1` and so on, filled with empty cells."""
    rows = itertools.zip_longest(*columns, fillvalue="")
    header = delimiter.join(["text", "created_at", *(f"x{place}" for place in range(len(columns)))])
    lines = (
        delimiter.join([f"row {place} of it", f"2020-01-0{1 + place % 9}", *row]) for place, row in enumerate(rows)
    )
    return "\n".join([header, *lines]) + "\n"


def columns_of(case):
    """The type of each column `x<place>`, and its values as text."""
    kinds = {name: kind for name, kind, *_ in case.rows("describe metadata") if name.startswith("x")}
    written = ", ".join(f"cast({name} as varchar)" for name in kinds)
    values = zip(*case.rows(f"select {written} from metadata order by doc_id"), strict=True)
    columns = {name: (kind, as_read(kind, one)) for (name, kind), one in zip(kinds.items(), values, strict=True)}
    return [columns[f"x{place}"] for place in range(len(columns))]


def as_read(kind, written):
    """Doubles and truths are equal in any of their spellings, all else only as written."""
    read = {"DOUBLE": float, "BOOLEAN": str.lower}.get(kind, str)
    return [None if one in (None, "") else read(one) for one in written]


KINDS = [
    (["3", "-4", "0"], "BIGINT"),
    (["3.0", "4.25", "1e-07"], "DOUBLE"),
    (["3.25", "19.99", "0.125"], "DOUBLE"),
    (["3.50", "4.25", "10.00"], "DECIMAL(18,2)"),
    (["1.1000", "-0.2500"], "DECIMAL(18,4)"),
    (["3.1", "3.10", "3.2"], "VARCHAR"),
    (["3", "4.50"], "VARCHAR"),
    (["007", "8"], "VARCHAR"),
    (["+5", "6"], "VARCHAR"),
    (["2e1", "30"], "VARCHAR"),
    (["1E-5", "2"], "VARCHAR"),
    (["1152921504606846977", "1152921504606846978"], "VARCHAR"),
    (["9007199254740993", "1.5"], "VARCHAR"),
    (["123456789012345678", "1"], "BIGINT"),
    (["NaN", "1.5"], "VARCHAR"),
    (["inf", "2"], "VARCHAR"),
    (["-0", "1"], "DOUBLE"),
    (["-0.00", "1.00"], "VARCHAR"),
    (["1e999", "1.0"], "VARCHAR"),
    (["0.1000000000000000055511151231257827", "0.5"], "VARCHAR"),
    (["true", "false"], "BOOLEAN"),
    (["TRUE", "True"], "VARCHAR"),
    (["TRUE", "1"], "VARCHAR"),
    (["2021-03-04", "2021-03-05"], "VARCHAR"),
    (["1,5", "2,5"], "VARCHAR"),
    (["5%", "6%"], "VARCHAR"),
    (["0x10", "16"], "VARCHAR"),
    (["1_000", "1000"], "VARCHAR"),
]
"""Columns of values, and the type that each gets."""


@pytest.mark.parametrize(("name", "delimiter"), [("a.tsv", "\t"), ("b.csv", ";")])
def test_a_column_is_of_numbers_only_where_every_number_is_written_back_as_it_was(case, name, delimiter):
    case.build(name, table([values for values, _ in KINDS], delimiter))
    for column, (values, kind) in zip(columns_of(case), KINDS, strict=True):
        assert column == (kind, as_read(kind, [*values, *[None] * 3][:3])), values


COLUMNS = [["1", "2"], ["1.5", "2.0"], ["1", "2.5"], ["1.50", "2.00"], ["1.125"], ["007"], ["n/a"], ["True"], ["TRUE"]]
COLUMNS += [["true"], [""], ["2e1"], ["9007199254740993"], ["+1"]]


@pytest.mark.parametrize("names", [("a.csv", "b.csv"), ("a.csv", "b.tsv")])
@pytest.mark.parametrize("together", [True, False])
def test_values_of_two_files_stay_as_they_are_written(case, names, together):
    """Each pair of columns is one column of two files."""
    pairs = [[[*side, ""][:2] for side in pair] for pair in itertools.permutations(COLUMNS, 2)]
    files = [
        case.write(name, table([pair[side] for pair in pairs], "\t" if name.endswith("tsv") else ","))
        for side, name in enumerate(names)
    ]
    options = ("--workspace", case.workspace, "--encoder", "none", "--until", "documents")
    if not together:
        case.run("build", files[0], *options)
    case.run("build", *files, *options)
    for (kind, written), pair in zip(columns_of(case), pairs, strict=True):
        assert written == as_read(kind, itertools.chain(*pair)), pair


LATE = [
    ("1.50", "n/a", "VARCHAR"),
    ("1.50", "1.5", "VARCHAR"),
    ("2.25", "2.50", "DECIMAL(18,2)"),
    ("5", "5.5", "DOUBLE"),
    ("5", "5.0", "VARCHAR"),
    ("12", "012", "VARCHAR"),
    ("True", "TRUE", "VARCHAR"),
    ("True", "unknown", "VARCHAR"),
    ("3.0", "x", "VARCHAR"),
    ("3.5", "4", "DOUBLE"),
    ("", "7", "BIGINT"),
    ("100200300400500600", "x", "VARCHAR"),
]
"""A value, another one after 5,000 of it, and the type of the column."""


def test_a_late_value_of_another_kind_changes_no_early_value(case):
    columns = [[early] * 5000 + [late, early] for early, late, _ in LATE]
    case.build("a.csv.gz", gzip.compress(table(columns).encode()))
    for column, values, late in zip(columns_of(case), columns, LATE, strict=True):
        assert column == (late[-1], as_read(late[-1], values)), late


def test_json_lines_keep_the_types_of_their_values(case):
    case.build("a.jsonl", [{"text": "one", "x": 1.5, "y": "1.50"}, {"text": "two", "x": 2, "y": "2"}])
    assert case.rows("select typeof(x), typeof(y), x, y from metadata order by doc_id") == [
        ("DOUBLE", "VARCHAR", 1.5, "1.50"),
        ("DOUBLE", "VARCHAR", 2.0, "2"),
    ]


def test_numbers_of_json_and_text_of_a_table_become_one_column_of_text(case):
    first = case.write("a.jsonl", [{"text": "one", "x": 1.0}, {"text": "two", "x": 2.5}])
    second = case.write("b.csv", "text,x\nthree,1.50\nfour,2\n")
    case.run("build", first, second, "--workspace", case.workspace, "--encoder", "none", "--until", "documents")
    written = case.values("select cast(x as varchar) from metadata order by doc_id")
    assert written == ["1.0", "2.5", "1.50", "2"]


def test_whole_numbers_of_a_spreadsheet_have_no_point(case):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["text", "x", "y"], ["first row of it", 7, "007"], ["second row of it", 8, "1.10"]):
        book.active.append(row)
    book.save(case.folder / "a.xlsx")
    case.run(
        "build", case.folder / "a.xlsx", "--workspace", case.workspace, "--encoder", "none", "--until", "documents"
    )
    assert case.rows("select cast(x as varchar), y from metadata order by doc_id") == [("7", "007"), ("8", "1.10")]
