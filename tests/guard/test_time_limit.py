"""A detector's time: what it uses counts, what it waits for hardly does, and nothing waits for ever."""

from __future__ import annotations

import sys
import threading
import time

import pytest

from assistant.guard.matching.patterns import Pattern, compile_untrusted
from assistant.guard.matching.time_limit import within
from tests.busy import busy
from tests.waiting import PATIENCE_S

tells_thread_time = pytest.mark.skipif(
    not hasattr(time, "pthread_getcpuclockid"), reason=f"{sys.platform} does not tell a thread's processor time"
)


def test_a_result_and_an_error_come_back() -> None:
    assert within(1000, lambda: "found") == "found"
    with pytest.raises(ZeroDivisionError):
        within(1000, lambda: 1 // 0)


def test_processor_time_is_limited() -> None:
    with pytest.raises(TimeoutError):
        within(50, lambda: busy(2.0))


@tells_thread_time
def test_what_others_take_does_not_count() -> None:
    """Five threads share one interpreter: 0.3 s of work take 1.5 s on the clock, and on a busy machine three."""
    ended = threading.Event()

    def other() -> None:
        while not ended.is_set():
            pass

    others = [threading.Thread(target=other, daemon=True) for _ in range(4)]
    for one in others:
        one.start()
    try:
        started = time.monotonic()
        assert within(1000, lambda: busy(0.3)) == "done"
        assert time.monotonic() - started > 1.0
    finally:
        ended.set()
        for one in others:
            one.join()


@tells_thread_time
def test_a_pause_is_forgiven_and_sleep_for_ever_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def pauses() -> str:
        time.sleep(0.15)
        return "done"

    assert within(100, pauses) == "done"
    waits: list[float] = []
    join, ended = threading.Thread.join, threading.Event()

    def counting(thread: threading.Thread, timeout: float | None = None) -> None:
        waits.append(timeout or 0.0)
        join(thread, timeout)

    monkeypatch.setattr(threading.Thread, "join", counting)
    with pytest.raises(TimeoutError):
        within(50, lambda: ended.wait(PATIENCE_S))
    ended.set()
    assert 0.19 < sum(waits) < 0.23  # four times the limit, however long the machine takes for it


def test_a_thread_is_found_ended_at_once() -> None:
    for _ in range(200):
        assert within(1000, lambda: 1) == 1


def test_a_search_has_a_limit_of_processor_time(monkeypatch: pytest.MonkeyPatch) -> None:
    passed = iter(range(10_000))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(passed)))
    assert len(Pattern("tell").find("tell it " * 50)) == 50
    monkeypatch.setattr(time, "thread_time", lambda: float(next(passed)))
    with pytest.raises(TimeoutError):
        Pattern("tell").find("tell it " * 50)


def test_a_search_that_ran_out_of_time_once_refuses_no_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    """While other threads load a model, say: the engine counts their time."""
    search = Pattern.spans
    late: list[str] = []

    def busy_once(pattern: Pattern, *given: object) -> object:
        if not late:
            late.append(pattern.source)
            raise TimeoutError
        return search(pattern, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Pattern, "spans", busy_once)
    assert compile_untrusted("a tulip in the (?:garden|field)").source == late[0]
