"""How much personal data is in a text?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.signals.family import Family
from analytics.signals.signal import Signal

if TYPE_CHECKING:
    import pyarrow as pa

_KINDS = (
    (
        "email",
        "E-mail addresses",
        "addresses with a name and a domain, in letters of any script, and addresses spelled with (at) and (dot); not "
        "file names, or addresses of computers such as root@host:/path",
    ),
    (
        "phone",
        "Phone numbers",
        "numbers that the numbering plan of their country has (phonenumbers): with the country's code, in a"
        " writing that "
        "other numbers do not have, or next to a word such as tel, phone or fax",
    ),
    (
        "card",
        "Payment card numbers",
        "numbers with an issuer's prefix and length whose check digit is correct (Luhn), in any groups; not"
        " after words "
        "such as order or tracking",
    ),
    ("iban", "IBANs", "IBANs in any writing, of their country's form, that leave 1 modulo 97 (ISO 13616)"),
    (
        "ip",
        "IP addresses",
        "public IPv4 and IPv6 addresses; not versions, headings, or addresses of private networks and of documentation",
    ),
    (
        "secret",
        "Keys and secrets",
        "keys and tokens in the forms of well-known services, webhooks, bearer tokens, passwords in URLs, private key "
        "blocks, and values given to a key, token or password; not placeholders and documented examples",
    ),
    (
        "national_id",
        "National ID numbers",
        "identity, tax and insurance numbers whose check digits are correct; next to a word such as SSN or PESEL"
        " unless "
        "their writing is unmistakable",
    ),
)


def count_private(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """What `batch.pii` finds in each text, by kind and in total."""
    import pyarrow as pa

    from analytics.batch.pii import EXAMPLES, count_pii

    counts = count_pii(batch)
    columns = {f"{kind}_count": counts[f"{kind}_count"].cast(pa.int64()) for kind, _, _ in _KINDS}
    total = pa.array(sum(column.to_numpy() for column in columns.values()))
    examples = {f"{EXAMPLES}_count": counts[f"{EXAMPLES}_count"].cast(pa.int64())}
    return {"pii_count": total} | columns | examples


FAMILY = Family(
    (
        Signal.count(
            "pii_count",
            "Personal data",
            "e-mail addresses, phone and card numbers, IBANs, IP addresses, secrets and national ID numbers, in total",
            "findings",
            "dataloupe",
        ),
        *(Signal.count(f"{kind}_count", title, formula, "findings", "dataloupe") for kind, title, formula in _KINDS),
        Signal.count(
            "documented_example_count",
            "Documented examples",
            "findings of these kinds that documentation uses as examples: addresses at example.com, 555-0100 to"
            " 555-0199, "
            "card numbers for tests, IBANs of SWIFT's registry",
            "findings",
            "dataloupe",
        ),
    ),
    compute=count_private,
    order=1,
)
