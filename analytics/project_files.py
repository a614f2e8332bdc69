"""Where `app.py`, `pages/` and `sample_data/` are, which are not modules of the package: in a checkout, or in an
installed wheel.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent
CHECKOUT = PACKAGE.parent
WHEEL = PACKAGE / "_app"
"""Where the wheel has the files that a checkout has next to the package (pyproject.toml, force-include)."""


def project_file(name: str) -> Path:
    """The path of `name`, such as "app.py" or "sample_data/make_corpus.py".

    Raises FileNotFoundError when neither place has it.
    """
    for root in (CHECKOUT, WHEEL) if (CHECKOUT / "pyproject.toml").is_file() else (WHEEL,):
        if (root / name).exists():
            return root / name
    raise FileNotFoundError(f"{name} is neither in {CHECKOUT} nor in {WHEEL}")
