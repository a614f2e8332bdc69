"""How much personal data is in a text?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.signals.family import Family
from analytics.signals.signal import Signal

if TYPE_CHECKING:
    import pyarrow as pa

_KINDS = (
    ("email", "E-mail addresses", "addresses with a name and a valid domain"),
    (
        "phone",
        "Phone numbers",
        "numbers in international or North American form; other numbers only next to a word such as tel, phone or fax",
    ),
    (
        "card",
        "Payment card numbers",
        "numbers with an issuer's prefix and length whose check digit is correct (Luhn)",
    ),
    ("iban", "IBANs", "account numbers of their country's length that leave 1 modulo 97"),
    ("ip", "IP addresses", "public IPv4 and IPv6 addresses; not versions, headings, or addresses of private networks"),
    (
        "secret",
        "Keys and secrets",
        "keys and tokens in the forms of well-known services, private key blocks, and random-looking values given to a "
        "key, token or password",
    ),
)


def count_private(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """What `batch.pii` finds in each text, by kind and in total."""
    import pyarrow as pa

    from analytics.batch.pii import count_pii

    counts = count_pii(batch)
    columns = {f"{kind}_count": counts[f"{kind}_count"].cast(pa.int64()) for kind, _, _ in _KINDS}
    return {"pii_count": pa.array(sum(column.to_numpy() for column in columns.values()))} | columns


FAMILY = Family(
    (
        Signal.count(
            "pii_count",
            "Personal data",
            "e-mail addresses, phone, card and account numbers, IP addresses and secrets, in total",
            "findings",
            "dataloupe",
        ),
        *(Signal.count(f"{kind}_count", title, formula, "findings", "dataloupe") for kind, title, formula in _KINDS),
    ),
    compute=count_private,
    order=1,
)
