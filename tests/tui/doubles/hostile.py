"""Strings that attack a terminal, a markup parser or a reader."""

from __future__ import annotations

import random

from assistant.text.clean import clean

KNOWN = (
    "[@click=app.quit]quit[/]",
    "[@click=screen.stop()]x[/] [/b] [bold",
    "[link=https://evil.example/?q=secret]here[/link]",
    "[red]not red[/red] [[nested]] [",
    "\x1b]52;c;c2VjcmV0\x07",
    "\x1b]52;c;c2VjcmV0\x1b\\",
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1b[2J\x1b[H\x1b[31mred\x1b[0m",
    "\x1bP+q544e\x1b\\ \x1b_x\x1b\\ \x1b^y\x1b\\",
    "\x9b2J \x9d52;c;eA==\x9c \x90q\x9c",
    "\x07\x08\x0b\x0c\x0e\x0f\x00\x7f",
    "a\rb\r\nc\x85d\u2028e\u2029f",
    "\u202egnp.exe\u202c \u2066isolate\u2069 \u200fmark",
    "zero\u200bwidth\u200djoin\ufeffbom\u2060word",
    "tags\U000e0041\U000e0042\U000e007f",
    "combining " + "e" + "\u0301\u0317\u0334" * 30,
    "wide \u4f60\u597d \U0001f469\u200d\U0001f469\u200d\U0001f467 \uff21\uff22",
    "![image](https://evil.example/?q=x) <img src=x onerror=alert(1)> <script>",
    "$primary {color} %s \\[escaped\\] \\n",
    "\ud800 lone surrogate \udfff",
    "\t\ttabs\t and  spaces ",
    "%1b]52;c;eA%3d%3d%07 \\x1b[31m \\u001b[0m",
)
_PIECES = (
    *KNOWN,
    *("[", "]", "[/", "[@click=", "](", "**", "`", "#", "[1]", "[99]", "<b>", "&lt;", "'", '"', "\\", "a", " ", "\n"),
    *("\x1b", "\x1b]", "\x1b[", "\x9b", "\u202e", "\u2067", "\U000e0020", "\u0300", "\u5b57", "\U0001f1e9"),
)


def generated(number: int, seed: int = 7) -> list[str]:
    """`number` strings put together from hostile pieces; the same ones for the same seed."""
    choose = random.Random(seed)
    return ["".join(choose.choices(_PIECES, k=choose.randint(1, 12))) for _ in range(number)]


def offending(text: str) -> list[str]:
    """The characters of a screen's `text` that may not reach a terminal (a joiner inside an emoji may)."""
    kept = iter(clean(text))
    expected = next(kept, "")
    found: list[str] = []
    for character in text:
        if character == expected:
            expected = next(kept, "")
        else:
            found.append(character)
    return found
