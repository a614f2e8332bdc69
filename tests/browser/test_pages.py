"""Every page opens in a real browser without an exception, a console error or a request to anybody else, in both
themes.
"""

import re

import pytest

from tests.browser.driver import PAGES, link
from tests.commands import serving

COLD = ("map",)
"""A page with a component of ours, which needs a server of its own here. The first test opens every page by its link,
test_correcting.py opens the page that takes files on a new server, and tests/pages opens every page without app.py.
"""

NAVIGATION = '[data-testid="stSidebarNavLink"]'


@pytest.fixture(scope="module")
def navigation(browser, address):
    browser.open(address)
    return browser.texts(NAVIGATION)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_without_a_problem_and_follows_the_theme(browser, address, page):
    for theme in browser.open_in_both_themes(link(address, page)):
        assert min(browser.background()) > 192 if theme == "light" else max(browser.background()) < 64
        assert browser.texts("h1") != []
    assert browser.problems(address) == []
    assert (
        browser.count(
            '[data-testid="stApp"] script:not([data-dataloupe]), [data-testid="stApp"] a[href^="https://example.com"]'
        )
        == 0
    ), "hostile text became an element"


@pytest.mark.parametrize("page", COLD)
def test_a_deep_link_is_the_first_to_reach_a_server(browser, workspace, navigation, page):
    with serving(workspace) as cold:
        browser.theme("dark")
        browser.open(link(cold, page))
        assert browser.problems(cold) == []
        assert max(browser.background()) < 64, "dark from its first moment"
        assert browser.texts(NAVIGATION) == navigation, "the same navigation as on a server in use"
        assert browser.driver.current_url.split("?")[0] == link(cold, page)
        browser.leave()


def test_the_start_page_opens_by_its_name_too_with_its_question_and_the_dataset_in_one_row(browser, address):
    browser.open(f"{address}/overview")
    assert browser.problems(address) == []
    assert browser.texts("h1") == ["dashboard\nWhat is in here?"]
    assert re.match(
        r"dashboard\nWhat is in here\?\nhostile\n200 documents, [\d,]+ tokens \(est\.\)\n",
        browser.texts('[data-testid="stMain"]')[0],
    )


def test_a_hostile_title_is_shown_as_text(browser, address):
    browser.open(f"{address}/documents")
    assert "<script>alert(1)</script>" in browser.everything()
