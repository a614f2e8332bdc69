"""Where the public logs lie on machines that have them; and no time limits, for nothing here is a test of speed."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("statistics", deadline=None, max_examples=60)
settings.load_profile("statistics")


@pytest.fixture(scope="session")
def logs():
    path = Path(__file__).parents[3] / "shared" / "data" / "logs"
    if not path.is_dir():
        pytest.skip("the public logs (../shared/data/logs) are not on this machine")
    return path
