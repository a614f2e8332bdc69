"""A selection that is made on one page, with the mouse, is the same on every other page, and in a browser that has
nothing but the link.
"""

import os
from urllib.parse import quote

import pytest

from analytics.ask.filters import Contains, Range
from analytics.ask.selection import Selection
from tests.browser.datasets import FEW, FULL_LOG
from tests.browser.driver import PAGES, link
from tests.browser.gestures import GESTURES, bar, go, open_elsewhere, wait
from tests.full_log import build_full_log
from tests.workspaces import write_workspace

ALL_PAIRS = "DATALOUPE_ALL_PAIRS"
"""Set where the selection has to be carried over all ordered pairs of pages: 462 clicks take minutes."""

CHOSEN = Selection((Contains("star"), Range("signals", "n_words", 8, None)))
OPENED_ELSEWHERE = ("overview", "map", "sql")
"""The start page, one with a component of ours and one with a field: opening a page takes seconds, and all pages read
a link in the same way (tests/pages opens every one by a link).
"""


@pytest.fixture(scope="module")
def address(several, datasets):
    """A dashboard on two datasets: one with something to show on every page, and one of three documents without a scan,
    on which most pages show only the selection bar and so open faster.
    """
    write_workspace(datasets / FEW, ["a star", "a comet", "a loan"], scanned=False)
    assert build_full_log(datasets) == datasets / FULL_LOG
    return several


@pytest.mark.parametrize("page", GESTURES)
def test_what_is_selected_with_the_mouse_is_selected_on_the_next_page(browser, address, page):
    browser.start(link(address, page))
    GESTURES[page](browser)
    expected = bar(browser)
    assert "% of " in expected
    assert go(browser, PAGES[PAGES.index(page) - 1], expected) == expected


def test_every_page_carries_the_selection_in_its_link_and_other_browsers_open_it(browser, address):
    expected = open_elsewhere(browser, f"{address}/?sel={quote(CHOSEN.to_url())}")
    for page in PAGES[PAGES.index("overview") + 1 :] + PAGES[: PAGES.index("overview") + 1]:
        assert go(browser, page, expected) == expected, page
        url = wait(browser, lambda: "sel=" in browser.driver.current_url and browser.driver.current_url)
        assert url.split("?")[0] == link(address, page)
        if page in OPENED_ELSEWHERE:
            assert open_elsewhere(browser, url, expected) == expected, page


def test_the_second_dataset_and_its_selection_are_carried_along(browser, address):
    expected = open_elsewhere(browser, star_among_few(address, "data"))
    for page in ("sql", "report", "overview"):
        assert go(browser, page, expected) == expected
        url = wait(browser, lambda: "sel=" in browser.driver.current_url and browser.driver.current_url)
        assert f"dataset={FEW}" in url
    assert open_elsewhere(browser, url, expected) == expected


@pytest.mark.skipif(
    ALL_PAIRS not in os.environ, reason=f"takes minutes: set {ALL_PAIRS} to walk between all pairs of pages"
)
@pytest.mark.parametrize("page", PAGES[:-1])
def test_the_selection_is_carried_to_every_later_page_and_back(browser, address, page):
    expected = open_elsewhere(browser, star_among_few(address, page))
    for other in PAGES[PAGES.index(page) + 1 :]:
        assert go(browser, other, expected) == expected, f"from {page} to {other}"
        assert go(browser, page, expected) == expected, f"from {other} back to {page}"


def star_among_few(address, page):
    """The link of a page on which one document of the second dataset is selected."""
    return f"{link(address, page)}?dataset={FEW}&sel={quote(Selection((Contains('star'),)).to_url())}"
