"""Which type of page is it? By what it declares (JSON-LD, Open Graph, generator), else by the form of its markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analytics.ingest.web.skeleton import Skeleton

TYPES = ("article", "forum", "product", "documentation", "list", "other")
"""What `page_type` gives; `other` is the rest."""
DECLARED = {
    "article": ("article", "newsarticle", "blogposting", "report", "scholarlyarticle", "recipe", "review"),
    "forum": ("discussionforumposting", "qapage", "question", "conversation"),
    "product": ("product", "offer", "og:product", "product.item", "productgroup"),
    "documentation": ("techarticle", "apireference"),
    "list": ("collectionpage", "itemlist", "searchresultspage", "productcollection"),
}
"""Type of a page -> the types of schema.org and Open Graph that say so."""
GENERATORS = {
    "forum": ("discourse", "phpbb", "vbulletin", "xenforo", "mybb", "flarum", "nodebb", "smf", "invision"),
    "documentation": ("sphinx", "docusaurus", "mkdocs", "gitbook", "docutils", "vuepress", "javadoc", "doxygen"),
    "product": ("shopify", "woocommerce", "prestashop", "magento", "opencart"),
}  # fmt: skip
"""Type of a page -> programs that make such pages."""
MIN_LINKS, MIN_LINK_SHARE, MIN_POSTS = 20, 0.6, 3

_DECLARED = re.compile(
    r"og:type[\"']\s+content=[\"']([\w:.]+)"
    r"|content=[\"']([\w:.]+)[\"']\s+property=[\"']og:type"
    r"|itemtype=[\"']https?://schema\.org/(\w+)"
)
_GENERATOR = re.compile(r"""<(?:meta|META)\b[^<>]*(?:name|NAME)=["']?(?:generator|GENERATOR|Generator)["']?[^<>]*>""")
_LINK = re.compile(r"<[aA]\b[^<>]*>([^<]*)")
_POST = re.compile(r"""class=["'][^"'<>]*\b(?:post|comment|reply|message|answer)\b""")
_PRICE = re.compile(r"""itemprop=["']price["']|class=["'][^"'<>]*\b(?:add-to-cart|product-price)\b""")
_DOCS = re.compile(r"""class=["'][^"'<>]*\b(?:toctree|sphinxsidebar|md-nav|theme-doc|rst-content|highlight-python)\b""")
_MARKUP = re.compile(r"<[^<>]*>")
SPECIFIC = ("forum", "product", "documentation", "list")
"""Types that win over `article`, which many programs declare for every page."""


def page_type(page: Skeleton) -> str:
    """One of TYPES."""
    head = page.markup
    declared = {"".join(names).lower() for names in _DECLARED.findall(head)} | set(_declared(page.data))
    kinds = {kind for kind, names in DECLARED.items() if declared & set(names)}
    generator = _GENERATOR.search(head)
    if generator:
        kinds |= {kind for kind, names in GENERATORS.items() if any(name in generator[0].lower() for name in names)}
    specific = next((kind for kind in SPECIFIC if kind in kinds), None)
    return specific or ("article" if kinds else _by_form(head))


def _declared(data: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The types of the objects of the structured data."""
    for one in data:
        kinds = one.get("@type")
        yield from (str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _by_form(head: str) -> str:
    """The type of a page that declares none."""
    if len(_POST.findall(head)) >= MIN_POSTS:
        return "forum"
    if _PRICE.search(head):
        return "product"
    if _DOCS.search(head):
        return "documentation"
    links = _LINK.findall(head)
    visible = len(" ".join(_MARKUP.sub(" ", head).split()))
    is_list = len(links) >= MIN_LINKS and sum(map(len, links)) >= MIN_LINK_SHARE * visible
    return "list" if is_list else "article" if "<article" in head else "other"
