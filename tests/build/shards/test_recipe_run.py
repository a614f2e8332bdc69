"""`dataloupe apply` on a Spark Connect server gives the rows and the lines of one machine, shard by shard."""

import duckdb
import pytest

from analytics.ask.filters import Range, Values
from analytics.build import export_slices
from analytics.build.pipeline import build
from analytics.build.shards import recipe_run, shard
from analytics.build.shards.recipe_run import check_recipe
from analytics.cli import main
from analytics.errors import DataloupeError
from analytics.recipe.file import save
from analytics.recipe.model import Recipe, Step
from analytics.recipe.steps import Deduplicate, Exclude, KeepOnly, Mask, Tag
from analytics.recipe.steps.choose import Choose
from tests.engines import corpus_files

RECIPE = Recipe(
    (
        Step(Exclude((Range("documents", "score", 4),)), "four stars"),
        Step(Tag("only in one file", (Values("metadata", "only here", ("x",)),))),
        Step(Deduplicate(0.7, containment=0.6), "copies"),
        Step(KeepOnly((Range("signals", "n_words", 41),)), "long enough"),
        Step(Deduplicate(), "exact", active=False),
        Step(Deduplicate(0.5, keep="first", keep_indirect=False), "again, at another threshold"),
        Step(Tag("long", (Range("signals", "n_chars", 380),))),
        Step(Mask(("email",))),
    ),
    read_with={"text": "text", "source": "source", "encoder": "none"},
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("apply")
    corpus_files(folder / "files", 180)
    # one type in all files: one machine writes 1 and "1" of two files as text
    (folder / "files" / "b.jsonl").write_text(
        (folder / "files" / "b.jsonl").read_text().replace('"stars": "', '"s": "')
    )
    save(RECIPE, folder / "recipe.yaml")
    return folder


def apply(folder, name, capsys, *more):
    """The lines that `apply` prints after those about its inputs."""
    files = [str(folder / f"{name}.parquet"), "--rejected", str(folder / f"{name}-rejected.parquet")]
    recipe = str(folder / "recipe.yaml")
    assert main(["apply", str(folder / "files"), "--recipe", recipe, "--out", *files, *more]) == 0
    lines = capsys.readouterr().out.replace(f"{folder / name}", "OUT").splitlines()
    return lines[next(number for number, line in enumerate(lines) if line.startswith("step")) :]


def rows(path):
    files = f"{path}/*.parquet" if path.is_dir() else str(path)
    return duckdb.sql(f"FROM read_parquet('{files}') ORDER BY ALL").to_arrow_table()


def test_apply_on_a_cluster_gives_the_rows_and_lines_of_one_machine(folder, spark_address, capsys, monkeypatch):
    monkeypatch.setattr(shard, "SHARD_BYTES", 1)
    on_one = apply(folder, "one", capsys)
    write = recipe_run._write
    monkeypatch.setattr(recipe_run, "_write", Killed())
    files = ["--out", str(folder / "many.parquet"), "--rejected", str(folder / "many-rejected.parquet")]
    recipe = ["--recipe", str(folder / "recipe.yaml"), "--engine", spark_address]
    assert main(["apply", str(folder / "files"), *recipe, *files]) == 130
    unfinished = folder / "many.parquet.unfinished"
    before = {path: path.stat().st_mtime_ns for path in unfinished.rglob("*.parquet") if "paired-rows" not in str(path)}
    assert len({path.parent for path in before if path.parent.name == "tables"}) == 3
    seen = {}
    monkeypatch.setattr(recipe_run, "_write", Watched(write, before, seen))
    on_many = apply(folder, "many", capsys, "--engine", spark_address)
    assert seen == before, "the second run uses what the killed one had finished"
    assert not unfinished.exists()
    assert [line.replace("many", "one") for line in on_many] == on_one
    for name in ("", "-rejected"):
        one, many = (rows(folder / f"{run}{name}.parquet") for run in ("one", "many"))
        assert len(one) > 5
        assert many.equals(one)


class Killed:
    """Stands for writing the files: the driver is killed before."""

    def __call__(self, *arguments):
        raise KeyboardInterrupt


class Watched:
    """Writes the files, and notes when the files of before were written."""

    def __init__(self, write, before, seen):
        self.write, self.before, self.seen = write, before, seen

    def __call__(self, *arguments):
        self.seen |= {path: path.stat().st_mtime_ns for path in self.before}
        return self.write(*arguments)


@pytest.mark.parametrize("engine", ["processes", "spark"])
def test_export_with_an_engine_writes_the_rows_of_threads(engine, folder, request, tmp_path, capsys, monkeypatch):
    address = request.getfixturevalue("spark_address") if engine == "spark" else engine
    monkeypatch.setattr(export_slices, "SLICE_ROWS", 64)
    options = {**RECIPE.read_with}
    build(str(tmp_path / "w"), [str(folder / "files")], options, tables=RECIPE.tables())
    lines = []
    for name, more in (("one", []), ("many", ["--engine", address])):
        out = ["--out", str(tmp_path / f"{name}.parquet"), "--rejected", str(tmp_path / f"{name}-rejected.parquet")]
        assert main(["export", str(tmp_path / "w"), "--recipe", str(folder / "recipe.yaml"), *out, *more]) == 0
        lines.append(capsys.readouterr().out.replace(f"{tmp_path / name}", "OUT"))
    assert lines[0] == lines[1]
    assert len(list((tmp_path / "many.parquet").iterdir())) == 3
    for name in ("", "-rejected"):
        assert rows(tmp_path / f"many{name}.parquet").equals(rows(tmp_path / f"one{name}.parquet"))


@pytest.mark.parametrize(
    ("action", "needs"),
    [
        (Choose(size=5), "choose"),
        (Exclude((Range("map", "x", 0.5),)), "map"),
        (Deduplicate(cosine=0.9), "neighbors"),
    ],
)
def test_a_step_that_needs_all_documents_on_one_machine_is_refused_by_name(action, needs):
    with pytest.raises(DataloupeError, match=rf"^Step 2 \({action.kind}\) needs .*{needs}.* one machine\. "):
        check_recipe(Recipe((Step(Mask(("email",))), Step(action))))
    check_recipe(Recipe((Step(action, active=False),)))
