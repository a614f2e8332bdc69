"""The report in a real browser, opened from the disk as from an e-mail: drawn, without requests, and printable."""

import pytest

from analytics.report import report
from analytics.workspace import open_workspace

TOO_WIDE = """
const right = document.body.getBoundingClientRect().right;
const all = [...document.querySelectorAll('figure, figure svg, table, pre, .cards li')];
const wide = all.filter((one) => one.getBoundingClientRect().right > right + 1);
return wide.map((one) => one.className || one.tagName);
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


def test_the_report_is_drawn_without_a_request(opened):
    assert opened.problems("file://") == []
    assert opened.count("figure > svg") > 3
    assert opened.driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def test_nothing_is_cut_off_on_paper(opened):
    metrics = {"width": A4_PIXELS, "height": 1000, "deviceScaleFactor": 1, "mobile": False}
    opened.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    opened.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        assert opened.driver.execute_script("return document.documentElement.scrollWidth") <= A4_PIXELS
        assert opened.driver.execute_script(TOO_WIDE) == []
    finally:
        opened.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        opened.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
