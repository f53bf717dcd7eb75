"""The vault's key, wrapped: once by the passphrase and once by the recovery code.

The pad that covers the key and the key of the check come out of one run of scrypt with a salt of its own, so no pad is
ever used twice. Invariant: a wrong secret, or a changed byte, gives no key rather than a wrong one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
import unicodedata
from dataclasses import dataclass
from typing import Literal

from assistant.domain.errors import UsageError
from assistant.vault.cipher import KEY_BYTES

Opener = Literal["passphrase", "recovery"]

LEAST_CHARS = 8
_SALT_BYTES = 32
_BLOCKS = 8  # scrypt's r: 1 KiB a step
_LEAST_COST, _MOST_COST = 1 << 17, 1 << 19  # scrypt's n: 128 to 512 MiB of memory
_BOUND_COST = 1 << 20  # what a file may ask for: a GiB
_AIM_S = 0.5
_MOST_MEMORY = (1 << 31) - 1  # that Python lets scrypt take
# Without the letters that are read as figures (I, L, O) and the one that makes words (U), as Crockford writes base 32.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})
_CODE_CHARS = 32  # of 5 bits
_GROUP = 4


@dataclass(frozen=True, slots=True)
class Wrap:
    """The key under one secret. `cost` is scrypt's n; salt, wrapped and check are hexadecimal."""

    opener: Opener
    cost: int
    salt: str
    wrapped: str
    check: str


def wrap(key: bytes, opener: Opener, secret: str, cost: int) -> Wrap:
    """`key` under `secret`, as `read_secret` gives it."""
    salt = secrets.token_bytes(_SALT_BYTES)
    pad, check_key = _derive(secret, salt, cost)
    wrapped = _xor(key, pad)
    return Wrap(opener, cost, salt.hex(), wrapped.hex(), _check(check_key, opener, cost, salt, wrapped))


def unwrap(found: Wrap, secret: str) -> bytes | None:
    """The key; None for another secret, and for a wrap of which something was changed."""
    try:
        salt, wrapped = bytes.fromhex(found.salt), bytes.fromhex(found.wrapped)
    except ValueError:
        return None
    if not 1 < found.cost <= _BOUND_COST or found.cost & (found.cost - 1) or len(wrapped) != KEY_BYTES:
        return None
    pad, check_key = _derive(secret, salt, found.cost)
    given = found.check.encode("utf-8", "surrogatepass")
    if not hmac.compare_digest(_check(check_key, found.opener, found.cost, salt, wrapped).encode(), given):
        return None
    return _xor(wrapped, pad)


def measure_cost() -> int:
    """The cost that takes about half a second of this processor, in powers of two."""
    cost = _LEAST_COST
    while cost < _MOST_COST:
        started = time.thread_time()  # what other programs take says nothing about this machine
        _derive("", bytes(_SALT_BYTES), cost)
        if (time.thread_time() - started) * 2 > _AIM_S * 1.4:
            break
        cost *= 2
    return cost


def new_code() -> str:
    """A recovery code of 160 bits, in groups to be written down."""
    digits = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_CHARS))
    return "-".join(digits[start : start + _GROUP] for start in range(0, _CODE_CHARS, _GROUP))


def read_secret(text: str) -> tuple[Opener, str]:
    """What a person typed: a recovery code in any spelling of it, else a passphrase."""
    squeezed = "".join(text.split()).replace("-", "").upper().translate(_MISREAD)
    if len(squeezed) == _CODE_CHARS and set(squeezed) <= set(_ALPHABET):
        return "recovery", squeezed
    # Keyboards write an accent in one character or two.
    return "passphrase", unicodedata.normalize("NFC", text)


def require_strong(passphrase: str) -> None:
    """Raises UsageError for a passphrase that is too short to hold anybody up, or that would be read as a code."""
    opener, secret = read_secret(passphrase)
    if opener == "recovery":
        raise UsageError("That would be read as a recovery code.", "Take another passphrase: some words, with spaces.")
    if len(secret.strip()) < LEAST_CHARS:
        raise UsageError(
            f"The passphrase has fewer than {LEAST_CHARS} characters.",
            "Take some words that do not belong together; their number is what counts.",
        )


def _derive(secret: str, salt: bytes, cost: int) -> tuple[bytes, bytes]:
    """(pad, key of the check)."""
    memory = 128 * _BLOCKS * cost + (1 << 20)
    drawn = hashlib.scrypt(
        secret.encode("utf-8", "surrogatepass"),
        salt=salt,
        n=cost,
        r=_BLOCKS,
        p=1,
        maxmem=min(memory * 2, _MOST_MEMORY),
        dklen=2 * KEY_BYTES,
    )
    return drawn[:KEY_BYTES], drawn[KEY_BYTES:]


def _check(key: bytes, opener: Opener, cost: int, salt: bytes, wrapped: bytes) -> str:
    bound = json.dumps([opener, cost, salt.hex(), wrapped.hex()]).encode()
    return hmac.new(key, bound, hashlib.sha256).hexdigest()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
