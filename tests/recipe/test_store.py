"""Several people change one recipe: nothing is overwritten unseen, nothing is lost, and the audit table is complete."""

import multiprocessing
import random
import time

import pytest

from analytics.ask.filters import Values
from analytics.errors import DataloupeError
from analytics.recipe.file import NAME, load, save
from analytics.recipe.model import Recipe, Step
from analytics.recipe.steps import Exclude
from analytics.recipe.store import OUTSIDE, ChangedMeanwhile, change_recipe, version
from analytics.workspace.audit import NAME as AUDIT
from analytics.workspace.audit import append_audit, read_audit


def step(name):
    return Step(Exclude((Values("documents", "source", (name,)),)), reason=name)


def add(folder, name, who="ana", **facts):
    return change_recipe(folder, lambda now: now.with_step(step(name)), who=who, what="added", first=Recipe(), **facts)


def names(folder):
    return [one.reason for one in load(folder / NAME).steps]


def test_two_people_who_add_steps_both_keep_them(tmp_path):
    add(tmp_path, "one")
    add(tmp_path, "two", who="bob")
    assert names(tmp_path) == ["one", "two"]
    assert [(one["who"], len(one["after"])) for one in read_audit(tmp_path)] == [("ana", 1), ("bob", 1)]


@pytest.mark.parametrize(
    "change",
    [
        lambda recipe: recipe.without_step(0),
        lambda recipe: recipe.with_step_moved(0, 1),
        lambda recipe: recipe.with_step_changed(0, active=False),
        lambda recipe: recipe.with_step_changed(0, reason="another"),
        lambda recipe: Recipe(),
    ],
)
def test_a_change_of_what_somebody_else_changed_is_refused_and_says_what_changed(tmp_path, change):
    seen = add(tmp_path, "one").after
    add(tmp_path, "two", who="bob@example.org")
    before = (tmp_path / NAME).read_bytes()
    with pytest.raises(ChangedMeanwhile, match=r"bob@example.org added .* min ago .*two"):
        change_recipe(tmp_path, change, who="ana", what="x", first=Recipe(), seen=version(seen))
    assert (tmp_path / NAME).read_bytes() == before
    assert [one["who"] for one in read_audit(tmp_path)] == ["ana", "bob@example.org"]
    change_recipe(tmp_path, change, who="ana", what="x", first=Recipe(), seen=version(load(tmp_path / NAME)))
    assert read_audit(tmp_path)[-1]["who"] == "ana"


def test_counts_are_no_change(tmp_path):
    seen = add(tmp_path, "one").after
    save(seen.without_counts(), tmp_path / NAME)
    add(tmp_path, "two", seen=version(seen))
    assert names(tmp_path) == ["one", "two"]


def test_a_change_by_hand_is_in_the_audit_table(tmp_path):
    add(tmp_path, "one")
    save(load(tmp_path / NAME).with_step(step("by hand")), tmp_path / NAME)
    add(tmp_path, "two")
    assert [one["what"] for one in read_audit(tmp_path)] == ["added", OUTSIDE, "added"]


def test_a_change_that_was_killed_before_it_was_written_is_not_in_the_audit_table(tmp_path):
    present = add(tmp_path, "one").after
    append_audit(tmp_path, "bob", "added", old=version(present), new="0" * 16)
    add(tmp_path, "two")
    assert [(one["who"], one["what"]) for one in read_audit(tmp_path)] == [("ana", "added"), ("ana", "added")]


def test_a_recipe_that_is_locked_for_long_is_one_line(tmp_path, monkeypatch):
    import filelock

    monkeypatch.setattr("analytics.recipe.store.LOCK_SECONDS", 0.05)
    with filelock.FileLock(tmp_path / "recipe.lock"), pytest.raises(DataloupeError, match="Somebody else is changing"):
        add(tmp_path, "one")


def edit(folder, editor, count):
    for number in range(count):
        add(folder, f"{editor}-{number}", who=str(editor))
        (folder / f"done-{editor}-{number}").touch()


def test_editors_that_are_killed_lose_and_double_nothing(tmp_path):
    """Each editor is a process; a third of them is killed at a random moment, as by a kill of the server."""
    chance, context = random.Random(4), multiprocessing.get_context("fork")
    editors = [context.Process(target=edit, args=(tmp_path, editor, 6)) for editor in range(12)]
    for editor in editors:
        editor.start()
    for victim in chance.sample(editors, 4):
        time.sleep(chance.uniform(0.02, 0.1))
        victim.kill()
    for editor in editors:
        editor.join()
    add(tmp_path, "last")  # settles what the last kill interrupted
    kept = names(tmp_path)
    assert len(kept) == len(set(kept))
    assert {path.name.removeprefix("done-") for path in tmp_path.glob("done-*")} <= set(kept)
    audited = [one["after"] for one in read_audit(tmp_path)]
    assert all(len(after) == 1 for after in audited)
    assert [after[0].rpartition("Reason: ")[2] for after in audited] == kept
    assert (tmp_path / AUDIT).read_bytes().endswith(b"\n")
