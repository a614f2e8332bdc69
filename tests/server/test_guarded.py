"""No page and no component reaches what changes or exports data except through a guarded action."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]

EFFECTS = {
    "start_build", "cancel_build", "save_upload", "add_item", "move_item", "remove_item", "set_note", "run_query",
    "RunningStatement", "remember_correction", "forget_correction", "read_input", "list_inputs", "Popen", "append",
    "write_atomically", "add_served", "file_uploader", "download_button", "export", "unlink", "rmtree", "write_text",
}  # fmt: skip
"""Functions that change a workspace or the disk, start a process, read files that people name, or give data away."""

ONLY_PLACES = {
    "write_text": {"analytics/ui/readme.py"},  # a command of developers
    "download_button": {"analytics/ui/components/download.py"},
    "export": {"analytics/ui/decisions/downloads.py"},  # inside the function that `download` guards
    "run_query": {"analytics/ui/sql/results.py"},  # likewise
    "add_served": {"analytics/ui/data/starting.py"},  # after the guarded build of the new workspace
    "file_uploader": {  # the gate guards the upload; what it gives is saved by a guarded action, or not at all
        "analytics/ui/choice/controls.py",
        "analytics/ui/data/picking.py",
        "analytics/ui/evaluation/saving.py",
        "analytics/ui/evaluation/scores.py",
    },
}
"""Where an effect may be outside a guarded action, and why."""


def calls_outside_actions(path):
    """The names of effects that a file calls outside functions marked with `@action`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    guarded = [node for node in functions if is_action(node)]
    while more := [node for node in functions if node not in guarded and is_only_used_in(node, guarded, tree)]:
        guarded += more
    inside = calls_in(guarded)
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and id(call) not in inside and (name := effect(call)):
            yield name


def is_only_used_in(function, guarded, tree):
    """Whether each mention of a private function of the module is a call in a guarded one."""
    mentions = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == function.name]
    called = {id(call.func) for one in guarded for call in ast.walk(one) if isinstance(call, ast.Call)}
    return function.name.startswith("_") and bool(mentions) and all(id(node) in called for node in mentions)


def calls_in(functions):
    return {id(call) for function in functions for call in ast.walk(function)}


def is_action(node):
    return any(isinstance(one, ast.Call) and getattr(one.func, "id", "") == "action" for one in node.decorator_list)


def effect(call):
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name == "append" and isinstance(call.func, ast.Attribute):
        return None  # of a list; the function that appends a label is called by its name
    owner = getattr(call.func.value, "id", "") if isinstance(call.func, ast.Attribute) else ""
    return name if name in EFFECTS or (owner, name) == ("subprocess", "run") else None


def test_effects_are_only_in_guarded_actions():
    files = [*(ROOT / "pages").glob("*.py"), *(ROOT / "analytics/ui").rglob("*.py")]
    assert len(files) > 100
    outside = {}
    for path in files:
        place = path.relative_to(ROOT).as_posix()
        names = {name for name in calls_outside_actions(path) if place not in ONLY_PLACES.get(name, set())}
        if names and place != "analytics/ui/data/actions.py":
            outside[place] = names - guarded_elsewhere(path)
    assert {place: names for place, names in outside.items() if names} == {}


def guarded_elsewhere(path):
    """Names that a file imports from a module where they are guarded actions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {alias.name for node in imports if node.module == "analytics.ui.data.actions" for alias in node.names}


def test_a_private_function_is_guarded_only_if_each_caller_is(tmp_path):
    used = "from x import action\n@action(1)\ndef run():\n    _do()\n\ndef _do():\n    subprocess.run(1)\n"
    file = tmp_path / "page.py"
    for more, names in (("", []), ("def show():\n    _do()\n", ["run"]), ("button(on_click=_do)\n", ["run"])):
        file.write_text(used + more)
        assert list(calls_outside_actions(file)) == names
