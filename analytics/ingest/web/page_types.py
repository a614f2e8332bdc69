"""Which type of page is it? By what it declares (JSON-LD, Open Graph, generator), else by the form of its markup."""

from __future__ import annotations

import re

from analytics.ingest.web.facts import HEAD_CHARACTERS

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
    r'"@type"\s*:\s*\[?\s*"([\w:.]+)"'
    r"|og:type[\"']\s+content=[\"']([\w:.]+)|content=[\"']([\w:.]+)[\"']\s+property=[\"']og:type"
    r"|itemtype=[\"']https?://schema\.org/(\w+)",
    re.IGNORECASE,
)
_GENERATOR = re.compile(r"""<meta\b[^<>]*name=["']generator["'][^<>]*>""", re.IGNORECASE)
_LINK = re.compile(r"<a\b[^<>]*>([^<]*)", re.IGNORECASE)
_POST = re.compile(r"""class=["'][^"'<>]*\b(?:post|comment|reply|message|answer)\b""", re.IGNORECASE)
_PRICE = re.compile(r"""itemprop=["']price["']|class=["'][^"'<>]*\b(?:add-to-cart|product-price)\b""", re.IGNORECASE)
_DOCS = re.compile(
    r"""class=["'][^"'<>]*\b(?:toctree|sphinxsidebar|md-nav|theme-doc|rst-content|highlight-python)\b""", re.IGNORECASE
)
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1", re.IGNORECASE | re.DOTALL)
_MARKUP = re.compile(r"<[^<>]*>")
SPECIFIC = ("forum", "product", "documentation", "list")
"""Types that win over `article`, which many programs declare for every page."""


def page_type(html: str) -> str:
    """One of TYPES."""
    head = html[:HEAD_CHARACTERS]
    declared = {"".join(names).lower() for names in _DECLARED.findall(head)}
    kinds = {kind for kind, names in DECLARED.items() if declared & set(names)}
    generator = _GENERATOR.search(head)
    if generator:
        kinds |= {kind for kind, names in GENERATORS.items() if any(name in generator[0].lower() for name in names)}
    specific = next((kind for kind in SPECIFIC if kind in kinds), None)
    return specific or ("article" if kinds else _by_form(head))


def _by_form(head: str) -> str:
    """The type of a page that declares none."""
    if len(_POST.findall(head)) >= MIN_POSTS:
        return "forum"
    if _PRICE.search(head):
        return "product"
    if _DOCS.search(head):
        return "documentation"
    links = _LINK.findall(head)
    visible = len(" ".join(_MARKUP.sub(" ", _SCRIPT.sub(" ", head)).split()))
    is_list = len(links) >= MIN_LINKS and sum(map(len, links)) >= MIN_LINK_SHARE * visible
    return "list" if is_list else "article" if re.search(r"<article\b", head, re.IGNORECASE) else "other"
