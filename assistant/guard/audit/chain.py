"""Lines of the record: each bound to the line before, and sealed with a key that is then replaced for good.

Invariant: the key of a line is made from the key of the line before by a function that cannot be turned round, and is
on the disk only until the line is written. Who takes everything over today can neither read nor make yesterday's seals.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.text.clean import read_json_value

START = "0" * 64  # what stands before the first line of a chain
# Fields of the first line of a chain, and of a file that goes on with a chain: with the number of the first kept line.
BEGINS, KEPT_FROM = "begins", "kept_from"
_KEY_BYTES = 32
_NUMBER = r"[0-9]{1,18}"  # of a line: more than any record has, and less than the record and the ledger can hold


@dataclass(frozen=True, slots=True)
class State:
    """Where the chain stands: the number and the link of its last line, and the key of the next line."""

    n: int
    link: str
    key: bytes

    def to_json(self) -> bytes:
        return json.dumps({"n": self.n, "link": self.link, "key": self.key.hex()}).encode()

    @staticmethod
    def from_json(content: bytes) -> State | None:
        """None if it is not what `to_json` wrote."""
        try:
            value = read_json_value(content)
            state = State(line_number(value["n"]), str(value["link"]), bytes.fromhex(value["key"]))
        except (ValueError, KeyError, TypeError):
            return None
        return state if len(state.key) == _KEY_BYTES else None


@dataclass(frozen=True, slots=True)
class StartKey:
    """The key of the first line of a chain: with it every seal of the chain can be checked, and made."""

    n: int
    key: bytes

    def __str__(self) -> str:
        digits = self.key.hex()
        return f"{self.n}-" + "-".join(digits[at : at + 8] for at in range(0, len(digits), 8))

    @staticmethod
    def read(text: str) -> StartKey | None:
        """A key as it was printed, whatever the spaces; None if it is none."""
        number, _, digits = "".join(text.split()).partition("-")
        digits = digits.replace("-", "").lower()
        if not re.fullmatch(_NUMBER, number) or not re.fullmatch(r"[0-9a-f]{64}", digits):
            return None
        return StartKey(int(number), bytes.fromhex(digits))


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was read. `intact`: not a byte of it is other than its hash says."""

    entry: Mapping[str, object]
    n: int
    previous: str
    hash: str
    seal: str
    intact: bool

    @property
    def begins(self) -> Mapping[str, object] | None:
        """What is said of the beginning, if a chain begins with this line."""
        found = self.entry.get(BEGINS)
        return found if isinstance(found, dict) else None

    @property
    def link(self) -> str:
        """What the next line has as its `previous`: it covers the seal too."""
        return _link(self.hash, self.seal)

    def is_sealed_by(self, key: bytes) -> bool:
        given = self.seal.encode("utf-8", "surrogatepass")
        return self.intact and hmac.compare_digest(given, _seal(key, self.hash).encode())


def line_number(value: object) -> int:
    """The number of a line as the record or a person has it, in JSON or in digits. Raises ValueError."""
    if isinstance(value, float) or not re.fullmatch(_NUMBER, str(value)):
        raise ValueError("not the number of a line")
    return int(str(value))


def first_state(n: int) -> State:
    """A new chain whose first line will have the number `n`."""
    return State(n - 1, START, secrets.token_bytes(_KEY_BYTES))


def next_key(key: bytes) -> bytes:
    """The key of the next line."""
    return hmac.new(key, b"the key of the next line", hashlib.sha256).digest()


def seal_line(state: State, entry: Mapping[str, object]) -> tuple[bytes, State]:
    """`entry` as the next line, and where the chain stands after it."""
    body = {"n": state.n + 1, **entry, "previous": state.link}
    own = _hash(body)
    seal = _seal(state.key, own)
    return _written(body, own, seal) + b"\n", State(state.n + 1, _link(own, seal), next_key(state.key))


def read_line(content: bytes) -> Line | None:
    """None if it is no line of a record."""
    try:
        body = read_json_value(content)
        own, seal, n = str(body.pop("hash")), str(body.pop("seal")), line_number(body["n"])
        previous = str(body["previous"])
        intact = own == _hash(body) and _written(body, own, seal) == content
        return Line(body, n, previous, own, seal, intact)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):  # what is nested is written again
        return None


def advance(state: State, line: Line) -> State | None:
    """The state after `line`, which follows `state`; None if it does not, or carries another seal."""
    if line.n != state.n + 1 or line.previous != state.link or not line.is_sealed_by(state.key):
        return None
    return State(line.n, line.link, next_key(state.key))


def _written(body: Mapping[str, object], own: str, seal: str) -> bytes:
    return json.dumps({**body, "hash": own, "seal": seal}, ensure_ascii=True).encode()


def _link(own: str, seal: str) -> str:
    return hashlib.sha256(f"{own}{seal}".encode("utf-8", "surrogatepass")).hexdigest()


def _seal(key: bytes, own: str) -> str:
    return hmac.new(key, own.encode(), hashlib.sha256).hexdigest()


def _hash(body: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
