"""What a question is limited to, from words that a person or a program wrote.

Invariant: a path that does not exist, and a text that is no date, is an error and limits nothing by mistake.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.chat.periods import read_period
from assistant.domain.errors import UsageError
from assistant.domain.scope import Scope


def make_scope(inside: Sequence[str], types: Sequence[str], since: str, before: str) -> Scope:
    """The scope of the options. Raises UsageError for a path that does not exist or a text that is no date."""
    paths: list[str] = []
    folders: list[str] = []
    for path in inside:
        absolute = Path(path).expanduser().resolve()
        if not absolute.exists():
            raise UsageError(f"There is no {path!r}.", "Give a file or folder that is in the library.")
        (folders if absolute.is_dir() else paths).append(str(absolute))
    suffixes = tuple(suffix.lower() if suffix.startswith(".") else f".{suffix.lower()}" for suffix in types)
    after_ns = read_period(since)[0] if since else 0
    before_ns = read_period(before)[0] if before else 0
    return Scope(tuple(paths), tuple(folders), suffixes, after_ns, before_ns)
