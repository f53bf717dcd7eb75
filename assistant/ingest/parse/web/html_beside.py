"""Which parts of a web page stand beside its text: menus, side bars, the head and the foot of the site.

Invariant: what stands inside an article, and notes, are text.
"""

from __future__ import annotations

from typing import Any

_TAGS = frozenset({"nav", "footer", "aside"})
_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar"})
_NOTES = ("doc-footnote", "doc-endnote", "doc-endnotes", "note")
_MENU_ITEMS, _MENU_ITEM_CHARS, _MENU_LINK_SHARE = 8, 25, 0.8


def stands_beside(element: Any, before: str) -> bool:
    """Whether an element stands beside the text. `before` is the text that was read before it."""
    tag, role = element.tag, element.get("role", "").lower()
    if tag in _TAGS or role in _ROLES:
        is_note = role in _NOTES or "note" in element.get("epub:type", "")
        in_text = tag != "nav" and role not in _ROLES and any(above.tag in _TEXT for above in element.iterancestors())
        return not is_note and not in_text
    return tag in ("ul", "ol") and not before.rstrip().endswith(":") and _is_menu(element)


_TEXT = frozenset({"article", "main", "blockquote", "section"})


def _is_menu(element: Any) -> bool:
    """Whether a list is long and mostly short links: a menu, not text."""
    items = element.findall("li")
    text = len(element.text_content().strip())
    if len(items) < _MENU_ITEMS or text > len(items) * _MENU_ITEM_CHARS:
        return False
    return sum(len(link.text_content()) for link in element.iter("a")) >= _MENU_LINK_SHARE * text
