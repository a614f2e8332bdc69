"""What precedes and follows a number, so that it is not part of a longer one; and the words that say what it is."""

from __future__ import annotations

import re

LETTERS = "0-9A-Za-zÀ-ɏ_"
"""Digits and Latin letters. Letters of other scripts may touch a number: Chinese writes no spaces."""

NO_NUMBER_BEFORE = rf"(?<![{LETTERS}$€£#/=+-])(?<!\d[.,: ])(?<!\d[,:] )"
NO_NUMBER_AFTER = rf"(?![{LETTERS}%€£$^]|[.,:/-]\d|[ -]\d)"

OTHER_NUMBER = re.compile(
    r"(?i)(?:\b(?:order|tracking|invoice|ticket|parcel|shipment|batch|lot|serial|part|model|sku|item|product|article"
    r"|isbn(?:-1[03])?|issn|ean|upc|gtin|asin|imei|version|build|commit|revision|page|pages|pp|p|chapter|section|figure"
    r"|table|row|line|timestamp|epoch|unix time|seed|hash|checksum|transaction|txn|session|request|trace|job|build|case"
    r"|docket|patent|doi|arxiv|pmid|coordinates?|lat|lon|score|bestellnummer|auftragsnummer|rechnung|rechnungsnummer"
    r"|sendungsnummer|artikelnummer|seriennummer|kundennummer|commande|facture|colis|pedido|factura|fattura|ordine"
    r"|encomenda|zamówienie|bestelling|заказ|заказа|id|ref|reference|barcode|range|matrix|vector)"
    r"|订单号?|编号|单号|注文番号|주문번호)"
    r"(?:[ .]{0,2}(?:id|ids|no|nr|num|number|code|nummer|numéro|número|numero))?[ \"'.:;#=№-]{0,4}\Z"
)
"""Words right before a number that say it is something else."""


def is_other_number(text: str, start: int) -> bool:
    """Whether the words before `start` say that the number there is an order, a version, a page or the like."""
    return OTHER_NUMBER.search(text, max(0, start - 40), start) is not None


def digits_of(text: str) -> str:
    """The digits of a folded text."""
    return "".join(character for character in text if character in "0123456789")
