"""The duplicates page in a browser: on corpora of every kind, and the difference of two texts, whose markup stays
text.
"""

import pytest
from selenium.webdriver.common.by import By

from tests.browser.datasets import TWO_TEXTS
from tests.duplicate_stages import CORPORA, prose, workspace_of
from tests.workspaces import HOSTILE

DIFFERENCE = """
const roots = [];
const walk = (node) => {
    for (const child of node.querySelectorAll('*')) {
        if (child.matches('.difference')) roots.push(child);
        if (child.shadowRoot) walk(child.shadowRoot);
    }
};
walk(document);
const root = roots[0];
if (!root) return null;
const texts = (selector) => [...root.querySelectorAll(selector)].map((one) => one.textContent.trim());
return {
    text: root.textContent, left: texts('mark.left'), right: texts('mark.right'), folds: texts('.fold'),
    elements: [...new Set([...root.querySelectorAll('*')].map((one) => one.tagName))].sort()
};
"""


@pytest.fixture(scope="module")
def dashboard(several, datasets):
    for name, (texts, sources) in CORPORA.items():
        workspace_of(datasets / name.replace(" ", "-"), texts, source=sources)
    words = prose(1).split()
    two = [" ".join([*words, HOSTILE[0], "end"]), " ".join([*words[:60], "other", *words[61:], HOSTILE[0], "end"])]
    workspace_of(datasets / TWO_TEXTS, two)
    return several


@pytest.mark.parametrize("name", CORPORA)
def test_the_page_reads_well_in_either_theme(dashboard, browser, name):
    for _ in browser.open_in_both_themes(f"{dashboard}/duplicates?dataset={name.replace(' ', '-')}"):
        assert "repeat" in browser.everything()
        assert len(browser.texts("h1")) == 1
    assert browser.problems(dashboard) == []


def test_two_texts_are_shown_side_by_side_and_their_markup_stays_text(dashboard, browser):
    browser.open(f"{dashboard}/duplicates?dataset={TWO_TEXTS}")
    shown = browser.driver.execute_script(DIFFERENCE)
    assert (shown["left"], shown["right"]) == ([prose(1).split()[60]], ["other"])
    assert shown["folds"] == ["44 words in common", "55 words in common"]
    assert "(1)</script> end" in shown["text"]  # the text before it is folded
    assert shown["elements"] == ["DIV", "MARK", "SPAN"]
    assert browser.problems(dashboard) == []


def test_a_tab_opens_with_a_click(dashboard, browser):
    browser.open(f"{dashboard}/duplicates?dataset=only-duplicates")
    next(tab for tab in browser.driver.find_elements(By.CSS_SELECTOR, '[role="tab"]') if tab.text == "Sources").click()
    browser.settle()
    assert "Click a cell to read its pairs." in browser.everything()
    assert browser.problems(dashboard) == []
