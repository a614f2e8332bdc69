"""What the pointer does, the keyboard does too: marks of charts, rows of lists, and a focus that can be seen."""

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

STATUS = ".dataloupe-mark-status"
CHART = ".js-plotly-plot[role=application]"


def press(browser, *keys):
    for key in keys:
        ActionChains(browser.driver).send_keys(key).perform()
    browser.settle()


def focus(browser, selector):
    browser.driver.execute_script("document.querySelector(arguments[0]).focus()", selector)


def test_enter_selects_the_bar_that_arrow_keys_reached(browser, address):
    browser.open(f"{address}/overview")
    focus(browser, CHART)
    press(browser, Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    announced = browser.driver.execute_script(f"return document.querySelector('{STATUS}').textContent")
    name = announced.split(":")[0]
    assert announced.endswith("Press Enter to choose.") and "%" in announced
    press(browser, Keys.ENTER)
    assert any(name[:12] in text for text in browser.texts(".st-key-selection button")), announced


def test_arrow_keys_move_through_the_list_of_documents(browser, address):
    browser.open(f"{address}/documents")
    focus(browser, '[data-testid="stDataFrame"] canvas')
    first = browser.texts("h3")
    press(browser, Keys.ARROW_DOWN)
    second = browser.texts("h3")
    press(browser, Keys.ARROW_DOWN)
    assert first != second != browser.texts("h3")


def test_the_first_stop_skips_the_navigation_and_every_stop_shows_its_focus(browser, address):
    browser.open(f"{address}/documents")
    stops = []
    for _ in range(45):
        ActionChains(browser.driver).send_keys(Keys.TAB).perform()
        stops.append(
            browser.driver.execute_script(
                """const at = document.activeElement, style = getComputedStyle(at);
                const isVisible = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
                return [at.innerText || at.ariaLabel, isVisible || ['MAIN', 'BODY'].includes(at.tagName)]"""
            )
        )
    assert stops[0][0] == "Skip to main content"
    assert [name for name, is_visible in stops if not is_visible] == []
    assert "Search texts" in str(stops)
