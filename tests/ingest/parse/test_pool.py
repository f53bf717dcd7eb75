"""P7 and P8: whatever a reader does, it ends in time, is named, and the next file is read."""

from __future__ import annotations

import os
import platform
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from assistant.domain.errors import ParseFailure
from assistant.domain.stop import Stopped, StopSignal
from assistant.ingest.parse.process.pool import ParserProcess
from assistant.ingest.parse.process.worker import Worker
from assistant.ingest.parse.source import Limits
from tests.busy import processor_s
from tests.ingest.parse.made import LEASE, pdf, raw_pdf, text_stream, write
from tests.waiting import until

REPOSITORY = Path(__file__).resolve().parent.parent.parent.parent
MEMORY = 400 << 20
linux = pytest.mark.skipif(platform.system() != "Linux", reason="limits and the socket filter are Linux's")


def command(
    cpu_s: float = 10.0, module: str = "tests.ingest.parse.misbehaving", *, caged: bool = True, may_write: bool = False
) -> list[str]:
    """A worker in which text files are read by the misbehaving reader."""
    limits = "child.Limits = lambda *given: Limits(*given[:2], 32, 1 << 20); " if may_write else ""
    code = (
        f"import sys; sys.path.insert(0, {str(REPOSITORY)!r}); from assistant.ingest.parse.process import child; "
        f"from assistant.ingest.parse.process.child import Limits, main; {limits}"
        f"main({MEMORY}, {cpu_s}, {{'.txt': {module!r}, '.md': 'assistant.ingest.parse.plain.markdown', "
        f"'.pdf': {module!r}}}, caged={caged})"
    )
    return [sys.executable, "-B", "-X", "utf8", "-c", code]


@pytest.fixture
def parser() -> Iterator[ParserProcess]:
    one = ParserProcess(timeout_s=5.0, memory_bytes=MEMORY, command=command())
    yield one
    one.close()


def obey(parser: ParserProcess, folder: Path, order: str, name: str = "a.txt") -> str:
    """The text of the page, or the reason of the failure."""
    try:
        return parser.parse(write(folder, name, order)).pages[0].text
    except ParseFailure as failure:
        assert order.split()[0] in ("raise", "write") or "secret" not in str(failure)
        return failure.reason


@linux
@pytest.mark.promise("P7", "P8")
@pytest.mark.parametrize(
    ("order", "outcome"),
    [
        ("abort", "crashed"),
        ("segfault", "crashed"),
        ("exit", "crashed"),
        ("nonsense", "crashed"),
        ("memory 600", "limit"),
        ("recurse", "damaged"),
        ("raise figs", "damaged"),
        ("socket", "unreadable"),
        ("internet", "unreadable"),
        ("descriptors", "unreadable"),
        ("noise", "did noise"),
    ],
)
def test_each_misdeed_has_its_outcome_and_the_next_file_is_read(
    parser: ParserProcess, tmp_path: Path, order: str, outcome: str
) -> None:
    assert obey(parser, tmp_path, order) == outcome
    assert obey(parser, tmp_path, "# Next", "next.md") == "# Next"


@linux
@pytest.mark.control("P7")
def test_without_limits_a_reader_takes_what_it_wants(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory and the descriptors that are refused above; nor does the parent watch."""
    monkeypatch.setattr(Worker, "_check_memory", lambda self: None)
    code = command(caged=False)[-1].replace("main(", "child.apply_limits = lambda limits: (); main(", 1)
    unwatched = 4 * MEMORY  # the parent watches whoever is in no cage
    parser = ParserProcess(timeout_s=20.0, memory_bytes=unwatched, command=[*command()[:-1], code])
    assert obey(parser, tmp_path, "memory 600") == str(600 << 20)
    assert obey(parser, tmp_path, "descriptors") == "64"
    parser.close()


@linux
def test_a_reader_cannot_write(parser: ParserProcess, tmp_path: Path) -> None:
    planted = tmp_path / "planted"
    assert obey(parser, tmp_path, f"write {planted}") in ("unreadable", "crashed")
    assert not planted.exists() or planted.stat().st_size == 0
    assert obey(parser, tmp_path, "# Next", "next.md") == "# Next"


@pytest.mark.promise("P21")
def test_errors_do_not_quote_the_file(parser: ParserProcess, tmp_path: Path) -> None:
    with pytest.raises(ParseFailure) as caught:
        parser.parse(write(tmp_path, "a.txt", "raise figs"))
    assert "figs" not in str(caught.value) and "LookupError" in caught.value.message


@pytest.mark.promise("P7")
def test_a_sleeper_is_killed_when_its_time_is_up(tmp_path: Path) -> None:
    parser = ParserProcess(timeout_s=1.0, command=command())
    begun = time.monotonic()
    assert obey(parser, tmp_path, "sleep 600") == "limit"
    assert time.monotonic() - begun < 60  # a start on a busy machine included; to the second in test_clock.py
    assert obey(parser, tmp_path, "# Next", "next.md") == "# Next"
    parser.close()


@pytest.mark.skipif(os.name != "posix", reason="there is no fork on this system")
@pytest.mark.parametrize(("order", "lives_on"), [("grandchild", False), ("daemon", True)])
def test_a_grandchild_that_holds_the_answers_is_not_waited_for(tmp_path: Path, order: str, lives_on: bool) -> None:
    """Where there is no cage, a reader may leave a process behind. It is killed, or at least it holds up nobody."""
    told = tmp_path / "pid"
    parser = ParserProcess(timeout_s=60.0, command=command(caged=False, may_write=True))
    assert obey(parser, tmp_path, f"{order} {told}") == "crashed"  # and not "limit", for which the time has to pass
    assert obey(parser, tmp_path, "# Next", "next.md") == "# Next"
    parser.close()
    pid = int(told.read_text("ascii"))
    if lives_on:
        os.kill(pid, 9)
    until(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE, "its end")


@linux
def test_a_caged_reader_leaves_no_process_behind(parser: ParserProcess, tmp_path: Path) -> None:
    assert obey(parser, tmp_path, f"grandchild {tmp_path / 'pid'}") == "unreadable"
    assert not (tmp_path / "pid").exists()
    assert obey(parser, tmp_path, "# Next", "next.md") == "# Next"


@linux
def test_a_stop_ends_a_reader_that_would_go_on(tmp_path: Path) -> None:
    """Set before and set while it reads; the parser can be used again."""
    parser = ParserProcess(timeout_s=600.0, memory_bytes=MEMORY, command=command(600.0))
    for order in ("spin", "sleep 600"):
        stop = StopSignal()
        timer = threading.Timer(0.3, stop.stop)
        timer.start()
        with pytest.raises(Stopped):
            parser.parse(write(tmp_path, "a.txt", order), stop=stop)
        timer.join()
        with pytest.raises(Stopped):
            parser.parse(write(tmp_path, "a.txt", order), stop=stop)
    assert obey(parser, tmp_path, "pages 1") == "page 1"
    parser.close()


def test_processor_time_is_limited_for_each_file_anew(tmp_path: Path) -> None:
    parser = ParserProcess(timeout_s=20.0, command=command(cpu_s=1.0))
    assert obey(parser, tmp_path, "# First", "first.md") == "# First"
    begun = processor_s()
    assert obey(parser, tmp_path, "spin") == "limit"
    assert processor_s() - begun < 5  # its own start and its first file are counted with it
    parser.close()


def test_workers_are_reused_then_replaced(tmp_path: Path) -> None:
    parser = ParserProcess(files_per_worker=2, command=command())
    pids = [obey(parser, tmp_path, "pid") for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]
    parser.close()
    assert not psutil.pid_exists(int(pids[0])) and not psutil.pid_exists(int(pids[2]))


def test_a_closed_parser_leaves_no_process_and_can_be_used_again(parser: ParserProcess, tmp_path: Path) -> None:
    pid = int(obey(parser, tmp_path, "pid"))
    parser.close()
    assert not psutil.pid_exists(pid)
    assert obey(parser, tmp_path, "# Again", "a.md") == "# Again"


def test_a_worker_that_was_killed_between_files_is_replaced(parser: ParserProcess, tmp_path: Path) -> None:
    os.kill(int(obey(parser, tmp_path, "pid")), 9)
    obey(parser, tmp_path, "# Lost", "a.md")
    assert obey(parser, tmp_path, "# Next", "next.md") == "# Next"


def test_the_environment_holds_nothing_personal(
    parser: ParserProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_TOKEN", "x")
    names = obey(parser, tmp_path, "environment").split()
    assert "API_TOKEN" not in names and "HOME" not in names and "PYTHONPATH" not in names


def test_more_pages_than_allowed_are_not_believed(tmp_path: Path) -> None:
    parser = ParserProcess(limits=Limits(max_pages=5), command=command())
    assert len(parser.parse(write(tmp_path, "a.txt", "pages 5")).pages) == 5
    assert len(parser.parse(write(tmp_path, "a.txt", "pages 9")).pages) == 5
    parser.close()


@linux
def test_after_a_crash_a_pdf_is_read_once_more_with_care(tmp_path: Path) -> None:
    parser = ParserProcess(command=command(module="tests.ingest.parse.crashes_once"))
    assert obey(parser, tmp_path, "anything", "a.pdf") == "read with care"
    assert obey(parser, tmp_path, "anything", "a.txt") == "crashed"
    parser.close()


def test_the_real_worker_reads_several_files_at_once(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    files = [write(tmp_path, f"{number}.pdf", pdf([f"Number {number}. {LEASE}"])) for number in range(6)]
    parser = ParserProcess(workers=2)
    with ThreadPoolExecutor(4) as threads:
        texts = [document.pages[0].text for document in threads.map(parser.parse, files)]
    parser.close()
    assert [f"Number {number}." in text for number, text in enumerate(texts)] == [True] * 6


def test_the_parent_watches_memory_where_the_system_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = command()[-1].replace(
        "main(", "import assistant.ingest.parse.process.child as c; c.apply_limits = lambda limits: ('memory',); main("
    )
    parser = ParserProcess(timeout_s=10, memory_bytes=MEMORY, command=[*command()[:-1], code])
    write(tmp_path, "a.txt", "hold 600")
    assert obey(parser, tmp_path, "hold 600") == "limit"
    parser.close()


@pytest.mark.skipif(os.name != "posix", reason="there is no fork on this system")
def test_the_memory_of_what_a_reader_starts_counts_with_its_own(tmp_path: Path) -> None:
    """Where there is no cage: each of the four processes keeps within the limit, which the system counts for each."""
    parser = ParserProcess(timeout_s=600.0, memory_bytes=MEMORY, command=command(600.0, caged=False))
    assert obey(parser, tmp_path, f"share {MEMORY >> 22}") == "limit"
    assert obey(parser, tmp_path, "# Next", "next.md") == "# Next"
    parser.close()


@pytest.mark.slow
@linux
def test_five_thousand_pages_are_read_in_bounded_memory(tmp_path: Path) -> None:
    file = write(tmp_path, "long.pdf", raw_pdf(text_stream("A page of a very long document"), pages=5000))
    parser = ParserProcess(timeout_s=120, memory_bytes=300 << 20)  # held by the system
    document = parser.parse(file)
    parser.close()
    assert len(document.pages) == 5000
    assert "very long document" in document.pages[-1].text
    assert document.notes == ()
