"""Do values of documents for a target mean what they say?"""

import numpy as np
import pytest

from analytics.ask import choice
from analytics.ask.filters import Values
from analytics.ask.selection import Selection
from analytics.errors import DataloupeError
from tests.mapped import write_vectors
from tests.workspaces import write_workspace

N = 400


def selection(*sources):
    return Selection((Values("documents", "source", sources),))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """Targets, documents like them, others that are not, and documents like them with a wrong label."""
    rng = np.random.default_rng(8)
    source = np.repeat(["target", "near", "far", "wrong"], [60, 120, 160, 60])
    centre = np.where(source == "far", 2, rng.integers(0, 2, N))
    label = np.where(source == "wrong", 1 - centre, centre)
    vectors = np.eye(12)[centre] + rng.normal(scale=0.1, size=(N, 12))
    workspace = write_workspace(
        tmp_path_factory.mktemp("value") / "w",
        [f"text {i}" for i in range(N)],
        source=source.tolist(),
        label=[str(one) for one in label],
    )
    write_vectors(workspace, vectors)
    return workspace


def test_documents_like_the_target_are_worth_most_and_deletion_supports_it(workspace):
    connection = workspace.connect()
    values = choice.values(connection, selection("near", "far"), selection("target"))
    rows = choice.value_by_group(connection, values, "source").set_index("group")
    assert rows.index.tolist() == ["near", "far"]
    assert rows.low["near"] > rows.high["far"]
    assert values.value.sum() == pytest.approx(values.deletion.value.iloc[0], abs=0.05)
    assert "This supports the values." in values.summary_text()


def test_wrong_labels_have_negative_values(workspace):
    connection = workspace.connect()
    values = choice.values(connection, selection("near", "wrong"), selection("target"), use_labels=True)
    rows = choice.value_by_group(connection, values, "source").set_index("group")
    assert rows.high["wrong"] < 0 < rows.low["near"]
    assert "negative value" in values.summary_text()


def test_values_that_predict_nothing_are_not_supported(workspace):
    values = choice.values(workspace.connect(), selection("far"), selection("target"))
    random = values.deletion[values.deletion.method == "random"]
    assert (random.low <= random.value).all()
    assert set(values.deletion.method) == {"most valuable first", "least valuable first", "random"}


def test_too_few_targets_are_one_clear_line(workspace):
    few = Selection((Values("documents", "source", ("nobody",)),))
    with pytest.raises(DataloupeError, match="at least 4 targets"):
        choice.values(workspace.connect(), selection("near"), few)
