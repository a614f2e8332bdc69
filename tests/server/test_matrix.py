"""Who may do what: every page, address and action of the dashboard, from their registries, for every role.

Nothing is listed here by hand: a page, an address or an action that somebody adds is in the matrix.
"""

import functools
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

import analytics.ui
from analytics.access import ACTIONS, ROLES
from analytics.access.permissions import Permission
from analytics.ui.contents import PAGES, START
from analytics.ui.server.routes import LOGOUT, RULES, Rule, rule_of
from tests.server.shared import PEOPLE, ROLE_OF

ROOT = Path(__file__).parents[2]
for module in pkgutil.walk_packages(analytics.ui.__path__, "analytics.ui."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)  # each marks its actions
EVERYBODY = (None, *PEOPLE)


LIST_ROUTES = """
from analytics.access import ServerSettings
from analytics.ui.server.application import Dashboard
for route in Dashboard(ServerSettings())._build_starlette_app().routes:
    print(route.path or "/")
"""
PARAMETERS = {"{path:path}": "x", "{session_id}": "v", "{file_id}": "f", "{file_id:path}": "f"}


@functools.cache
def addresses():
    """Every address of the application, with something in place of each parameter. A process has only one runtime of
    Streamlit, so another one lists them.
    """
    listed = subprocess.run([sys.executable, "-c", LIST_ROUTES], capture_output=True, text=True, check=True, cwd=ROOT)
    paths = set(listed.stdout.split())
    for parameter, value in PARAMETERS.items():
        paths = {path.replace(parameter, value) for path in paths}
    return sorted(paths, key=lambda path: (path == LOGOUT, path))  # signing out ends the session of the others


def test_every_address_has_a_rule_and_no_parameter_is_left():
    paths = addresses()
    assert len(paths) > 15
    assert not [path for path in paths if "{" in path]
    named = [one for one in RULES if one != "/"]
    unknown = [path for path in paths if path != "/" and not any(below(path, one) for one in named)]
    assert unknown == []


def test_every_page_declares_its_permission():
    assert {name for name, entry in PAGES.items() if entry.permission is None} == set()


def below(path, rule):
    return path == rule or (rule.endswith("/") and path.startswith(rule))


@pytest.mark.parametrize("person", EVERYBODY)
def test_each_address_answers_only_those_who_may_use_it(dashboard, person):
    role = ROLE_OF.get(person)
    with dashboard.client() if person is None else dashboard.signed_in(person) as browser:
        wrong = {path: problem for path in addresses() if (problem := problem_of(browser, path, person, role))}
    assert wrong == {}


def problem_of(browser, path, person, role):
    """What is wrong about the answer at an address; None if it is as its rule says."""
    rule = rule_of(path)
    is_upload = rule is Rule.UPLOAD
    status = browser.request("PUT" if is_upload else "GET", path).status_code
    expected = {
        Rule.OPEN: status < 400 or status == 404,
        Rule.METRICS: status == 200,  # the tests are on the machine of the server
        Rule.NOBODY: status == 404,
        Rule.OWNER: status == 403,  # nobody owns this file
        Rule.UPLOAD: status == 403,  # nobody owns this visit
        Rule.SIGNED_IN: status in (200, 404, 405, 426),
    }[rule]
    if rule not in (Rule.OPEN, Rule.METRICS, Rule.NOBODY) and role is None:
        expected = status == (401 if person is None else 403)
    return None if expected else f"{rule.name} gives {status}"


VISITS = [("vera", "texts"), ("vera", "logs"), ("aron", "logs"), ("edda", "texts"), ("edda", "logs")]
"""Every role, and on both workspaces those with the fewest and the most pages: a run of all pages takes seconds."""


@pytest.fixture(scope="module")
def runs_of(dashboard):
    """The runs of all pages, by name, that a person sees on a workspace."""

    @functools.cache
    def runs(person, workspace):
        async def open_all(opened):
            return {name: await opened.run(path_of(name), f"dataset={workspace}") for name in PAGES}

        with dashboard.signed_in(person) as browser:
            return dashboard.visit(browser, open_all)

    return runs


@pytest.mark.parametrize(("person", "workspace"), VISITS)
def test_each_role_opens_exactly_its_pages(runs_of, person, workspace):
    permissions = ROLES[ROLE_OF[person]]
    runs = runs_of(person, workspace)
    refused = {name for name, run in runs.items() if run.contains("with your role")}
    assert refused == {name for name, entry in PAGES.items() if not entry.needs <= permissions}
    assert {name: run.exceptions for name, run in runs.items() if run.exceptions} == {}
    assert {name for name, run in runs.items() if not run.contains(PAGES[name].question)} == set()


@pytest.mark.parametrize(("person", "workspace"), [visit for visit in VISITS if visit[0] != "aron"])
def test_no_message_to_a_visitor_contains_a_path_of_the_server(dashboard, runs_of, person, workspace, tmp_path_factory):
    runs = dict(runs_of(person, workspace))
    with dashboard.signed_in(person) as browser:
        hostile = {"sel": '[{"is":"values","table":"x"}]', "dataset": workspace}
        runs["broken"] = dashboard.page(browser, "overview", str(httpx.QueryParams(hostile)))
    paths = (str(tmp_path_factory.getbasetemp()), "site-packages", str(ROOT))
    assert {(name, path) for name, run in runs.items() for path in paths if run.contains(path)} == set()


def path_of(page):
    return "" if page == START.name else page


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", ACTIONS)
def test_each_role_can_do_exactly_its_actions(name, role, monkeypatch):
    from analytics.access import Grant

    given = Grant(ROLES[role])
    monkeypatch.setattr("analytics.access.actions._require", lambda permission, arguments: given.require(permission))
    function = _function(name)
    if ACTIONS[name] in ROLES[role]:
        with pytest.raises(TypeError, match="missing"):  # the guard let it through, to find that it got no argument
            function()
    else:
        with pytest.raises(Exception, match="with your role"):
            function()


def _function(name):
    module, _, attribute = name.rpartition(".")
    while True:
        try:
            target = importlib.import_module(module)
            break
        except ModuleNotFoundError:
            module, _, owner = module.rpartition(".")
            attribute = f"{owner}.{attribute}"
    for one in attribute.split("."):
        target = getattr(target, one)
    return target


def test_every_permission_opens_something():
    used = {*ACTIONS.values(), *(permission for entry in PAGES.values() for permission in entry.needs)}
    assert used | {Permission.EXPORT} == set(Permission)
