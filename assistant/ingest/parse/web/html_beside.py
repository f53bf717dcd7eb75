"""Which parts of a web page stand beside its text: menus, side bars, the head and the foot of the site.

Invariant: what stands inside an article, and notes, are text; of what stands beside it only menus are no text.
"""

from __future__ import annotations

import re
from typing import Any

_TAGS = frozenset({"nav", "footer", "aside"})
_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar"})
_NOTES = ("doc-footnote", "doc-endnote", "doc-endnotes", "note")
_MENU_ITEMS, _MENU_ITEM_CHARS, _MENU_LINK_SHARE = 8, 25, 0.8
_SITE_TAGS = frozenset({"nav", "header", "footer"})
_SITE_ROLES = frozenset({"navigation", "menu", "menubar", "banner", "contentinfo"})
_HOLDING_LINKS = frozenset({"ul", "ol", "menu", "p", "div", "section", *_SITE_TAGS})
_SITE_LINK_SHARE, _LONGEST_LINK = 0.6, 40
# Of links that say something: "Coins: Eva Holm", a number, an address.
_TELLS = re.compile(r"[:@\u2013\u2014]| - |\d{3}|\d\s?[hap\u20ac$\u00a3%]")


def stands_beside(element: Any, before: str) -> bool:
    """Whether an element stands beside the text. `before` is the text that was read before it."""
    tag, role = element.tag, element.get("role", "").lower()
    if tag in _TAGS or role in _ROLES:
        is_note = role in _NOTES or "note" in element.get("epub:type", "")
        in_text = tag != "nav" and role not in _ROLES and any(above.tag in _TEXT for above in element.iterancestors())
        return not is_note and not in_text
    return tag in ("ul", "ol") and not before.rstrip().endswith(":") and _is_menu(element)


def is_site_menu(element: Any) -> bool:
    """Whether an element beside the text holds mere links: of a menu, or of the head or foot of the site."""
    if element.tag not in _HOLDING_LINKS or not any(map(_is_of_site, (element, *element.iterancestors()))):
        return False
    links = [" ".join(link.text_content().split()) for link in element.iter("a")]
    if len(links) < 2 or max(map(len, links)) > _LONGEST_LINK:
        return False
    text = " ".join(element.text_content().split())
    return sum(map(len, links)) >= _SITE_LINK_SHARE * len(text) and _TELLS.search(text) is None


def _is_of_site(element: Any) -> bool:
    return element.tag in _SITE_TAGS or element.get("role", "").lower() in _SITE_ROLES


_TEXT = frozenset({"article", "main", "blockquote", "section"})


def _is_menu(element: Any) -> bool:
    """Whether a list is long and mostly short links: a menu, not text."""
    items = element.findall("li")
    text = len(element.text_content().strip())
    if len(items) < _MENU_ITEMS or text > len(items) * _MENU_ITEM_CHARS:
        return False
    return sum(len(link.text_content()) for link in element.iter("a")) >= _MENU_LINK_SHARE * text
