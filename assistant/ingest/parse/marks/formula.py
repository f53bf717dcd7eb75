"""Formulas of web pages, Word, slides and OpenDocument (MathML and Office's own form) as one line of text.

The result holds the signs of `raised`, so that `written` sets it apart from the number before it: 1 3/4, never 13/4.
Invariant: a fraction, an exponent and a root never run together with what stands beside them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from assistant.ingest.parse.marks.raised import lowered, power, set_apart

_PLAIN = re.compile(r"[\w.,\u221e]*")  # needs no brackets around it
_BRACKETED = re.compile(r"\([^()]*\)")
_DIGITS = re.compile(r"\d{1,4}")
_SKIPPED = frozenset(
    {"annotation", "annotation-xml", "mphantom", "maligngroup", "malignmark"}
    | {"rPr", "ctrlPr", "fPr", "sSupPr", "sSubPr", "sSubSupPr", "radPr", "naryPr", "dPr", "mPr", "funcPr", "groupChrPr"}
    | {"accPr", "barPr", "boxPr", "borderBoxPr", "eqArrPr", "limLowPr", "limUppPr", "sPrePr", "oMathParaPr", "argPr"}
)
_MAX_DEPTH = 60


def formula_text(element: Any) -> str:
    """The text of a `math` or `oMath` element."""
    return set_apart(re.sub(r"\s+", " ", _text(element, 0)).strip())


def _text(element: Any, depth: int) -> str:
    name = _name(element)
    if name in _SKIPPED or depth > _MAX_DEPTH:
        return ""
    build = _BUILD.get(name)
    if build is not None:
        return build(_Parts(element, depth))
    if name == "t" or (name.startswith("m") and len(element) == 0):
        return element.text or ""
    own = (element.text or "").strip() if name != "r" else ""
    inner = [_text(child, depth + 1) for child in element if _name(child)]
    return own + ("; " if name in ("mtr", "mr") else "").join(inner)


class _Parts:
    """The parts of an element: by name in Office's form, by position in MathML."""

    def __init__(self, element: Any, depth: int) -> None:
        self._depth = depth
        self._element = element
        self._children = [child for child in element if _name(child) and _name(child) not in _SKIPPED]

    def named(self, *names: str) -> list[str]:
        """The text of each part: those with these names where they are there, else all in their order."""
        found = {_name(child): child for child in self._children}
        chosen = [found[name] for name in names if name in found] if names[0] in found else self._children
        texts = [_text(child, self._depth + 1).strip() for child in chosen]
        return [*texts, *[""] * (len(names) - len(texts))][: len(names)]

    def all(self) -> list[str]:
        return [_text(child, self._depth + 1).strip() for child in self._children]

    def split(self, *names: str) -> list[str]:
        """The text of the parts with each name, "" without one, and of all others. Each part is read once: reading it
        twice would double the work with every level of formulas in formulas."""
        texts = dict.fromkeys((*names, ""), "")
        for child in self._children:
            texts[_name(child) if _name(child) in names else ""] += _text(child, self._depth + 1).strip()
        return list(texts.values())

    def sign(self, names: tuple[str, ...], usual: str) -> str:
        """A sign that the element's own properties set, such as a bracket; not one of an element inside."""
        own = [setting for child in self._element if _name(child).endswith("Pr") for setting in child]
        for setting in own:
            if _name(setting) in names:
                return next((value for key, value in setting.attrib.items() if key.rpartition("}")[2] == "val"), usual)
        return next((self._element.get(name) for name in names if self._element.get(name) is not None), usual)


def _fraction(parts: _Parts) -> str:
    above, below = parts.named("num", "den")
    if _DIGITS.fullmatch(above) and _DIGITS.fullmatch(below):
        return f"{power(above)}/{lowered(below)}"
    return f"{_apart(above)}/{_apart(below)}"


def _raise(parts: _Parts) -> str:
    base, above = parts.named("e", "sup")
    return base + power(above)


def _lower(parts: _Parts) -> str:
    base, below = parts.named("e", "sub")
    return base + lowered(below)


def _lower_and_raise(parts: _Parts) -> str:
    base, below, above = parts.named("e", "sub", "sup")
    return base + lowered(below) + power(above)


def _root(parts: _Parts) -> str:
    inner = parts.named("e", "deg")
    degree = "" if inner[1] in ("", "2") else f"[{inner[1]}]"
    return f"\u221a{degree}{_apart(inner[0])}"


def _square_root(parts: _Parts) -> str:
    return f"\u221a{_apart(''.join(parts.all()))}"


def _brackets(parts: _Parts) -> str:
    begin, end = parts.sign(("begChr", "open"), "("), parts.sign(("endChr", "close"), ")")
    return begin + ", ".join(parts.all()) + end


def _sum(parts: _Parts) -> str:
    below, above, inner = parts.split("sub", "sup")
    sign = parts.sign(("chr",), "\u222b")
    return f"{sign}{lowered(below)}{power(above)} {inner}"


_BUILD: dict[str, Callable[[_Parts], str]] = {
    "f": _fraction, "mfrac": _fraction, "sSup": _raise, "msup": _raise, "mover": _raise, "sSub": _lower,
    "msub": _lower, "munder": _lower, "sSubSup": _lower_and_raise, "msubsup": _lower_and_raise,
    "munderover": _lower_and_raise, "rad": _root, "mroot": _root, "msqrt": _square_root, "d": _brackets,
    "mfenced": _brackets, "nary": _sum,
}  # fmt: skip


def _apart(text: str) -> str:
    return text if _PLAIN.fullmatch(text) or _BRACKETED.fullmatch(text) else f"({text})"


def _name(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""
