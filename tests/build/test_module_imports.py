"""Every way in which a source can import a module is read from its syntax."""

import pytest

from analytics.build import module_imports
from analytics.build.module_imports import imported_names


def names(source, module="analytics.build.scan", is_package=False):
    return imported_names(source.encode(), module, is_package)


def test_an_import_at_the_top_counts():
    assert names("import analytics.sql\nimport numpy as np") == {"analytics.sql", "numpy"}


def test_what_is_imported_from_a_package_may_be_a_module():
    assert names("from analytics.batch import lines, words") == {
        "analytics.batch",
        "analytics.batch.lines",
        "analytics.batch.words",
    }


@pytest.mark.parametrize(
    "source",
    [
        "def run():\n    import analytics.sql",
        "class A:\n    def run(self):\n        if self:\n            import analytics.sql",
        "try:\n    pass\nexcept ValueError:\n    import analytics.sql",
        "try:\n    pass\nfinally:\n    import analytics.sql",
        "match 1:\n    case _:\n        import analytics.sql",
        "async def run():\n    async with a as b:\n        import analytics.sql",
        "for a in b:\n    pass\nelse:\n    import analytics.sql",
        "TEXT = '''\nnothing\n'''\nif TEXT: import analytics.sql",
    ],
)
def test_an_import_counts_wherever_it_is(source):
    assert names(f"import json\n{source}\n\nLAST = 1\n") == {"json", "analytics.sql"}


def test_an_import_for_the_type_checker_alone_does_not_count():
    assert names("if TYPE_CHECKING:\n    import analytics.sql\nelse:\n    import json\n") == {"json"}
    assert names("if typing.TYPE_CHECKING:\n    import numpy\n") == set()


def test_a_relative_import_is_made_absolute():
    assert names("from . import engine\nfrom ..batch.lines import read\nfrom .map import names") == {
        *("analytics.build", "analytics.build.engine", "analytics.build.map", "analytics.build.map.names"),
        *("analytics.batch.lines", "analytics.batch.lines.read"),
    }
    assert names("from .inputs import a", "analytics.ingest", is_package=True) == {
        "analytics.ingest.inputs",
        "analytics.ingest.inputs.a",
    }


@pytest.mark.parametrize(
    ("call", "counts"),
    [
        ('import_module("analytics.sql")', "analytics.sql"),
        ('import_module(f"analytics.ingest.shapes.{SHAPES[name]}")', "analytics.ingest.shapes.*"),
        ('importlib.import_module(f"analytics.ingest.shape_{name}")', "analytics.ingest.*"),
        ('import_module(f"{__name__}.{name}")', "analytics.build.scan.*"),
        ('import_module(f"{__package__}.{name}")', "analytics.build.*"),
        ('__import__("analytics.sql")', "analytics.sql"),
    ],
)
def test_a_dynamic_import_counts_as_all_modules_that_it_can_name(call, counts):
    assert names(f"def load(name):\n    return {call}\n") == {counts}


@pytest.mark.parametrize(
    ("package", "counts"),
    [('"analytics.ask.filters"', "analytics.ask.filters.*"), ("__name__", "analytics.build.scan.*")],
)
def test_the_members_of_a_package_count_for_whoever_lists_them(package, counts):
    source = f"from analytics.registry import members\n\nFILTERS = members({package}, Filter)\n"
    assert names(source) == {"analytics.registry", "analytics.registry.members", counts}
    assert names(f"from other import members\n\nFILTERS = members({package}, Filter)\n") == {"other", "other.members"}


@pytest.mark.parametrize("name", ["name", 'f"{name}.shapes"', "'analytics.' + name"])
def test_a_dynamic_import_that_can_be_any_module_is_refused(name):
    with pytest.raises(ValueError, match=r"analytics\.build\.scan line 2 imports .*begin the name with its package"):
        names(f"def load(name):\n    return import_module({name})\n")


def test_only_the_beginning_of_a_source_that_imports_at_its_top_is_parsed(monkeypatch):
    parsed = []
    monkeypatch.setattr(
        module_imports.ast,
        "parse",
        lambda source, parse=module_imports.ast.parse: parsed.append(source) or parse(source),
    )
    assert names("from json import (\n    loads,\n)\n\nA = 1\nB = 2\n") == {"json", "json.loads"}
    assert parsed == [b"from json import (\n    loads,\n)\n\n"]


def test_a_source_that_cannot_be_cut_after_its_last_import_is_parsed_whole():
    assert names('import json\nA = """\nhow to import\nA\n"""\nB = 1\n') == {"json"}
    assert names("try:\n    import json\nexcept ImportError:\n    pass\n") == {"json"}
