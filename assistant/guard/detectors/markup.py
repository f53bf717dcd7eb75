"""Links, images, HTML and control characters in a text that will be shown.

Invariant: what is left after the hits' replacements holds no construct that a Markdown or terminal renderer would load,
open or obey; the visible words stay.

A hit covers only the part that acts (`](target)`), not the visible words, so that other rules still see those.
Everything but control characters is looked for in the text without them: removing one must not join what it kept apart.
"""

from __future__ import annotations

import re
from typing import Literal

import regex
from pydantic import Field

from assistant.domain.records.documents import Span
from assistant.guard.detectors.detector import Content, ExactDetector, Hit
from assistant.guard.detectors.models import DetectorModels
from assistant.guard.detectors.spec import DetectorSpec
from assistant.guard.matching.normalise import CONTROL_SEQUENCE, View, without
from assistant.guard.matching.patterns import Pattern
from assistant.text.covers import removed
from assistant.text.invisible import LINE_BREAK, UNSEEN, any_of

# Escape sequences whole, then every character that cannot be seen. Joiners and variation selectors are part of scripts
# and emoji; `text.clean` judges joiners by their neighbours.
_CONTROL = Pattern(rf"(?:{CONTROL_SEQUENCE.pattern})|{any_of(*UNSEEN)}", regex.V1)
_BREAK = Pattern(LINE_BREAK, regex.V1)
# An address ends at white space; the closing bracket may never come.
_ADDRESS = r"(?:<[^<>\n]{0,2000}>?|[^()\s]{0,2000}(?:\([^()\s]{0,500}\)?[^()\s]{0,500}){0,3})"
_TITLE = r"(?:\s{1,3}[\"'][^\"'\n]{0,300}[\"'])?"
_TAGS = (
    "a|abbr|area|audio|base|body|button|div|embed|font|form|frame|frameset|head|html|iframe|img|input|link|meta|object|p|"
    "picture|script|source|span|style|svg|table|td|textarea|th|title|tr|video"
)
_SCHEMES = r"(?:javascript|vbscript):\S{0,2000}|\bdata:[a-z]{2,20}/[a-z0-9.+-]{1,60}[;,]\S{0,4000}|\bfile://\S{0,2000}"
_PATTERNS: dict[str, Pattern] = {
    "link": Pattern(rf"\]\(\s{{0,3}}{_ADDRESS}{_TITLE}\s{{0,3}}\)?"),
    "reference": Pattern(r"(?m)(?<=^ {0,3}\[[^\[\]\n]{1,200})\]:"),
    "autolink": Pattern(r"<[a-z][a-z0-9+.-]{1,31}:[^<>\s]{0,2000}>?"),
    "html": Pattern(rf"</?(?:{_TAGS})\b[^<>]{{0,2000}}>?|<!--"),
    "scheme": Pattern(_SCHEMES),
    "url_query": Pattern(r"(?<=://[^\s?#<>\"()\[\]]{1,300})[?#][^\s<>\"()\[\]]{1,4000}"),
    "url": Pattern(r"\b(?:[a-z][a-z0-9+.-]{1,20}://|www\.)[^\s<>\"()\[\]]{1,4000}"),
}
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,300}$")
_ENDS = re.compile(
    r"[>\x07\x9c]|\x1b\\"
)  # of what may be long and hold white space: tags, addresses, control sequences
_HOST = re.compile(r"(?<=[a-z0-9+.-])://(?:[^/\s@]{0,200}@)?([a-z0-9.-]{1,60})", re.IGNORECASE)


Kind = Literal["image", "link", "autolink", "reference", "html", "scheme", "url_query", "url", "control"]


class MarkupSpec(DetectorSpec):
    """Links, images, HTML and control characters; `url` (every web address) only where it is asked for."""

    type: Literal["markup"]
    kinds: tuple[Kind, ...] = Field(
        ("image", "link", "autolink", "reference", "html", "scheme", "url_query", "control"), min_length=1
    )

    def make(self, models: DetectorModels) -> MarkupDetector:
        return MarkupDetector(self)


class MarkupDetector(ExactDetector):
    """Labels are the kinds of `MarkupSpec`; an image is a link with `!` in front."""

    identity = "markup"

    def __init__(self, spec: MarkupSpec) -> None:
        self._kinds = frozenset(spec.kinds)
        wanted = self._kinds | ({"link"} if "image" in self._kinds else set())
        self._patterns = {kind: pattern for kind, pattern in _PATTERNS.items() if kind in wanted}

    def detect(self, content: Content) -> list[Hit]:
        text = content.text
        hits = [Hit("control", span=span, replacement="") for span in _CONTROL.spans(text)]
        seen = without(View(text), [hit.span for hit in hits if hit.span is not None])
        hits += [Hit("control", span=span, replacement="\n") for span in _BREAK.spans(text)]
        for kind, pattern in self._patterns.items():
            for start, end in pattern.spans(seen.text):
                hits.append(_acting(kind, seen, (start, end)))
        return sorted((hit for hit in hits if hit.label in self._kinds), key=lambda hit: hit.span or (0, 0))

    def hold_from(self, content: Content) -> int:
        text = content.text
        controls = _CONTROL.spans(text)
        seen = without(View(text), controls)
        held = [seen.position(pattern.hold_from(seen.text), len(text)) for pattern in self._patterns.values()]
        # Every beginning of an escape sequence is a match by itself, so without a match there is none to wait for.
        held += [_CONTROL.hold_from(text)] if controls else []
        return min(_BREAK.hold_from(text), *held)

    def may_end_hold(self, content: Content) -> bool:
        return _ENDS.search(content.text) is not None


def _acting(kind: str, seen: View, span: Span) -> Hit:
    start, end = span
    part = seen.text[start:end]
    what = "image" if kind == "link" and _IMAGE.search(seen.text, max(0, start - 303), start) else kind
    host = _HOST.search(part)
    where = host[1] if host else ""
    replacement = {
        "link": f"] {removed('link', where)}",
        "image": f"] {removed('image', where)}",
        "reference": "] :",
        "autolink": removed("link", where),
        "html": " ",
        "scheme": removed("link"),
        "url": removed("address", where),
        "url_query": f" {removed('rest of the address')}",
    }[what]
    return Hit(what, span=seen.span(start, end), replacement=replacement)
