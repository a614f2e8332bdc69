"""The report in a real browser, opened from the disk as from an e-mail: drawn, silent, and whole on paper."""

import pytest

from analytics.report import report
from analytics.workspace import open_workspace

WIDEST = """
const right = document.body.getBoundingClientRect().right;
return [...document.querySelectorAll('figure, .figure, .main-svg, table, pre')].filter((one) => one.getBoundingClientRect().right > right + 1).map((one) => one.className || one.tagName);
"""
A4_PIXELS = 703
"""The width of the page inside its margins, at 96 pixels an inch."""


@pytest.fixture
def opened(browser, workspace, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(report(open_workspace(workspace)), encoding="utf-8")
    browser.leave()
    browser.driver.get(path.as_uri())
    return browser


def test_the_report_is_drawn_and_asks_nobody(opened):
    assert opened.problems("file://") == []
    assert opened.count(".figure") == len(
        opened.driver.execute_script(
            "return [...document.querySelectorAll('.figure')].filter((one) => one.querySelector('.main-svg'))"
        )
    )
    assert opened.driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def test_nothing_is_cut_off_on_paper(opened):
    opened.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert opened.driver.execute_script("return document.body.getBoundingClientRect().width") <= A4_PIXELS
        assert opened.driver.execute_script(WIDEST) == []
    finally:
        opened.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
