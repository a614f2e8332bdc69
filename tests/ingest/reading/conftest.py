"""What writes the records of a test and reads them as a file."""

import pytest

from tests.ingest.reading.files import Writer, as_text, read_inputs


@pytest.fixture
def write():
    return Writer()


@pytest.fixture
def read_file(tmp_path):
    """Reads rows, or a text, as a file with a name."""

    def read(name, content, **options):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else as_text(name, content), encoding="utf-8")
        return read_inputs([path], options)

    return read
