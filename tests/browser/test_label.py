"""Label by keyboard only; two people at once, one of whom is cut off: nothing is lost, nothing is doubled."""

import json
import os

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from analytics.annotations import current, read_events, save_schema, schema_from_yaml
from analytics.workspace import open_workspace
from tests.browser.datasets import LABELS
from tests.browser.driver import SECONDS, Browser
from tests.workspaces import HOSTILE, write_workspace

ITEMS = int(os.environ.get("DATALOUPE_LABEL_ITEMS", "16"))
"""How many items two people label at once; the measured run has 200."""

CONFIRM_TEXT = "Ctrl + Enter"

COUNT_SHARED = "SELECT count(*) FROM annotations WHERE schema = 'shared'"

ID = "return document.querySelector('.dataloupe-queue')?.dataset.id ?? null"


@pytest.fixture(scope="module")
def workspace(datasets):
    """Each test answers questions of its own."""
    texts = [f"{HOSTILE[one % 3]} **bold** <img src=x onerror=alert(1)> word {one}" for one in range(ITEMS)]
    workspace = write_workspace(datasets / LABELS, texts, scanned=False)
    schemas = {
        "topic": "kind: choice\nchoices: ['<b>good</b>', bad]\nguidelines: '<script>alert(1)</script>'\n",
        "shared": "kind: choice\nchoices: [good, bad]\n",
        "many": "kind: several\nchoices: [a, b, c]\n",
        "stars": "kind: score\nlow: 1\nhigh: 5\n",
        "passages": "kind: span\nchoices: [name, place]\n",
        "answer": "kind: text\n",
    }
    for name, text in schemas.items():
        save_schema(workspace.path, schema_from_yaml(name, text))
    return workspace


@pytest.fixture(scope="module")
def address(several, workspace):
    return several


def press(browser, *keys):
    for key in keys:
        chain = ActionChains(browser.driver)
        if key == CONFIRM_TEXT:
            chain.key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()
        else:
            chain.send_keys(key).perform()


def answer(browser, *keys):
    """Press the keys, and wait until another item is there, or none."""
    before = browser.driver.execute_script(ID)
    press(browser, *keys)
    WebDriverWait(browser.driver, SECONDS, poll_frequency=0.02).until(
        lambda driver: driver.execute_script(ID) != before, "the next item did not come"
    )


def values(workspace, schema):
    return [one.value for one in read_events(workspace.path) if one.annotation_schema == schema]


def test_the_whole_queue_is_answered_by_keyboard(workspace, address, browser):
    browser.open(f"{address}/label?dataset={LABELS}&schema=topic&annotator=ana")
    assert browser.count(".dataloupe-queue img, .dataloupe-queue b, .dataloupe-queue script") == 0
    assert "<img src=x" in browser.texts(".dataloupe-queue .text")[0]
    assert browser.texts(".dataloupe-queue .answer span") == ["<b>good</b>", "bad"]
    answer(browser, "1", Keys.ENTER)
    answer(browser, "2", Keys.ENTER)
    answer(browser, Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER)
    assert values(workspace, "topic") == ["<b>good</b>", "bad", "bad"]
    answer(browser, "u")
    assert len(current(workspace.path, "topic")) == 2
    answer(browser, "1", Keys.ENTER)
    answer(browser, Keys.ARROW_LEFT)
    assert browser.count(".dataloupe-queue .answer[aria-selected='true']") == 1
    answer(browser, "2", Keys.ENTER)
    press(browser, "?")
    assert browser.count(".dataloupe-queue .help") == 1
    for _ in range(ITEMS - 3):
        answer(browser, "1", Keys.ENTER)
    browser.settle()
    rows = current(workspace.path, "topic")
    assert sorted(rows.doc_id) == list(range(ITEMS)) and set(rows.annotator) == {"ana"}
    assert (rows.text == "bad").sum() == 2
    assert "No item is left" in browser.everything()
    assert browser.problems(address) == []


def test_every_kind_of_question_is_answered_by_keyboard(workspace, address, browser):
    for schema, keys, expected in (
        ("many", ("1", "3", Keys.ENTER), ["a", "c"]),
        ("stars", ("4", Keys.ARROW_UP, Keys.ENTER), 3),
        ("answer", ("B", "1", "?", CONFIRM_TEXT), "B1?"),
        ("passages", (), None),
    ):
        browser.open(f"{address}/label?dataset={LABELS}&schema={schema}&annotator=ana")
        if schema != "passages":
            answer(browser, *keys)
            assert values(workspace, schema) == [expected]
            continue
        press(browser, "2")
        ActionChains(browser.driver).key_down(Keys.SHIFT).send_keys(Keys.ARROW_RIGHT).key_up(Keys.SHIFT).perform()
        press(browser, "1")
        answer(browser, Keys.ENTER)
        (event,) = [one for one in read_events(workspace.path) if one.annotation_schema == schema]
        text = browser_text(workspace, event.doc_id)
        words = text.split()
        marked = {text[one["start"] : one["end"]]: one["label"] for one in event.value}
        assert marked == {words[0]: "place", text[: text.index(words[1]) + len(words[1])]: "name"}


def browser_text(workspace, doc_id):
    rows = workspace.connect().execute("SELECT text FROM documents WHERE doc_id = ?", [doc_id]).fetchall()
    return rows[0][0]


def test_two_people_label_at_once_and_one_is_cut_off(workspace, address, browser):
    with Browser() as other:
        browser.open(f"{address}/label?dataset={LABELS}&schema=shared&annotator=ana&at-once=true")
        other.open(f"{address}/label?dataset={LABELS}&schema=shared&annotator=bo&at-once=true")
        confirmed = 0
        for _ in range(ITEMS // 4):
            answer(browser, "1")
            answer(other, "2")
            confirmed += 2
        press(other, "2")
        other.kill()
        while browser.driver.execute_script(ID) is not None and confirmed < 2 * ITEMS:
            answer(browser, "1")
            confirmed += 1
        lines = [json.loads(line) for line in (workspace.path / "annotations.jsonl").read_text().splitlines()]
        lines = [line for line in lines if line["annotation_schema"] == "shared"]
        done = [line["doc_id"] for line in lines]
        assert len(done) == len(set(done)) == len({line["annotation_id"] for line in lines})
        assert len(done) >= confirmed - 1
        assert len(set(range(ITEMS)) - set(done)) <= 1  # the item that the person who was cut off still has
        rows = open_workspace(workspace.path).connect().execute(COUNT_SHARED).fetchall()
        assert rows == [(len(done),)]
