"""What people do with the mouse to select something, on every page where they can, and what the selection bar shows."""

import contextlib
from urllib.parse import urlsplit

from selenium.common.exceptions import TimeoutException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

SECONDS, PATIENCE = 15, 15
BAR = "const text = (bar) => bar && (bar.textContent.match(/^.*Clear selection.*?Decide/) || [null])[0];"
"""The text of a bar, from the number of documents to its last button; null while it is being drawn."""

GO = (
    BAR
    + """
const [page, expected, patience, done] = arguments;
const old = document.querySelector('.st-key-selection'), title = document.querySelector('h1').textContent;
const since = performance.now();
const links = [...document.querySelectorAll('[data-testid="stSidebarNavLink"]')];
links.find((one) => new URL(one.href).pathname === `/${page === 'findings' ? '' : page}`).click();
const look = () => {
    const now = document.querySelector('h1'), bar = document.querySelector('.st-key-selection');
    const shown = now && now.textContent !== title && bar !== old ? text(bar) : null;
    if (shown === expected || performance.now() - since > patience) done(shown); else setTimeout(look, 10);
};
look();
"""
)
"""Clicks a page in the navigation, and gives the text of that page's own bar, which is another element than the bar
before it, at the latest after `patience`.
"""


def wait(browser, answer):
    return WebDriverWait(browser.driver, SECONDS, poll_frequency=0.05).until(lambda _: answer())


def read(browser):
    return browser.driver.execute_script(f"{BAR} return text(document.querySelector('.st-key-selection'))")


def bar(browser, expected=None):
    """The text of the selection bar: documents, tokens and share, then every filter. The browser draws it piece by
    piece: it is read when it is what is expected, or when nothing changes any more.
    """
    if expected is not None:
        with contextlib.suppress(TimeoutException):
            wait(browser, lambda: read(browser) == expected)
        return read(browser)
    wait(browser, lambda: read(browser))
    browser.settle(0.3)
    return read(browser)


def go(browser, page, expected):
    """Click a page in the navigation, and read its bar as soon as it is `expected`, or when the patience is over."""
    return browser.driver.execute_async_script(GO, page, expected, 1000 * PATIENCE)


def open_elsewhere(browser, url, expected=None):
    """Open a link in a browser that has never been here, and read its bar."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    browser.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    browser.driver.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    browser.start(url)
    return bar(browser, expected)


BUTTON = """
const main = ['button', 'label'].map((tag) => `[data-testid="stMain"] ${tag}`);
const all = [...document.querySelectorAll([...main, '[data-testid="stPopoverBody"] button'].join(', '))];
return all.find((one) => one.textContent.includes(arguments[0]) && !one.closest('.st-key-selection'));
"""


def press(browser, label):
    """Press the button or the switch whose text contains `label`."""
    wait(browser, lambda: browser.driver.execute_script(BUTTON, label)).click()


def click_a(browser, mark):
    """Click the first mark of a chart."""
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
    wait(browser, lambda: browser.driver.find_element(By.CSS_SELECTOR, "input[aria-label='Search texts']")).send_keys(
        "butter\n"
    )
    press(browser, "Add to selection")


def read_and_add(browser):
    press(browser, "Show these documents unmasked")
    press(browser, "Add to selection")


def read_kept_and_add(browser):
    press(browser, "Kept documents")
    press(browser, "Add to selection")


def select_what_a_step_removes(browser):
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
    press(browser, "Select these documents")


def select_failing(browser):
    press(browser, "Select")
    press(browser, "Documents that fail")


def run_and_select(browser):
    field = wait(
        browser, lambda: browser.driver.find_element(By.CSS_SELECTOR, "textarea[aria-label='One SELECT statement']")
    )
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys(Keys.NULL, "SELECT doc_id FROM documents WHERE doc_id < 9", Keys.CONTROL, Keys.ENTER)
    press(browser, "Run query")
    press(browser, "Select these documents")


GESTURES = {
    "overview": click_a_bar,
    "documents": search_and_add,
    "map": draw_a_box_and_keep,
    "duplicates": lambda browser: press(browser, "Select members"),
    "quality": click_a_bar_and_add,
    "rules": select_failing,
    "classifier": read_kept_and_add,
    "labels": lambda browser: press(browser, "Select all"),
    "private": read_and_add,
    "feedback": click_a_dot,
    "slices": lambda browser: press(browser, "Read conversations"),
    "behaviour": click_a_dot,
    "decisions": select_what_a_step_removes,
    "sql": run_and_select,
}
"""How a selection is made on each page that makes one."""
