"""Twelve layouts of web pages around a text, each with the main text and the boilerplate that it contains."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from benchmarks.extraction.contents import Content

MENU = ("Home", "News", "Sport", "Culture", "Weather", "Travel", "Contact us", "Newsletter", "Log in", "Basket")
RELATED = (
    "Ten bridges you can cross on foot",
    "Council postpones vote on parking fees",
    "Our readers recommend: winter boots",
    "Quiz: how well do you know the coast?",
    "Most read this week",
)
COOKIES = "We use cookies to improve your experience. Accept all Reject all Manage preferences"
FOOTER = "Copyright Example Media Ltd. All rights reserved. Privacy policy Terms of use Imprint Careers Press office"
ADVERT = "Advertisement: save thirty percent on garden furniture until Sunday"
SHARE = "Share on social media Print Send by e-mail"

Page = tuple[str, str, str]
"""HTML, main text, boilerplate."""


def links(labels: tuple[str, ...], tag: str = "li") -> str:
    return "\n".join(f"<{tag}><a href='/{place}'>{escape(label)}</a></{tag}>" for place, label in enumerate(labels))


def paragraphs(content: Content, tag: str = "p", css: str = "") -> str:
    return "\n".join(f"<{tag}{css}>{escape(one)}</{tag}>" for one in content.paragraphs)


def head(content: Content, more: str = "") -> str:
    return (
        f"<!doctype html><html lang='{content.lang}'><head><meta charset='utf-8'><title>{escape(content.title)}</title>"
        f"{more}<style>.a{{color:red}}</style><script>var tracking = {{id: 42}};</script></head><body>"
    )


def main_of(content: Content, *more: str) -> str:
    return "\n".join([content.title, *content.paragraphs, *more])


def article_page(content: Content) -> Page:
    """A modern article: semantic tags, a menu, related links, a cookie banner."""
    page = (
        head(content, "<meta property='og:type' content='article'>")
        + f"<div class='cookie-banner'>{COOKIES}</div><header><nav><ul>{links(MENU)}</ul></nav></header>"
        f"<main><article><h1>{escape(content.title)}</h1>{paragraphs(content)}</article></main>"
        f"<aside class='related'><ul>{links(RELATED)}</ul></aside><footer>{FOOTER}</footer></body></html>"
    )
    return page, main_of(content), " ".join([COOKIES, *MENU, *RELATED, FOOTER])


def divs(content: Content) -> Page:
    """An article in nested div elements, with advertising and share buttons between the paragraphs."""
    middle = f"<div class='ad-slot'>{ADVERT}</div><div class='share-buttons'>{SHARE}</div>"
    text = "".join(
        f"<p>{escape(one)}</p>{middle if place == 1 else ''}" for place, one in enumerate(content.paragraphs)
    )
    page = (
        head(content) + f"<div id='top'><div class='menu'>{links(MENU, 'span')}</div></div><div id='wrap'>"
        f"<div class='left-sidebar'>{links(RELATED, 'div')}</div><div class='story-body'>"
        f"<h1>{escape(content.title)}</h1>"
        f"{text}</div></div><div class='footer'>{FOOTER}</div></body></html>"
    )
    return page, main_of(content), " ".join([ADVERT, SHARE, *MENU, *RELATED, FOOTER])


def old_table(content: Content) -> Page:
    """A page of around 2000: a table for the layout, font tags, line breaks instead of paragraphs."""
    text = "<br><br>".join(map(escape, content.paragraphs))
    page = (
        head(content) + f"<table width='100%'><tr><td colspan=2 bgcolor=navy>{links(MENU, 'b')}</td></tr>"
        f"<tr><td width=150 valign=top>{links(RELATED, 'i')}</td><td><font size=5>{escape(content.title)}</font><br>"
        f"<font size=2>{text}</font></td></tr><tr><td colspan=2><small>{FOOTER}</small></td></tr></table></body></html>"
    )
    return page, main_of(content), " ".join([*MENU, *RELATED, FOOTER])


def forum(content: Content) -> Page:
    """A thread: every paragraph is the post of one member, with signature and buttons."""
    buttons = "Quote Report Like"
    posts = "".join(
        f"<div class='post' id='p{place}'><div class='author-info'>member{place} Posts: {place * 7} Joined: May</div>"
        f"<div class='post-content'><p>{escape(one)}</p></div><div class='post-buttons'>{buttons}</div></div>"
        for place, one in enumerate(content.paragraphs)
    )
    page = (
        head(content, "<meta name='generator' content='phpBB'>")
        + f"<div class='navbar'><ul>{links(MENU)}</ul></div><h2 class='topic-title'>{escape(content.title)}</h2>{posts}"
        f"<div class='quick-links'>{links(RELATED, 'span')}</div><div class='copyright'>{FOOTER}</div></body></html>"
    )
    members = " ".join(f"member{n} Posts: {n * 7} Joined: May {buttons}" for n in range(len(content.paragraphs)))
    return page, main_of(content), " ".join([*MENU, *RELATED, FOOTER, members])


def questions(content: Content) -> Page:
    """A question with answers and votes, as on sites for questions."""
    first, *rest = content.paragraphs
    answers = "".join(
        f"<div class='answer'><div class='vote'>{9 - place}</div><div class='answer-text'>"
        f"<p>{escape(one)}</p></div></div>"
        for place, one in enumerate(rest)
    )
    page = (
        head(content, """<script type='application/ld+json'>{"@type": "QAPage"}</script>""")
        + f"<header><nav>{links(MENU, 'span')}</nav></header><div id='content'><h1>{escape(content.title)}</h1>"
        f"<div class='question'><p>{escape(first)}</p></div><h2>{len(rest)} answers</h2>{answers}</div>"
        f"<div id='sidebar'><h4>Hot questions</h4><ul>{links(RELATED)}</ul></div><footer>{FOOTER}</footer>"
        f"</body></html>"
    )
    return page, main_of(content), " ".join([*MENU, *RELATED, "Hot questions", FOOTER])


def product(content: Content) -> Page:
    """A product of a shop: description and a table of properties, with offers of other products."""
    facts = (("Weight", "nine kilograms"), ("Colour", "dark green"), ("Guarantee", "three years"))
    table = "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in facts)
    others = "".join(f"<div class='product-card'><a href='#'>{one}</a><span>29.90</span></div>" for one in RELATED)
    page = (
        head(content, "<meta property='og:type' content='product'>")
        + f"<nav class='shop-nav'>{links(MENU, 'span')}</nav><div class='product-detail'>"
        f"<h1>{escape(content.title)}</h1>"
        f"<div class='description'>{paragraphs(content)}</div><table class='properties'>{table}</table></div>"
        f"<button>Add to basket</button><section class='recommendations'><h3>Others also bought</h3>{others}</section>"
        f"<footer>{FOOTER}</footer></body></html>"
    )
    more = " ".join(f"{one} 29.90" for one in RELATED)
    main = main_of(content, *(f"{name} {value}" for name, value in facts))
    return page, main, " ".join([*MENU, "Add to basket Others also bought", more, FOOTER])


def documentation(content: Content) -> Page:
    """A page of documentation: a tree of pages on the left, headings, a block of code, next and previous."""
    code = "result = build(source)\nprint(result.rows)"
    sections = "".join(f"<h2>Step {n}</h2><p>{escape(one)}</p>" for n, one in enumerate(content.paragraphs, 1))
    page = (
        head(content, "<meta name='generator' content='Sphinx 8'>")
        + f"<div class='sphinxsidebar'><ul class='toctree'>{links(MENU + RELATED)}</ul></div>"
        f"<div class='document' role='main'><h1>{escape(content.title)}</h1>{sections}<pre>"
        f"<code>{code}</code></pre></div>"
        f"<div class='related-nav'><a href='#'>Previous page</a> <a href='#'>Next page</a></div>"
        f"<div class='footer'>{FOOTER}</div></body></html>"
    )
    steps = " ".join(f"Step {n}" for n in range(1, len(content.paragraphs) + 1))
    return page, main_of(content, steps, code), " ".join([*MENU, *RELATED, "Previous page Next page", FOOTER])


def bullet_list(content: Content) -> Page:
    """An article whose text is a numbered list."""
    page = (
        head(content) + f"<header><ul class='nav'>{links(MENU)}</ul></header><section id='main-content'>"
        f"<h1>{escape(content.title)}</h1><ol>{paragraphs(content, 'li')}</ol></section>"
        f"<aside><ul>{links(RELATED)}</ul></aside><footer>{FOOTER}</footer></body></html>"
    )
    return page, main_of(content), " ".join([*MENU, *RELATED, FOOTER])


def table_page(content: Content) -> Page:
    """A report: one paragraph of introduction, the others in the rows of a table of data."""
    first, *rest = content.paragraphs
    rows = "".join(f"<tr><td>{2020 + n}</td><td>{escape(one)}</td></tr>" for n, one in enumerate(rest))
    page = (
        head(content) + f"<nav>{links(MENU, 'span')}</nav><main><h1>{escape(content.title)}</h1><p>{escape(first)}</p>"
        f"<table><thead><tr><th>Year</th><th>Remark</th></tr></thead><tbody>{rows}</tbody></table></main>"
        f"<div class='newsletter'>Subscribe to our newsletter</div><footer>{FOOTER}</footer></body></html>"
    )
    years = " ".join(str(2020 + n) for n in range(len(rest)))
    main = main_of(content, "Year Remark", years)
    return page, main, " ".join([*MENU, "Subscribe to our newsletter", FOOTER])


def blog(content: Content) -> Page:
    """A post of a blog with a sidebar, a calendar and a form for comments."""
    calendar = " ".join(map(str, range(1, 31)))
    page = (
        head(content, "<meta name='generator' content='WordPress 6'>")
        + f"<div id='page'><div id='masthead'>{links(MENU, 'span')}</div><div class='entry'><h1 class='entry-title'>"
        f"{escape(content.title)}</h1><div class='entry-content'>{paragraphs(content)}</div></div>"
        f"<div id='secondary' class='widget-area'><h3>Recent posts</h3><ul>{links(RELATED)}</ul><div class='calendar'>"
        f"{calendar}</div></div><div id='respond'><h3>Leave a reply</h3><form><label>Your name</label>"
        f"<input></form></div>"
        f"<div id='colophon'>{FOOTER}</div></div></body></html>"
    )
    return page, main_of(content), " ".join([*MENU, *RELATED, "Recent posts Leave a reply Your name", calendar, FOOTER])


def wiki(content: Content) -> Page:
    """A page of a wiki: contents, sections with edit links, categories."""
    sections = "".join(
        f"<h3>Section {n} <span class='mw-editsection'>[edit]</span></h3><p>{escape(one)}</p>"
        for n, one in enumerate(content.paragraphs, 1)
    )
    page = (
        head(content) + f"<div id='mw-panel'>{links(MENU, 'div')}</div><div id='content'>"
        f"<h1 id='firstHeading'>{escape(content.title)}"
        f"</h1><div id='mw-content-text'>{sections}</div><div id='catlinks'>Categories: {links(RELATED, 'span')}</div>"
        f"</div><div id='footer'>{FOOTER}</div></body></html>"
    )
    names = " ".join(f"Section {n}" for n in range(1, len(content.paragraphs) + 1))
    return page, main_of(content, names), " ".join([*MENU, *RELATED, "edit Categories", FOOTER])


def bare(content: Content) -> Page:
    """A page by hand: no classes, no semantic tags, paragraphs that are never closed."""
    text = "\n<p>".join(map(escape, content.paragraphs))
    bar = " | ".join(f"<a href=/{n}>{label}</a>" for n, label in enumerate(MENU))
    page = (
        f"{head(content)}<p>{bar}<h2>{escape(content.title)}</h2><p>{text}<hr><center>{FOOTER}</center></body></html>"
    )
    return page, main_of(content), " ".join([*MENU, FOOTER])


LAYOUTS: tuple[Callable[[Content], Page], ...] = (
    article_page, divs, old_table, forum, questions, product, documentation, bullet_list, table_page, blog, wiki, bare,
)  # fmt: skip
