"""A workspace for the questions about rules."""

import pyarrow as pa
import pytest

from tests.workspaces import write_workspace

GOOD = "That is the way in which people have to write: with words of some length, and stop words. " * 6


@pytest.fixture(scope="session")
def rules_workspace(tmp_path_factory):
    """Ten documents of several sources and languages, of which rules fail some; with numbers of many kinds."""
    texts = [
        GOOD,
        GOOD + "# # # " * 60,
        "short",
        "短",
        GOOD,
        "a line\n" * 40,
        GOOD.upper(),
        "",
        "{ x } " * 30,
        "1 2 3 4 5 6 7 8 9",
    ]
    return write_workspace(
        tmp_path_factory.mktemp("rules") / "w",
        texts,
        source=["a", "a", "b", "b", None, "all", "a", "b", None, "a"],
        languages=["en", "en", "en", "zh", "en", "en", None, None, "de", None],
        metadata={
            "stars": pa.array([1.5, None, float("nan"), float("inf"), -1, 0, 3, 4, 5, 6]),
            "words": pa.array(["x"] * 10),
        },
    )
