"""A selection that is made on one page, with the mouse, is the same on every other page, and in a browser that has
nothing but the link.
"""

import contextlib
import os
from urllib.parse import quote, urlsplit

import pytest
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from analytics.ask.filters import Contains, Range
from analytics.ask.selection import Selection
from tests.browser.driver import PAGES, link
from tests.commands import serving
from tests.telling import build_telling
from tests.workspaces import write_workspace

ALL_PAIRS = "DATALOUPE_ALL_PAIRS"
"""Set where the selection has to be carried over all ordered pairs of pages: 462 clicks take minutes."""

CHOSEN = Selection((Contains("star"), Range("signals", "n_words", 8, None)))
SECONDS, PATIENCE = 15, 15
BAR = "const said = (bar) => bar && (bar.textContent.match(/^.*Clear all.*?Decide/) || [null])[0];"
"""What a bar says from the number of documents to its last button; null while it is being drawn."""

GO = (
    BAR
    + """
const [page, expected, patience, done] = arguments;
const old = document.querySelector('.st-key-selection'), title = document.querySelector('h1').textContent, since = performance.now();
const links = [...document.querySelectorAll('[data-testid="stSidebarNavLink"]')];
links.find((one) => new URL(one.href).pathname === `/${page === 'overview' ? '' : page}`).click();
const look = () => {
    const now = document.querySelector('h1'), bar = document.querySelector('.st-key-selection');
    const says = now && now.textContent !== title && bar !== old ? said(bar) : null;
    if (says === expected || performance.now() - since > patience) done(says); else setTimeout(look, 10);
};
look();
"""
)
"""Clicks a page in the navigation; gives what the page's own bar says, which is another element than the one before, at
the latest after `patience`.
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A dashboard on two datasets: one with something to show on every page, and one of three documents that nobody
    scanned, where most pages end below the selection bar and open the faster for it.
    """
    folder = tmp_path_factory.mktemp("selection")
    few = write_workspace(folder / "few", ["a star", "a comet", "a loan"], scanned=False)
    with serving(build_telling(folder), few.path) as where:
        yield where


def wait(browser, answer):
    return WebDriverWait(browser.driver, SECONDS, poll_frequency=0.05).until(lambda _: answer())


def read(browser):
    return browser.driver.execute_script(f"{BAR} return said(document.querySelector('.st-key-selection'))")


def bar(browser, expected=None):
    """What the selection bar says: documents, tokens and share, then every part. It is drawn piece by piece: read when
    it says what is expected, or at rest.
    """
    if expected is not None:
        with contextlib.suppress(TimeoutException):
            wait(browser, lambda: read(browser) == expected)
        return read(browser)
    wait(browser, lambda: read(browser))
    browser.settle(0.3)
    return read(browser)


def go(browser, page, said):
    """Click a page in the navigation, and read its bar as soon as it says `said`, or when the patience is over."""
    return browser.driver.execute_async_script(GO, page, said, 1000 * PATIENCE)


def open_elsewhere(browser, url, expected=None):
    """Open a link in a browser that has never been here, and read its bar."""
    browser.leave()
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    browser.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    browser.driver.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    browser.driver.get(url)
    return bar(browser, expected)


def press(browser, words):
    """Press the button or the switch that says `words`."""
    script = """return [...document.querySelectorAll('[data-testid="stMain"] button, [data-testid="stPopoverBody"] button, [data-testid="stMain"] label')]
        .find((one) => one.textContent.includes(arguments[0]) && !one.closest('.st-key-selection'))"""
    wait(browser, lambda: browser.driver.execute_script(script, words)).click()


def click_a(browser, mark):
    """Click the first mark of a picture."""
    browser.settle(0.4)  # a mark that is still being drawn takes no click
    element = wait(browser, lambda: browser.driver.find_elements(By.CSS_SELECTOR, mark))[0]
    browser.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
    browser.settle(0.2)
    ActionChains(browser.driver).move_to_element(element).click().perform()


def click_a_bar(browser):
    click_a(browser, ".js-plotly-plot .bars .point path")


def click_a_dot(browser):
    click_a(browser, ".js-plotly-plot .scatterlayer .point")


def click_a_bar_and_add(browser):
    click_a_bar(browser)
    press(browser, "Add to selection")


def search_and_add(browser):
    wait(
        browser, lambda: browser.driver.find_element(By.CSS_SELECTOR, "input[aria-label='Search the texts']")
    ).send_keys("butter\n")
    press(browser, "Add to selection")


def read_and_add(browser):
    press(browser, "Read these documents")
    press(browser, "Add to selection")


def read_what_stays_and_add(browser):
    press(browser, "What stays")
    press(browser, "Add to selection")


def select_what_a_step_leaves_out(browser):
    wait(browser, lambda: browser.driver.find_element(By.CSS_SELECTOR, ".st-key-step-0-select button")).click()


def draw_a_box_and_keep(browser):
    wait(
        browser,
        lambda: browser.driver.execute_script("return document.querySelector('.dataloupe-map')?.dataset.version"),
    )
    browser.driver.find_element(By.CSS_SELECTOR, ".modebar-btn[data-title='Box Select']").click()
    canvas = browser.driver.find_element(By.CSS_SELECTOR, ".dataloupe-map")
    width, height = canvas.size["width"], canvas.size["height"]
    chain = (
        ActionChains(browser.driver).move_to_element_with_offset(canvas, -width * 0.2, -height * 0.4).click_and_hold()
    )
    chain.move_to_element_with_offset(canvas, width * 0.4, height * 0.4).release().perform()
    press(browser, "Keep as selection")


def select_what_fails(browser):
    press(browser, "Select")
    press(browser, "What fails")


def run_and_select(browser):
    field = wait(
        browser, lambda: browser.driver.find_element(By.CSS_SELECTOR, "textarea[aria-label='One SELECT statement']")
    )
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys(Keys.NULL, "SELECT doc_id FROM documents WHERE doc_id < 9", Keys.CONTROL, Keys.ENTER)
    press(browser, "Run")
    press(browser, "Select these documents")


GESTURES = {
    "overview": click_a_bar,
    "documents": search_and_add,
    "map": draw_a_box_and_keep,
    "duplicates": lambda browser: press(browser, "Select the members"),
    "quality": click_a_bar_and_add,
    "rules": select_what_fails,
    "classifier": read_what_stays_and_add,
    "labels": lambda browser: press(browser, "Select them all"),
    "private": read_and_add,
    "feedback": click_a_dot,
    "slices": lambda browser: press(browser, "Read them"),
    "behaviour": click_a_dot,
    "decisions": select_what_a_step_leaves_out,
    "sql": run_and_select,
}
"""How a selection is made on each page that makes one."""
OPENED_ELSEWHERE = ("overview", "map", "rules", "feedback", "decisions", "sql")
"""One page of each section: to open a page takes seconds, and how a link is read is the same for all (tests/pages opens
every one by a link).
"""


@pytest.mark.parametrize("page", GESTURES)
def test_what_is_selected_with_the_mouse_is_selected_on_the_next_page(browser, address, page):
    browser.leave()
    browser.driver.get(link(address, page))
    GESTURES[page](browser)
    said = bar(browser)
    assert " of all)" in said
    assert go(browser, PAGES[PAGES.index(page) - 1], said) == said


def test_every_page_carries_the_selection_in_its_link_and_other_browsers_open_it(browser, address):
    said = open_elsewhere(browser, f"{address}/?sel={quote(CHOSEN.to_url())}")
    for page in PAGES[PAGES.index("overview") + 1 :] + PAGES[: PAGES.index("overview") + 1]:
        assert go(browser, page, said) == said, page
        url = wait(browser, lambda: "sel=" in browser.driver.current_url and browser.driver.current_url)
        assert url.split("?")[0] == link(address, page)
        if page in OPENED_ELSEWHERE:
            assert open_elsewhere(browser, url, said) == said, page


def test_the_second_dataset_and_what_is_selected_in_it_are_carried_along(browser, address):
    said = open_elsewhere(browser, star_among_few(address, "data"))
    for page in ("sql", "report", "overview"):
        assert go(browser, page, said) == said
        url = wait(browser, lambda: "sel=" in browser.driver.current_url and browser.driver.current_url)
        assert "dataset=few" in url
    assert open_elsewhere(browser, url, said) == said


@pytest.mark.skipif(
    ALL_PAIRS not in os.environ, reason=f"takes minutes: set {ALL_PAIRS} to walk to and fro between every two pages"
)
@pytest.mark.parametrize("page", PAGES[:-1])
def test_the_selection_is_carried_to_every_later_page_and_back(browser, address, page):
    said = open_elsewhere(browser, star_among_few(address, page))
    for other in PAGES[PAGES.index(page) + 1 :]:
        assert go(browser, other, said) == said, f"from {page} to {other}"
        assert go(browser, page, said) == said, f"from {other} back to {page}"


def star_among_few(address, page):
    """The link of a page on which one document of the second dataset is selected."""
    return f"{link(address, page)}?dataset=few&sel={quote(Selection((Contains('star'),)).to_url())}"
