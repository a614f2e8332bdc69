"""Every page opens in a real browser without an exception, a console error or a request to anybody else."""

import pytest

from tests.browser.driver import PAGES, link
from tests.commands import serving

SECTIONS = ("overview", "map", "rules", "feedback", "data")
"""A page of each section, for what takes a server of its own. Every page is opened by its link in another test."""

NAVIGATION = '[data-testid="stSidebarNavLink"]'


@pytest.fixture(scope="module")
def navigation(browser, address):
    browser.open(address)
    return browser.texts(NAVIGATION)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_without_a_problem(browser, address, page, theme):
    browser.theme(theme)
    browser.open(link(address, page))
    assert browser.problems(address) == []
    assert browser.texts("h1") != []
    assert browser.count('[data-testid="stApp"] script, [data-testid="stApp"] a[href*="example.com"]') == 0, "hostile text became an element"
    assert (max(browser.background()) < 64) == (theme == "dark")


@pytest.mark.parametrize("page", SECTIONS)
def test_a_deep_link_is_the_first_to_reach_a_server(browser, workspace, navigation, page):
    with serving(workspace) as cold:
        browser.theme("light")
        browser.open(link(cold, page))
        assert browser.problems(cold) == []
        assert browser.texts(NAVIGATION) == navigation, "the same navigation as on a server in use"
        assert browser.driver.current_url.split("?")[0] == link(cold, page)
        browser.leave()


def test_the_first_page_answers_to_its_name_too(browser, address):
    browser.open(f"{address}/overview")
    assert browser.problems(address) == []
    assert browser.texts("h1") == ["dashboard\nWhat is in here?"]


def test_nothing_stands_above_the_question(browser, address):
    browser.open(address)
    assert browser.texts('[data-testid="stMain"]')[0].startswith("dashboard\nWhat is in here?")


def test_a_hostile_title_can_be_read_as_it_is(browser, address):
    browser.open(f"{address}/documents")
    assert "<script>alert(1)</script>" in browser.everything()
