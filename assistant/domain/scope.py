"""The files that a question is limited to; in a file of its own, because the app imports it before its first frame."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """Limits a question to some files. Empty means everything."""

    paths: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    modified_after_ns: int = 0
    modified_before_ns: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.paths or self.folders or self.suffixes or self.modified_after_ns or self.modified_before_ns)
