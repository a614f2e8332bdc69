"""A table with odd column names is uploaded, read wrong, corrected and built in at most six clicks."""

import csv
import time

import pytest
from selenium.webdriver.common.by import By

from analytics.ask.workspaces.builds import build_status
from analytics.workspace import open_workspace
from tests.browser.driver import link
from tests.browser.gestures import wait
from tests.commands import serving

MAX_CLICKS, BUILD_SECONDS = 6, 120
NOTE = "An agent handled this case in the usual way by phone, and closed it after a long talk with the customer"


@pytest.fixture
def survey(tmp_path):
    """A table in which the note of the agent is longer than the text."""
    with (tmp_path / "survey.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["col_1", "col_2", "col_3"])
        writer.writerows((n, f"The parcel {n} is <b>late</b> again.", f"{NOTE}, number {n}.") for n in range(30))
    return tmp_path / "survey.csv"


class Person:
    """Clicks on the page, and counts the clicks."""

    def __init__(self, browser):
        self.browser, self.clicks = browser, 0

    def click(self, selector, text=""):
        matches = wait(
            self.browser,
            lambda: [one for one in self.browser.driver.find_elements(By.CSS_SELECTOR, selector) if text in one.text],
        )
        self.browser.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", matches[0])
        matches[0].click()
        self.clicks += 1
        self.browser.settle(0.4)

    def upload(self, path):
        wait(self.browser, lambda: self.browser.driver.find_elements(By.CSS_SELECTOR, "input[type=file]"))[0].send_keys(
            str(path)
        )
        self.clicks += 1
        wait(self.browser, lambda: self.browser.driver.find_elements(By.CSS_SELECTOR, ".st-key-reading-0-text"))
        self.browser.settle(0.4)


def wait_for_build(path):
    deadline = time.monotonic() + BUILD_SECONDS
    while time.monotonic() < deadline:
        if (path / "manifest.json").exists() and build_status(open_workspace(path)).kind == "done":
            return open_workspace(path)
        time.sleep(0.2)
    raise AssertionError("the build did not end")


def test_a_wrong_reading_is_corrected_and_built_in_six_clicks(browser, workspace, survey, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    person = Person(browser)
    with serving(workspace) as address:
        browser.open(link(address, "data"))
        person.click("[data-testid=stTab]", "Add data")
        person.upload(survey)
        field = browser.driver.find_element(By.CSS_SELECTOR, ".st-key-reading-0-text input")
        assert "col_3" in field.get_attribute("value")
        person.click(".st-key-reading-0-text input")
        person.click("[role=option]", "col_2")
        assert "The parcel 0 is <b>late</b> again." in browser.texts("[data-testid=stText]")
        person.click(".st-key-adding-build button")
        built = wait_for_build(workspace.parent / "survey")
        assert browser.problems(address) == []
        assert wait(browser, lambda: "30 documents, from survey.csv" in browser.everything())
        browser.leave()
    texts = built.connect().execute("SELECT text FROM documents ORDER BY doc_id LIMIT 1").fetchall()
    assert texts == [("The parcel 0 is <b>late</b> again.",)]
    assert person.clicks <= MAX_CLICKS
