"""Names that tell nothing: files, folders and passages as another program sees them.

Invariant: an id says nothing of what it names and is found by nobody who was not given it; it holds until this process
ends. What it names is looked up again at each use, so that it is worth nothing once a folder is no longer allowed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from typing import Literal

Kind = Literal["file", "folder", "passage"]

_FORM = re.compile(r"(file|folder|passage)-[a-z2-7]{16}")
_DIGEST_BYTES = 10  # 80 bits: 16 letters


class Ids:
    """Gives ids and remembers what they name."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._named: dict[str, str] = {}

    def of(self, kind: Kind, what: str) -> str:
        digest = hmac.new(self._key, f"{kind}\0{what}".encode("utf-8", "surrogateescape"), hashlib.sha256).digest()
        letters = base64.b32encode(digest[:_DIGEST_BYTES]).decode().lower()
        self._named[f"{kind}-{letters}"] = what
        return f"{kind}-{letters}"

    def named(self, kind: Kind, one: str) -> str | None:
        """What the id `one` names, None if it was never given out or is of another kind."""
        form = _FORM.fullmatch(one)
        return self._named.get(one) if form is not None and form[1] == kind else None
