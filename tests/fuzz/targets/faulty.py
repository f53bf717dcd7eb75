"""Targets that are wrong on purpose: the fuzzer's own tests see that each fault is found. Nothing else runs them."""

from __future__ import annotations

import os
import signal

from assistant.domain.errors import ParseFailure
from assistant.ingest.parse.office.number_format import plain_number
from tests.fuzz.engine.shapes import ZIPPED
from tests.fuzz.engine.target import Target

_SEED = b"<a>one two three</a> 12"


def _raise_deep_inside(data: bytes) -> None:
    if b"12" not in data:
        plain_number(float("nan"))


def _raise_what_is_allowed(data: bytes) -> None:
    raise ParseFailure("damaged", "It is damaged.")


def _die(data: bytes) -> None:
    if len(data) != len(_SEED):
        os.kill(os.getpid(), signal.SIGSEGV)


def _leave(data: bytes) -> None:
    if len(data) != len(_SEED):
        os._exit(0)


def _never_end(data: bytes) -> None:
    while len(data) != len(_SEED):
        pass


def _never_return_from_native_code(data: bytes) -> None:
    if len(data) != len(_SEED):
        max(range(1 << 60))


_RUNS_BEFORE = [0]  # of `_never_return_in_an_old_process`


def _never_return_in_an_old_process(data: bytes) -> None:
    _RUNS_BEFORE[0] += 1
    if _RUNS_BEFORE[0] > 20:
        max(range(1 << 60))


def _fail_on_a_q(data: bytes) -> None:
    if b"Q" in dict(ZIPPED.split(data)).get("two", b""):
        raise AssertionError("a Q")


def _a_member_with_a_q() -> list[bytes]:
    return [ZIPPED.join([("one", _SEED), ("two", b"before Q behind")])]


def _only_seeds() -> list[bytes]:
    return [_SEED]


TARGETS = (
    Target("faulty-raises", _only_seeds, _raise_deep_inside),
    Target("faulty-allowed", _only_seeds, _raise_what_is_allowed, (ParseFailure,)),
    Target("faulty-dies", _only_seeds, _die),
    Target("faulty-leaves", _only_seeds, _leave),
    Target("faulty-loops", _only_seeds, _never_end, limit_s=0.2),
    Target("faulty-native", _only_seeds, _never_return_from_native_code, limit_s=0.2),
    Target("faulty-once", _only_seeds, _never_return_in_an_old_process, limit_s=0.2),
    Target("faulty-member", _a_member_with_a_q, _fail_on_a_q, shape=ZIPPED),
)
