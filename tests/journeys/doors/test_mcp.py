"""`assistant mcp` as other programs start it: the official client, a second one beside it, and one that dies.

The server of the official client runs under strace where that can be.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from assistant.app.audit import last_entries
from assistant.app.doors.allowed import allow
from assistant.app.doors.connected import other_programs
from assistant.config.file import SettingValue, write_settings
from assistant.config.paths import Paths, find_paths
from tests.lanes import needs
from tests.privacy.fresh import REPOSITORY
from tests.promises.traced import cannot_trace, internet_sockets, is_traced, traced
from tests.waiting import PATIENCE_S, until

pytestmark = [needs("mcp"), pytest.mark.slow]

CALLS: dict[str, dict[str, Any]] = {
    "status": {},
    "list_files": {},
    "search": {"query": "the class trip to Holm Island", "limit": 2},
    "ask": {"question": "When is the class trip to Holm Island?", "task": "lookup"},
    "mentions": {"words": "Holm Island"},
    "table": {"question": "What did we spend on groceries in 2024?"},
    "passage": {"id": "passage-aaaaaaaaaaaaaaaa"},
}


@pytest.fixture(scope="module")
def paths(
    tmp_path_factory: pytest.TempPathFactory, starter_models: Path, indexed_archive: Path, sample_docs: Path
) -> Paths:
    """The sample archive, of which one small folder is allowed, a little at a time."""
    home = tmp_path_factory.mktemp("mcp") / "home"
    shutil.copytree(indexed_archive, home)
    if not (home / "models").exists():
        (home / "models").symlink_to(starter_models, target_is_directory=True)
    found = find_paths({"ASSISTANT_HOME": str(home)})
    settings: dict[str, SettingValue] = {
        "answers.generator": "extractive",
        "mcp.folders": [str(sample_docs / "school")],
        "mcp.call_chars": 1500,
        "guard.policy": "base",  # it hides nothing: what is hidden and dropped is so by the policy of the door
    }
    write_settings(found.config_file, settings)
    return found


def readme_server(repository: Path) -> dict[str, Any]:
    """What the README has other programs put into their settings, with this checkout's program."""
    [block] = re.findall(r"```json\n(\{\"mcpServers\".*?)```", (repository / "README.md").read_text("utf-8"), re.DOTALL)
    [server] = json.loads(block)["mcpServers"].values()
    assert server.pop("command") == "assistant"
    return {"command": sys.executable, "args": ["-m", "assistant", *server.pop("args")], **server}


class Raw:
    """A client without a library, beside the official one."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.request("initialize", {"protocolVersion": "2024-11-05", "capabilities": {}, "clientInfo": {"name": "raw"}})

    def send(self, method: str, params: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        message = {"jsonrpc": "2.0", "id": method, "method": method, "params": params}
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def request(self, method: str, params: dict[str, Any]) -> Any:
        self.send(method, params)
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())


@pytest.fixture(scope="module")
def raw(paths: Paths, repository: Path) -> Iterator[Raw]:
    server = readme_server(repository)
    client = Raw([server["command"], *server["args"]], {**os.environ, **environment(paths)})
    yield client
    client.process.kill()
    for pipe in (client.process.stdin, client.process.stdout, client.process.stderr):
        assert pipe is not None
        pipe.close()
    client.process.wait(PATIENCE_S)


def environment(paths: Paths) -> dict[str, str]:
    return {
        "ASSISTANT_HOME": str(paths.config_file.parent),
        "PYTHONPATH": os.environ.get("PYTHONPATH", str(REPOSITORY)),
    }


async def test_the_official_client_lists_calls_and_cancels_every_tool(
    paths: Paths, repository: Path, sample_docs: Path, tmp_path: Path, raw: Raw
) -> None:
    import anyio
    from mcp import StdioServerParameters
    from mcp.client.client import Client

    trace = tmp_path / "trace"
    server = readme_server(repository)
    if sys.platform == "linux" and not cannot_trace() and not is_traced():
        command = traced([server["command"], *server["args"]], trace)
        server = {"command": command[0], "args": command[1:]}
    told: list[float] = []

    async def on_progress(done: float, total: float | None, message: str | None) -> None:
        assert message is None
        told.append(done)

    async with Client(StdioServerParameters(**server, env=environment(paths))) as client:
        assert {tool.name for tool in (await client.list_tools()).tools} == set(CALLS)
        results = {
            name: await client.call_tool(name, arguments, progress_callback=on_progress)
            for name, arguments in CALLS.items()
        }
        texts = {name: "\n".join(part.text for part in result.content) for name, result in results.items()}
        assert [name for name, result in results.items() if result.is_error] == ["passage"]
        assert "school/class_trip_holm_island.docx" in texts["list_files"] and "finance" not in str(texts)
        assert "school/" in texts["search"] and "June" in texts["ask"]
        assert "school/class_trip_holm_island.docx" in texts["mentions"] and "travel" not in texts["mentions"]
        assert "groceries" not in texts["table"]
        assert told
        [uri] = [one.uri for one in (await client.list_resources()).resources if "class_trip" in one.name]
        read = await client.read_resource(uri)
        assert "school/class_trip_holm_island.docx" in str(read.contents[0])
        # A second program at the same time, which is given the same.
        found = raw.request("tools/call", {"name": "search", "arguments": CALLS["search"]})
        assert found["result"]["content"][1]["text"].count("school/") == 1
        # The app's status line says so.
        seen = other_programs(paths)
        assert seen.connected == ("mcp", "raw") and seen.calls > len(CALLS) and seen.chars > 1000
        for name, arguments in CALLS.items():
            with anyio.move_on_after(0.05):
                await client.call_tool(name, arguments)
        # What is allowed meanwhile counts with the next call; the commands in the archive's hostile file are dropped.
        allow(paths, [sample_docs])
        hostile = await client.call_tool("search", {"query": "limescale orders hidden among the answers", "limit": 3})
        assert not hostile.is_error and "hostile.md" in str(hostile.content)
        assert "previous instructions" not in str(hostile.content).lower() and hostile.structured_content["left_out"]
    until(lambda: other_programs(paths).connected == ("raw",), "the end of the first program")
    if trace.exists():
        assert internet_sockets(trace.read_text("utf-8")) == []
        assert "socket(" in trace.read_text("utf-8")  # it was traced: the program asks whether it is sealed
    entries = [entry for entry in last_entries(paths, 100) if entry.get("event") == "mcp call"]
    assert {entry["client"] for entry in entries} == {"mcp", "raw"}
    assert {entry["call"] for entry in entries} == {*CALLS, "resources/list", "resources/read"}
    assert "Holm" not in str(entries)


def test_a_client_that_dies_in_the_middle_of_a_call_leaves_nothing_behind(raw: Raw, paths: Paths) -> None:
    raw.send("tools/call", {"name": "ask", "arguments": CALLS["ask"]})
    children = psutil.Process(raw.process.pid).children(recursive=True)
    assert raw.process.stdin is not None and raw.process.stdout is not None
    raw.process.stdin.close()
    raw.process.stdout.close()
    assert raw.process.wait(PATIENCE_S) == 0
    assert other_programs(paths).connected == ()
    until(lambda: not any(child.is_running() for child in children), "the end of what it had started")
