"""The map page as a person drives it: actions at map coordinates, and what the page shows then."""

from urllib.parse import parse_qs, urlsplit

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.wheel_input import ScrollOrigin
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

MAP = ".dataloupe-map"
PLOT = "document.querySelector('.dataloupe-plot')"
VERSION = f"return document.querySelector('{MAP}')?.dataset.version"
SECONDS = 30
PIXELS = f"const l = {PLOT}._fullLayout; return [l.xaxis.d2p(arguments[0]), l.yaxis.d2p(arguments[1])]"
COUNT = f"return {PLOT}.data.reduce((n, trace) => n + trace.x.length, 0)"
LABELS = "[...document.querySelectorAll('.dataloupe-label:not(.is-hidden)')]"


def wait(browser, answer):
    return WebDriverWait(browser.driver, SECONDS, poll_frequency=0.05).until(lambda _: answer())


def run(browser, script, *arguments):
    return browser.driver.execute_script(script, *arguments)


def after(browser, act):
    """Do something and wait until the map has drawn the answer."""
    before = run(browser, VERSION)
    act()
    wait(browser, lambda: run(browser, VERSION) not in (None, before))


def link(browser):
    return {name: values[0] for name, values in parse_qs(urlsplit(browser.driver.current_url).query).items()}


def width_in_view(browser):
    left, right = run(browser, f"return {PLOT}.layout.xaxis.range")
    return right - left


def to(browser, x, y):
    """A chain of actions that begins at map coordinates."""
    return move(browser, ActionChains(browser.driver), x, y)


def move(browser, chain, x, y):
    return chain.move_to_element_with_offset(*offset(browser, x, y))


def offset(browser, x, y):
    """The element of the map, and the pixels from its middle to map coordinates."""
    px, py = run(browser, PIXELS, float(x), float(y))
    element = browser.driver.find_element(By.CSS_SELECTOR, MAP)
    return element, int(px - element.size["width"] / 2), int(py - element.size["height"] / 2)


def a_point(browser):
    """x, y and id of a drawn point with no other point near it, not covered by legend or buttons."""
    return run(
        browser,
        f"""const l = {PLOT}._fullLayout;
        const pixels = (t, i) => [l.xaxis.d2p(t.x[i]), l.yaxis.d2p(t.y[i])];
        const all = {PLOT}.data.flatMap((t) => Array.from(t.x, (x, i) => [x, t.y[i], t.ids[i], ...pixels(t, i)]));
        return all.find(([, , , x, y], i) => x > 230 && y > 60 && x < l.width - 20 && y < l.height - 20
            && all.every((other, j) => i === j || Math.hypot(other[3] - x, other[4] - y) > 12)).slice(0, 3)""",
    )


def width_in_link(browser):
    left, right, *_ = (float(edge) for edge in link(browser).get("view", "nan,nan").split(","))
    return right - left


def scroll_in(browser, x, y, times=6):
    origin = ScrollOrigin.from_element(*offset(browser, x, y))
    for _ in range(times):
        ActionChains(browser.driver).scroll_from_origin(origin, 0, -400).perform()


def press(browser, button):
    click = "dispatchEvent(new MouseEvent('click', {bubbles: true}))"
    run(browser, f"document.querySelector(`.modebar-btn[data-title='${{arguments[0]}}']`).{click}", button)


def texts(browser, selector):
    """The texts of all elements, read at once: the page may replace them between two calls of the driver."""
    return run(
        browser, "return [...document.querySelectorAll(arguments[0])].map((element) => element.innerText)", selector
    )


def panel(browser):
    return texts(browser, "h3")
