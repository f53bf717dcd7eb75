"""The wrapped key: what opens it, what does not, and what a change of its file does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.errors import StoreDamaged, UsageError
from assistant.vault.header import HEADER, read_header, write_header
from assistant.vault.wraps import Wrap, measure_cost, new_code, read_secret, require_strong, unwrap, wrap

KEY = bytes(range(32))
COST = 16


def wrapped(secret: str) -> Wrap:
    return wrap(KEY, *read_secret(secret), COST)


@pytest.mark.parametrize(
    "secret", ["correct horse", "Grüße aus Zürich", "日本語のパスフレーズ", " spaces count ", "\udcff raw"]
)
def test_the_secret_that_wrapped_a_key_gives_it_back(secret: str) -> None:
    assert unwrap(wrapped(secret), read_secret(secret)[1]) == KEY


@pytest.mark.parametrize("other", ["correct horsf", "Correct horse", "correct horse ", "", "correct"])
def test_another_secret_gives_no_key(other: str) -> None:
    assert unwrap(wrapped("correct horse"), other) is None


def test_an_accent_is_the_same_in_one_character_and_in_two() -> None:
    assert unwrap(wrapped("Zu\u0308rich ist schoen"), read_secret("Z\u00fcrich ist schoen")[1]) == KEY


def test_a_recovery_code_is_read_in_any_spelling() -> None:
    code = new_code()
    assert len({new_code() for _ in range(50)}) == 50
    found = wrapped(code)
    assert found.opener == "recovery"
    misread = code.replace("1", "l").replace("0", "o")
    for spelling in (code, code.lower(), code.replace("-", ""), code.replace("-", "  "), misread, f" {code}\n"):
        assert unwrap(found, read_secret(spelling)[1]) == KEY


@pytest.mark.parametrize(
    "changed",
    [
        {"cost": 32},
        {"cost": 17},
        {"cost": 1 << 40},
        {"cost": 1 << 21},
        {"cost": 1 << 22},
        {"cost": 0},
        {"opener": "recovery"},
        {"wrapped": "00" * 32},
        {"wrapped": "00"},
        {"salt": "00" * 32},
        {"salt": "no"},
        {"check": "00" * 32},
        {"check": ""},
        {"check": "\u00e9" * 64},
        {"check": "\ud800"},
    ],
)
def test_a_changed_wrap_gives_no_key_and_takes_no_time(changed: dict[str, object]) -> None:
    found = replace(wrapped("correct horse"), **changed)  # type: ignore[arg-type]
    assert unwrap(found, "correct horse") is None


def test_two_wraps_of_one_key_have_nothing_in_common() -> None:
    one, other = wrapped("correct horse"), wrapped("correct horse")
    assert not {one.salt, one.wrapped, one.check} & {other.salt, other.wrapped, other.check}
    assert KEY.hex() not in (one.wrapped, other.wrapped)


@pytest.mark.parametrize("weak", ["", "short", "       a      ", "1234567"])
def test_a_weak_passphrase_is_refused(weak: str) -> None:
    with pytest.raises(UsageError, match="fewer than 8"):
        require_strong(weak)


def test_a_passphrase_that_looks_like_a_code_is_refused() -> None:
    with pytest.raises(UsageError, match="recovery code"):
        require_strong(new_code())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"schema": 1}',
        b'{"schema": 1, "wraps": [{}]}',
        b'{"schema": 2, "wraps": []}',
        b'{"schema": 1, "wraps": [{"opener": "dog", "cost": 2, "salt": "", "wrapped": "", "check": ""}]}',
        b"x" * 70_000,
    ],
)
def test_a_damaged_file_of_keys_is_an_error_with_a_remedy(tmp_path: Path, content: bytes) -> None:
    (tmp_path / HEADER).write_bytes(content)
    with pytest.raises(StoreDamaged) as caught:
        read_header(tmp_path)
    assert caught.value.hint


def test_the_file_of_keys_is_read_as_it_was_written(tmp_path: Path) -> None:
    wraps = (wrapped("correct horse"), wrapped(new_code()))
    write_header(tmp_path, wraps)
    assert read_header(tmp_path) == wraps


@pytest.mark.parametrize(("speed", "cost"), [(1, 1 << 19), (10, 1 << 18), (30, 1 << 17), (1000, 1 << 17)])
def test_the_measured_cost_stays_within_its_bounds(monkeypatch: pytest.MonkeyPatch, speed: int, cost: int) -> None:
    taken = {1 << 17: 0.02, 1 << 18: 0.04, 1 << 19: 0.08}
    clock = [0.0]

    def derive(secret: str, salt: bytes, tried: int) -> tuple[bytes, bytes]:
        clock[0] += taken[tried] * speed
        return salt, salt

    monkeypatch.setattr("assistant.vault.wraps._derive", derive)
    monkeypatch.setattr("assistant.vault.wraps.time.thread_time", lambda: clock[0])
    assert measure_cost() == cost
