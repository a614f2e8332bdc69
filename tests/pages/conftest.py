"""Pages run without a browser, by Streamlit's AppTest."""

import functools

import pytest
from streamlit.components.v2 import manifest_scanner


@pytest.fixture(scope="session", autouse=True)
def installed_components():
    """Every AppTest reads the metadata of all installed packages, which takes longer than most pages: here it is read
    once.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", functools.cache(manifest_scanner.scan_component_manifests)
        )
        yield
