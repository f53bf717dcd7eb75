"""Promises on the whole journey: the kernel lists every socket, and what was written, read and drawn is looked at."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.answer.tasks.registry import TASKS
from assistant.sandbox.permissions import find_open_paths
from tests.models.onnx.test_session import lengths_graph
from tests.privacy.fresh import REPOSITORY
from tests.promises.journey import COMPARED, COPY, QUESTIONS, STEPS, Journey, travel
from tests.promises.terminal import Terminal
from tests.promises.traced import cannot_trace, cannot_unshare, internet_sockets, traced, without_interfaces
from tests.waiting import PATIENCE_S

tracing = pytest.mark.skipif(sys.platform != "linux" or bool(cannot_trace()), reason=cannot_trace() or "Linux alone")


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory, starter_models: Path, sample_docs: Path) -> Journey:
    """The whole of it, once for all tests of this file."""
    return travel(tmp_path_factory.mktemp("journey"), starter_models, sample_docs)


@tracing
@pytest.mark.slow
@pytest.mark.promise("P1")
def test_no_step_opens_a_socket_but_unix_ones(journey: Journey) -> None:
    traces = {step: journey.trace(step).read_text("utf-8") for step in STEPS}
    assert {step: internet_sockets(trace) for step, trace in traces.items()} == {step: [] for step in traces}
    assert all("socket(" in trace for trace in traces.values())  # the program asks whether it is sealed: it was traced


@tracing
@pytest.mark.slow
@pytest.mark.promise("P1")
def test_the_journey_did_what_it_should(journey: Journey) -> None:
    answers = journey.answers("ask")
    assert len(answers) == len(QUESTIONS) == 20
    assert "Ivo Brandt" in answers[0]["answer"]
    assert {answer["task"] for answer in answers} == {task.name for task in TASKS}
    assert journey.answers("search")[0]["passages"]
    assert journey.answers("eval")[0]["answerable"]["correct"] == 1
    assert json.loads(journey.outputs["forget"])["clean"] is True
    assert journey.exported.read_text("utf-8").startswith("# Who swept the chimney of house 7?")


@tracing
@pytest.mark.slow
@pytest.mark.skipif(bool(cannot_unshare()), reason=cannot_unshare() or "there are namespaces")
@pytest.mark.promise("P1")
def test_without_any_interface_the_answers_are_the_same(journey: Journey) -> None:
    """Of every kind of question; passages as they are searched, and figures of an evaluation."""
    for step in COMPARED:
        assert journey.answers(f"{step} without interfaces") == journey.answers(step) != []


@tracing
@pytest.mark.slow
@pytest.mark.promise("P1")
def test_no_library_leaves_an_id_or_a_cache_in_the_home_of_the_person(journey: Journey) -> None:
    """ONNX Runtime 1.29 and later keeps an id of the device and what it is going to send below `~/.cache`."""
    assert [str(path.relative_to(journey.place)) for path in (journey.place / "person").rglob("*")] == []


@tracing
@pytest.mark.slow
@pytest.mark.promise("P18")
def test_no_pickle_is_read_on_the_way(journey: Journey) -> None:
    assert journey.unpickled == ""


@tracing
@pytest.mark.slow
@pytest.mark.control("P18")
def test_a_pickle_would_be_heard(journey: Journey) -> None:
    code = "import pickle, fractions; pickle.loads(pickle.dumps(fractions.Fraction(1, 3)))"
    subprocess.run([sys.executable, "-c", code], env=journey.environment, timeout=PATIENCE_S, check=True)
    try:
        assert "Fraction" in journey.unpickled
    finally:
        (journey.place / "unpickled").unlink(missing_ok=True)


@tracing
@pytest.mark.slow
@pytest.mark.promise("P15")
def test_a_real_terminal_gets_no_command_of_a_file(journey: Journey) -> None:
    """A name and a quoted sentence hold one; the app was asked, and answered with the sentence."""
    assert b"Ivo Brandt" in journey.drawn
    assert b"\x1b]52" not in journey.drawn


@tracing
@pytest.mark.slow
@pytest.mark.control("P15")
def test_a_program_that_cleans_nothing_would_give_it_one(journey: Journey) -> None:
    terminal = Terminal(["cat", str(journey.files / "house7.md")], journey.environment, journey.folder)
    try:
        terminal.wait_for("for EUR 207")
        assert COPY.encode() in terminal.drawn
    finally:
        terminal.close()


@tracing
@pytest.mark.slow
@pytest.mark.promise("P16")
def test_what_was_written_is_its_owners_alone(journey: Journey) -> None:
    """Every step was started under umask 000."""
    assert [str(found) for found in find_open_paths(journey.place / "home")] == []


@tracing
@pytest.mark.slow
@pytest.mark.promise("P21")
def test_only_the_library_holds_words_of_the_files(journey: Journey) -> None:
    """Neither the record of decisions nor any other file of the program; of the library, the ledger."""
    holders = {path.relative_to(journey.place / "home").parts[0] for path in _holding(journey, b"Erna Voss")}
    assert holders == {"library"}


@tracing
@pytest.mark.slow
@pytest.mark.control("P21")
def test_the_words_would_be_found(journey: Journey) -> None:
    planted = journey.place / "home" / "state" / "planted.log"
    planted.parent.mkdir(exist_ok=True)
    planted.write_bytes(b"\0cleaned by Erna Voss\0")
    try:
        assert planted in _holding(journey, b"Erna Voss")
    finally:
        planted.unlink()


def _holding(journey: Journey, words: bytes) -> list[Path]:
    files = (path for path in (journey.place / "home").rglob("*") if path.is_file())  # not through the models' link
    return [path for path in files if words in path.read_bytes()]


_RUNTIME = """
import sys
graph = sys.stdin.buffer.read()
if {told!r} == "by the program's start":
    from assistant.sandbox.offline import set_offline_environment
    set_offline_environment()
if {told!r} == "by what opens a graph":
    from assistant.models.onnx.session import GraphSession
    print(GraphSession(graph, "the model", "").run([1, 2]).tolist())
else:
    import numpy, onnxruntime
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    batch = numpy.array([[1, 2]])
    print(session.run(None, {{"input_ids": batch, "attention_mask": numpy.ones_like(batch)}})[0][0].tolist())
    if not {told!r}:  # it writes its id beside its work
        import pathlib
        from tests.waiting import until
        until(lambda: list(pathlib.Path.home().rglob("deviceid")), "its id")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the places are Linux's")
@pytest.mark.parametrize(
    "told",
    [
        pytest.param("by the program's start", marks=pytest.mark.promise("P1")),
        pytest.param("by what opens a graph", marks=pytest.mark.promise("P1")),
        pytest.param(
            "", marks=[pytest.mark.control("P1"), pytest.mark.internet_socket("it looks up a host", sometimes=True)]
        ),
    ],
)
def test_the_runtime_of_the_models_is_told_before_it_is_loaded(told: str, tmp_path: Path) -> None:
    """In an environment of its own: on a machine that builds software the runtime is silent by itself."""
    done = subprocess.run(
        [sys.executable, "-c", _RUNTIME.format(told=told)],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(REPOSITORY)},
        input=lengths_graph(), capture_output=True, timeout=PATIENCE_S, check=True,
    )  # fmt: skip
    assert done.stdout.strip() in (b"[3, 2]", b"[3.0, 2.0]")
    assert [path.name for path in tmp_path.rglob("deviceid")] == ([] if told else ["deviceid"])
    assert not told or list(tmp_path.rglob("*")) == []


_PLANTED = """
import ctypes, os, socket, subprocess, sys
if {sealed}:
    from assistant.sandbox.lockdown import seal
    seal()
def python():
    socket.socket(socket.AF_INET).close()
def native():
    if ctypes.CDLL(None, use_errno=True).socket(socket.AF_INET6, socket.SOCK_DGRAM, 0) < 0:
        raise OSError(ctypes.get_errno(), "")
def netlink():
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close()
def packet():
    socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close()
def child():
    code = "import socket; socket.socket(socket.AF_INET)"
    if subprocess.run([sys.executable, "-S", "-c", code], stderr=subprocess.DEVNULL).returncode:
        raise OSError
for attempt in (python, native, netlink, packet, child):
    try:
        attempt()
        print(attempt.__name__, end=" ")
    except OSError:
        pass
"""


@tracing
@pytest.mark.parametrize(
    "sealed",
    [
        pytest.param(True, marks=pytest.mark.promise("P1")),
        pytest.param(False, marks=[pytest.mark.control("P1"), pytest.mark.internet_socket("the control")]),
    ],
)
def test_planted_sockets_are_refused_by_the_seal_and_seen_without_it(sealed: bool, tmp_path: Path) -> None:
    """By Python, by native code, by a child; in the control the trace lists each."""
    trace = tmp_path / "trace"
    done = subprocess.run(
        traced([sys.executable, "-c", _PLANTED.format(sealed=sealed)], trace),
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True, text=True, timeout=PATIENCE_S, check=True,
    )  # fmt: skip
    seen = internet_sockets(trace.read_text("utf-8"))
    if sealed:
        assert (done.stdout, seen) == ("", [])
    else:
        assert set(done.stdout.split()) >= {"python", "native", "netlink", "child"}  # a packet socket needs root
        assert {"AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET"} == set(seen)


@pytest.mark.skipif(sys.platform != "linux" or bool(cannot_unshare()), reason=cannot_unshare() or "Linux alone")
def test_the_namespace_has_no_interface_that_leads_anywhere() -> None:
    command = without_interfaces(["cat", "/proc/net/dev"])
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=True)
    assert [line.partition(":")[0].strip() for line in done.stdout.splitlines()[2:]] == ["lo"]
