"""Which personal data is looked for, in which countries, how well is it detected, and what is not looked for?"""

from __future__ import annotations

import pandas as pd

from analytics.batch.pii import KINDS
from analytics.batch.pii.iban import FORMS
from analytics.batch.pii.ids import ID_NUMBERS
from analytics.batch.pii.measured import MEASURED, NEGATIVES
from analytics.batch.pii.phone import REGIONS
from analytics.signals.registry import SIGNALS

NOT_LOOKED_FOR = (
    "names of people",
    "postal addresses",
    "dates of birth",
    "account numbers other than IBANs",
    "passport and driving licence numbers",
    "licence plates",
    "user names",
    "health data",
    'national numbers without a word such as "phone" or "SSN" next to them, unless their writing is unmistakable',
    "passwords without a digit or sign",
    "personal data in pictures and links",
)
MEASURED_TEXT = (
    f"Measured on {sum(one.values for one in MEASURED.values()):,} generated sentences with personal data and "
    f"{NEGATIVES:,} that only look like it. Real texts differ."
)


def coverage() -> pd.DataFrame:
    """One row for each kind: kind, title, definition, where (the countries), recall, precision, n (planted values)."""
    rows = [
        (kind, SIGNALS[f"{kind}_count"].title, SIGNALS[f"{kind}_count"].formula, _where(kind), *_figures(kind))
        for kind in KINDS
    ]
    return pd.DataFrame(rows, columns=["kind", "title", "definition", "where", "recall", "precision", "n"])


def limits_text() -> str:
    """What is not looked for, as a sentence."""
    return f"Not looked for: {', '.join(NOT_LOOKED_FOR)}."


def id_numbers() -> pd.DataFrame:
    """The identity numbers that are looked for: country, number, alone ("yes": it counts without a word near it)."""
    rows = [(number.country, number.name, "yes" if number.alone else "no") for number in ID_NUMBERS]
    return pd.DataFrame(sorted(rows), columns=["country", "number", "alone"])


def _where(kind: str) -> str:
    """The countries in which a kind is looked for."""
    if kind == "phone":
        return (
            f"all with the country's code; national numbers of {len(REGIONS)} countries: {', '.join(sorted(REGIONS))}"
        )
    if kind == "iban":
        return f"{len(FORMS)} countries of SWIFT's registry"
    if kind == "national_id":
        countries = sorted({number.country for number in ID_NUMBERS})
        return f"{len(countries)} countries: {', '.join(countries)}"
    return "everywhere"


def _figures(kind: str) -> tuple[float, float, int]:
    measured = MEASURED[kind]
    return measured.recall, measured.precision, measured.values
