"""The map in a real Chromium: it draws, zooms, answers lasso, click and pointer, and its link shows the same."""

import math
import re

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.datasets import MAPPED
from tests.browser.driver import HEIGHT, WIDTH
from tests.browser.map_page import (
    COUNT,
    LABELS,
    MAP,
    PLOT,
    VERSION,
    a_point,
    after,
    link,
    move,
    panel,
    press,
    run,
    scroll_in,
    texts,
    to,
    wait,
    width_in_link,
    width_in_view,
)
from tests.mapped import write_mapped


@pytest.fixture(scope="module")
def address(several, datasets):
    write_mapped(datasets / MAPPED)
    return several


def page(address, name="map", query=""):
    """The link of a page of this dataset."""
    return f"{address}/{name}?dataset={MAPPED}{query and '&'}{query}"


@pytest.fixture
def opened(browser, address):
    """The page with the whole map drawn; its problems are looked at when the test is over."""
    browser.theme("light")
    browser.open(page(address))
    wait(browser, lambda: run(browser, VERSION))
    yield browser
    assert browser.problems(address) == []


def test_the_map_that_nobody_has_touched(opened):
    """All that leaves the page as it was, in one opened page: to draw the map takes seconds of a processor."""
    assert_every_document_is_a_point_and_the_themes_are_named_without_overlap(opened)
    assert_the_map_fills_the_page(opened)
    assert_the_text_under_the_pointer_is_fetched_by_id_and_shown_as_text(opened)
    assert_a_switch_of_the_theme_repaints_the_map(opened)


def assert_every_document_is_a_point_and_the_themes_are_named_without_overlap(opened):
    assert run(opened, COUNT) == 400
    assert {"energy", "food"} <= set(run(opened, f"return {LABELS}.map((label) => label.textContent)"))
    assert set(texts(opened, ".dataloupe-legend-name")) == {"energy", "food", "no topic"}
    assert run(opened, f"return {PLOT}.data.every((trace) => trace.type === 'scattergl')")
    sides = "({ left, top, right, bottom }) => [left, top, right, bottom]"
    boxes = run(opened, f"return {LABELS}.map((label) => label.getBoundingClientRect()).map({sides})")
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            assert a[0] >= b[2] or a[2] <= b[0] or a[1] >= b[3] or a[3] <= b[1]


def assert_the_map_fills_the_page(opened):
    area, window = run(opened, f"const r = document.querySelector('{MAP}').getBoundingClientRect();"
                       "return [r.width * r.height, innerWidth * innerHeight]")  # fmt: skip
    assert area >= 0.6 * window


def assert_the_text_under_the_pointer_is_fetched_by_id_and_shown_as_text(opened):
    x, y, doc_id = a_point(opened)
    to(opened, x + 0.3, y).perform()
    to(opened, x, y).perform()
    text = wait(
        opened,
        lambda: next(
            (text for text in texts(opened, ".dataloupe-tooltip.is-shown span") if text not in ("", "…")), None
        ),
    )
    assert f"number {doc_id}" in text
    assert opened.count(".dataloupe-tooltip span *") == 0
    assert "doc" not in link(opened)


def assert_a_switch_of_the_theme_repaints_the_map(opened):
    colours = f"""const points = {PLOT}.data.map((trace) => trace.marker.color);
        const background = getComputedStyle(document.querySelector('{MAP}')).backgroundColor;
        return JSON.stringify([points, {PLOT}.layout.images[0].source.length, background])"""
    light = run(opened, colours)
    opened.theme("dark")
    wait(opened, lambda: max(opened.background()) < 64)
    wait(opened, lambda: run(opened, colours) != light)
    opened.theme("light")
    assert wait(opened, lambda: run(opened, colours) == light)


def test_a_zoom_is_refined_and_kept_in_the_link_and_the_back_button_undoes_it(opened):
    whole = width_in_view(opened)
    after(opened, lambda: scroll_in(opened, 5, 5))
    wait(opened, lambda: run(opened, "return document.querySelector('.dataloupe-status').textContent") == "")
    assert wait(
        opened,
        lambda: (
            width_in_view(opened) < 0.8 * whole
            and width_in_link(opened) == pytest.approx(width_in_view(opened), rel=1e-3)
        ),
    )
    for _ in range(20):
        if "view" not in link(opened):
            break
        opened.driver.back()
        opened.settle(0.2)
    assert wait(opened, lambda: width_in_view(opened) == pytest.approx(whole, rel=1e-3))


def test_a_click_opens_the_document_next_to_the_map_with_its_neighbours(opened):
    x, y, doc_id = a_point(opened)
    after(opened, lambda: to(opened, x, y).click().perform())
    assert link(opened)["doc"] == str(doc_id)
    wait(opened, lambda: panel(opened) == [f"Document {doc_id}"])
    assert f"number {doc_id}" in opened.everything()
    assert "50% of them are also near this document on the map" in opened.everything()
    assert run(opened, f"return {PLOT}.data.some((trace) => trace.mode === 'lines')"), "lines to the true neighbours"


def test_a_lasso_sends_its_outline_and_the_page_shows_what_is_inside(opened):
    press(opened, "Lasso Select")
    corners = [(5 + 2.5 * math.cos(k / 12 * 2 * math.pi), 5 + 2.5 * math.sin(k / 12 * 2 * math.pi)) for k in range(13)]
    chain = to(opened, *corners[0]).click_and_hold()
    for x, y in corners[1:]:
        move(opened, chain, x, y)
    after(opened, lambda: chain.release().perform())
    assert 3 <= len(link(opened)["outline"].split("_")) <= 200
    wait(opened, lambda: panel(opened) and "document" in panel(opened)[0])
    documents = int(re.match(r"[\d,]+", panel(opened)[0])[0].replace(",", ""))
    points = run(
        opened,
        f"""const isInside = (x, y) => Math.hypot(x - 5, y - 5) < 2.3;
        return {PLOT}.data.reduce((n, t) => n + Array.from(t.x).filter((x, i) => isInside(x, t.y[i])).length, 0)""",
    )
    assert points <= documents <= points + 20
    assert "wind" in opened.everything()


def test_a_box_can_be_kept_as_the_selection_of_all_pages(opened):
    press(opened, "Box Select")
    chain = move(opened, to(opened, 3, 3).click_and_hold(), 7, 7)
    after(opened, lambda: chain.release().perform())
    assert len(link(opened)["outline"].split("_")) == 4
    keep = wait(
        opened,
        lambda: next(
            (
                button
                for button in opened.driver.find_elements(By.TAG_NAME, "button")
                if "Select these documents" in button.text
            ),
            None,
        ),
    )
    after(opened, keep.click)
    wait(opened, lambda: "sel" in link(opened))
    opened.settle()
    drawn = run(opened, f"return {PLOT}.data.flatMap((trace) => Array.from(trace.x, (x, i) => [x, trace.y[i]]))")
    assert 50 < len(drawn) < 150
    assert all(2.9 < x < 7.1 and 2.9 < y < 7.1 for x, y in drawn), "the others are shaded, not drawn"


def test_a_search_by_words_keeps_the_hits_coloured(opened):
    field = opened.driver.find_element(By.CSS_SELECTOR, "input[aria-label='Search']")
    after(opened, lambda: field.send_keys("butter cake\n"))
    n = run(opened, COUNT)
    wait(opened, lambda: any(text.startswith(f"{n} documents with") for text in panel(opened)))
    assert 50 < n < 150
    assert link(opened)["q"] == "butter cake"


def test_a_link_shows_a_colleague_the_same(browser, address):
    browser.open(
        page(address, query="view=2,8,2,8&colour=score+(documents)&outline=3,3_7,3_7,7_3,7&q=wind&by=by+words")
    )
    wait(browser, lambda: run(browser, VERSION))
    middle = "([from, to]) => (from + to) / 2"
    centre = run(browser, f"const l = {PLOT}.layout; return [l.xaxis.range, l.yaxis.range].map({middle})")
    assert centre == pytest.approx([5, 5], abs=1e-3)
    assert texts(browser, ".dataloupe-legend-title") == ["Score"]
    assert run(browser, f"return {PLOT}.layout.shapes.length") == 1
    wait(browser, lambda: any("document" in text for text in panel(browser)))
    assert browser.problems(address) == []


@pytest.mark.parametrize("parameter", ["view=nan,1,0,1", "doc=x"])
def test_a_broken_link_is_one_clear_line(browser, address, parameter):
    """With and without a map on the page; tests/pages breaks every parameter."""
    browser.open(page(address, query=parameter))
    assert len(texts(browser, '[data-testid="stAlert"]')) == 1
    assert browser.problems(address) == []


def test_a_document_that_does_not_exist_says_so(browser, address):
    browser.open(page(address, query="doc=99999"))
    assert "no document 99999" in browser.everything()
    assert browser.problems(address) == []


def test_a_class_is_highlighted_from_the_legend_without_the_server(opened):
    before = run(opened, VERSION)
    energy = next(
        button
        for button in opened.driver.find_elements(By.CSS_SELECTOR, ".dataloupe-legend-class")
        if "energy" in button.text
    )
    energy.click()
    faint = run(opened, f"return {PLOT}.data.filter((trace) => trace.marker.opacity < 0.3).map((trace) => trace.name)")
    assert "food" in faint and "energy" not in faint
    assert run(opened, VERSION) == before


def test_two_groups_are_compared(browser, address):
    browser.open(page(address, query="a=energy&b=food"))
    wait(browser, lambda: run(browser, VERSION))
    wait(browser, lambda: panel(browser) == ["energy and food"])
    assert texts(browser, ".dataloupe-legend-name")[:2] == ["energy", "food"]
    assert "solar" in browser.everything() and "soup" in browser.everything()
    assert browser.problems(address) == []


def test_a_click_on_a_name_opens_its_region(opened):
    food = run(opened, f"return {LABELS}.find((one) => one.textContent === 'food')")
    after(opened, lambda: ActionChains(opened.driver).move_to_element(food).click().perform())
    assert link(opened)["topic"] == "1" and "doc" not in link(opened)
    wait(opened, lambda: panel(opened) == ["food"])


def test_a_class_can_be_selected_from_the_legend(opened):
    names = opened.driver.find_elements(By.CSS_SELECTOR, ".dataloupe-legend-class")
    next(button for button in names if "energy" in button.text).click()
    opened.driver.find_element(By.CSS_SELECTOR, ".dataloupe-legend-select").click()
    wait(opened, lambda: "sel" in link(opened))
    assert '"topic_id"' in link(opened)["sel"]


def test_the_names_are_the_same_in_every_window_and_with_every_colour(browser, address):
    names = f"return {LABELS}.map((label) => label.textContent).sort()"
    seen = []
    for width, height, colour in ((1280, 800, "Theme"), (1920, 1080, "Source"), (900, 700, "Score")):
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        browser.open(page(address, query=f"colour={colour}"))
        wait(browser, lambda: run(browser, VERSION) and run(browser, names))
        seen.append(run(browser, names))
        covers = "[...document.querySelectorAll('.st-key-map-controls, .dataloupe-legend, .modebar')]"
        sides = "((r) => [r.left, r.top, r.right, r.bottom])(element.getBoundingClientRect())"
        boxes = [run(browser, f"return {one}.map((element) => {sides})") for one in (LABELS, covers)]
        for a in boxes[0]:
            assert all(a[0] >= b[2] or a[2] <= b[0] or a[1] >= b[3] or a[3] <= b[1] for b in boxes[1])
    metrics = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
    browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    assert seen[0] == seen[1] == seen[2] and len(seen[0]) >= 2


def test_the_keyboard_zooms_opens_a_document_and_chooses_a_colour(opened):
    whole = width_in_view(opened)
    run(opened, "document.querySelector('.dataloupe-stage').focus()")
    keys = ActionChains(opened.driver)
    after(opened, lambda: keys.send_keys("+").perform())
    assert width_in_view(opened) == pytest.approx(whole / 1.5, rel=1e-3)
    after(opened, lambda: keys.reset_actions() or keys.send_keys(Keys.ENTER).perform())
    wait(opened, lambda: "doc" in link(opened))
    wait(opened, lambda: panel(opened) == [f"Document {link(opened)['doc']}"])
    run(opened, "document.querySelector('.dataloupe-menu-button').focus()")
    chosen = ActionChains(opened.driver).send_keys(Keys.ARROW_DOWN).send_keys("sour").send_keys(Keys.ENTER)
    after(opened, chosen.perform)
    assert link(opened)["colour"] == "Source"
    assert texts(opened, ".dataloupe-legend-title") == ["Source"]


def test_searched_words_are_marked_where_they_are_read_and_markup_stays_text(browser, address):
    root = "[...document.querySelectorAll('*')].find((one) => one.shadowRoot?.querySelector('mark'))?.shadowRoot"
    browser.open(page(address, "documents", "q=script"))
    wait(browser, lambda: run(browser, f"return Boolean({root})"))
    assert (
        run(browser, f"return [...{root}.querySelectorAll('mark')].map((mark) => mark.textContent)") == ["script"] * 2
    )
    assert "<script>alert(1)</script>" in run(browser, f"return {root}.querySelector('.marked-text').textContent")
    assert run(browser, f"return {root}.querySelectorAll('.marked-text :not(mark)').length") == 0
    assert browser.problems(address) == []
