"""The file of a vault's keys: a fault is StoreDamaged, and what was bent gives no other key than the right one."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from assistant.domain.errors import StoreDamaged
from assistant.vault.header import HEADER, read_header
from assistant.vault.wraps import read_secret, unwrap, wrap
from tests.fuzz.engine.target import Target

_KEY = bytes(range(32))
_SECRETS = ("correct horse battery", "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ")
_QUICK, _MOST = 1 << 12, 1 << 20  # scrypt's cost: what takes no time, and what is tried at all


def _seeds() -> Iterable[bytes]:
    wraps = [asdict(wrap(_KEY, *read_secret(secret), 16)) for secret in _SECRETS]
    yield json.dumps({"schema": 1, "wraps": wraps}).encode()
    yield json.dumps({"schema": 1, "wraps": wraps[:1]}, indent=2).encode()
    odd = {**wraps[0], "check": "\u00e9", "cost": 1 << 21}
    yield json.dumps({"schema": 1, "wraps": [odd, {**wraps[1], "check": "\u00e9"}]}, ensure_ascii=False).encode()


@lru_cache(maxsize=1)
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz-vault-"))


def _run(data: bytes) -> None:
    (_folder() / HEADER).write_bytes(data)
    for found in read_header(_folder()):
        if found.cost <= _QUICK or found.cost > _MOST:
            for secret in _SECRETS:
                assert unwrap(found, read_secret(secret)[1]) in (None, _KEY)


TARGETS = (Target("vault-keys", _seeds, _run, (StoreDamaged,)),)
