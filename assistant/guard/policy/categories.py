"""The fixed list of categories of rules, and their codes in two public taxonomies.

Invariant: every category has an entry; it has a code only if the public category has the same meaning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Category = Literal[
    "violence",
    "crime",
    "sexual_crime",
    "child_safety",
    "privacy",
    "secrets",
    "weapons",
    "hate",
    "harassment",
    "self_harm",
    "sexual",
    "advice",
    "injection",
    "prompt_leak",
    "poisoned_source",
    "unsafe_markup",
    "ungrounded",
    "limits",
    "custom",
]

# No rule may ask a person to allow these.
NEVER_ASK: frozenset[Category] = frozenset({"child_safety", "secrets"})


@dataclass(frozen=True, slots=True)
class Codes:
    """MLCommons AILuminate 1.0 hazard codes (S1-S14) and OWASP Top 10 for LLM applications 2025 codes."""

    mlcommons: tuple[str, ...] = ()
    owasp: tuple[str, ...] = ()


_CODES: dict[Category, Codes] = {
    "violence": Codes(("S1",)),
    "crime": Codes(("S2",)),
    "sexual_crime": Codes(("S3",)),
    "child_safety": Codes(("S4",)),
    "privacy": Codes(("S7",), ("LLM02",)),
    "secrets": Codes(("S7",), ("LLM02",)),
    "weapons": Codes(("S9",)),
    "hate": Codes(("S10",)),
    "harassment": Codes(("S10",)),
    "self_harm": Codes(("S11",)),
    "sexual": Codes(("S12",)),
    "advice": Codes(("S6",)),
    "injection": Codes((), ("LLM01",)),
    "prompt_leak": Codes((), ("LLM07",)),
    "poisoned_source": Codes((), ("LLM04", "LLM08")),
    "unsafe_markup": Codes((), ("LLM05",)),
    "ungrounded": Codes((), ("LLM09",)),
    "limits": Codes((), ("LLM10",)),
    "custom": Codes(),
}


def codes(category: Category) -> Codes:
    """The public codes of a category; both may be empty."""
    return _CODES[category]
