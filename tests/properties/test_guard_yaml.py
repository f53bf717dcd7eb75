"""Whatever bytes a policy file holds, reading it ends in a policy or in a PolicyError."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.errors import PolicyError
from assistant.guard.policy.strict_yaml import parse

SNIPPETS = st.sampled_from(
    ["schema: 1", "- ", "{", "}", "[", "]", ": ", "? ", "&a", "*a", "!!x", "|", ">", "'", '"', "#", "\n", "  ", "a",
     "1", "%YAML 1.2\n", "---", "...", "\t", "<<", ",", "0x1f", ".inf", "2020-01-01", "\x00", "\ud800"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(SNIPPETS, max_size=30).map("".join) | st.text(max_size=60))
def test_text(text: str) -> None:
    _try(text.encode("utf-8", "surrogatepass"))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=80))
def test_bytes(data: bytes) -> None:
    _try(data)


def _try(data: bytes) -> None:
    try:
        parse(data, "x.yaml")
    except PolicyError as error:
        assert error.file == "x.yaml"
