"""Personal data and secrets in texts: e-mail addresses, telephone and payment card numbers, IBANs, public IP addresses,
keys and tokens.

Patterns propose, checks decide: Luhn and the issuer's prefix for cards, country length and modulo 97 for IBANs, the
numbering plan for telephones, entropy for secrets. A number that no check can distinguish from any other number counts
only next to a word such as "tel".
"""

from analytics.batch.pii.columns import EXAMPLES, count_pii, mask_texts
from analytics.batch.pii.findings import KINDS, find, mask

__all__ = ["EXAMPLES", "KINDS", "count_pii", "find", "mask", "mask_texts"]
