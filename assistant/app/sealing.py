"""Seals the process off from the internet, and keeps it to its own places, before a command does anything; starts the
helpers that stay outside.

Invariant: a helper process that may reach the internet is started before the seal, or never; one that may change files
elsewhere, after the seal and before the walls, or never.
"""

from __future__ import annotations

import contextlib
import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.config.paths import Paths
    from assistant.config.server_address import ServerAddress
    from assistant.sandbox.launcher import Launcher

_PACKAGES = str(Path(__file__).resolve().parents[2])
# Isolated, where `-m` would import from the current folder first; so the place of the program is handed over.
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "import runpy; runpy.run_module('assistant', run_name='__main__', alter_sys=True)"
)
_RESTARTED = "ASSISTANT_SANDBOXED"  # set by the restart, so that a seal that fails does not restart it for ever


@dataclass(frozen=True, slots=True)
class Door:
    """What the porter may do beside reaching our engines. `exports`: write new files where the person says.

    Command lines: `opener` shows the file whose path is added to it, `clipboard` takes a text on its standard input;
    () for none.
    """

    exports: bool = False
    opener: tuple[str, ...] = ()
    clipboard: tuple[str, ...] = ()


def seal_this_process(
    *,
    answers: bool = False,
    engines: bool = False,
    makes_home: bool = True,
    files: Iterable[Path] = (),
    door: Door | None = None,
    listens: tuple[str, int] | None = None,
) -> None:
    """Refuse internet sockets from here on, and changes of files outside of our own places. On macOS that takes a
    restart of the program under `sandbox-exec`.

    With `answers` a language model may be asked: the relay is started first, if the settings name a server that it can
    reach and nothing else, and the porter, which connects to our own engines; `door` says what else the porter may do.
    With `engines` the porter is started alone.
    `listens`: where a process outside of the seal takes connections of other programs, if the settings say so.
    `files`: what the person has named, so that it may be written. With `makes_home` the library's folders are made:
    what is not there cannot be allowed.
    """
    from assistant.config.paths import find_paths
    from assistant.sandbox.lockdown import sandbox_command, seal

    server = _named_server() if answers else None
    if server is not None and not server.unix_path:
        _start_relay(server)
    if listens is not None:
        from assistant.sandbox.listener.sealed_side import start_listener

        start_listener(listens)
    enforced = seal().enforced
    if platform.system() not in ("Linux", "Darwin"):
        return
    ours = _our_places(find_paths(), files, makes_home)
    if answers or engines:
        _open_the_door(ours, door or Door(), server)
    if platform.system() == "Linux":
        _keep_to(ours)
        return
    if enforced or os.environ.get(_RESTARTED):
        return
    sockets = [Path(server.unix_path)] if server is not None and server.unix_path else []
    command = sandbox_command(own_program(*sys.argv[1:]), places=[*ours, *sockets])
    os.environ[_RESTARTED] = "1"
    os.execv(command[0], command)


def own_program(*arguments: str) -> list[str]:
    """The command line of this program, with `arguments`, whatever folder is the current one."""
    return [sys.executable, "-I", "-c", _PROGRAM, _PACKAGES, *arguments]


def seal_the_app(*, may_pull: bool, door: Door | None = None) -> Launcher | None:
    """Seal the app's process. With `may_pull` it keeps a launcher, which can fetch models of the catalog.

    Every process that is started after the seal is sealed too, so the launcher is forked first.
    """
    launcher = None
    if may_pull:
        from assistant.sandbox.launcher import start_launcher

        launcher = start_launcher()
    seal_this_process(answers=True, door=door)
    return launcher


def _our_places(paths: Paths, files: Iterable[Path], makes_home: bool) -> tuple[Path, ...]:
    """Where files may be changed. A part of the library may lie elsewhere, behind a link."""
    from assistant.sandbox.places.held import our_places
    from assistant.sandbox.places.temporary import use_private_temporary

    homes = (paths.config_file.parent, paths.library.parent, paths.state.parent)
    for home in homes if makes_home else ():
        with contextlib.suppress(OSError):  # told by whoever writes there
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
    named = (file.absolute().parent for file in files)
    ours = our_places((*homes, *paths.own_folders, paths.index, paths.vault, *named))
    use_private_temporary()
    return ours


def _open_the_door(ours: tuple[Path, ...], door: Door, server: ServerAddress | None) -> None:
    """Start the porter, with its duties fixed."""
    from assistant.sandbox.places.temporary import private_temporary
    from assistant.sandbox.porter.duties import Duties
    from assistant.sandbox.porter.sealed_side import open_the_door

    endings: frozenset[str] = frozenset()
    if door.opener:
        from assistant.ingest.parse.registry import readers

        endings = frozenset(readers())
    path = server.unix_path if server is not None else ""
    open_the_door(Duties(ours, private_temporary(), path, door.exports, door.opener, endings, door.clipboard))


def _keep_to(ours: tuple[Path, ...]) -> None:
    """Keep this process to its own places. What its children need from outside is made before."""
    from assistant.sandbox.cage.prepared import prepare_empty_system
    from assistant.sandbox.forked_helper import refuse_tracing
    from assistant.sandbox.places.filter import connect_to_nobody
    from assistant.sandbox.places.held import keep_to_places

    prepare_empty_system()
    keep_to_places(ours)
    connect_to_nobody()
    refuse_tracing()


def protect_unsealed_process() -> None:
    """Forbid tracing of this process, which fetches models outside the seal: no sealed process may act through it."""
    from assistant.sandbox.forked_helper import refuse_tracing

    refuse_tracing()


def _named_server() -> ServerAddress | None:
    """The server that the settings name. Settings that cannot be read are reported by whoever needs them."""
    from assistant.config.paths import MAX_SETTINGS_BYTES, find_paths
    from assistant.disk.opening import read_small

    try:
        text = read_small(find_paths().config_file, MAX_SETTINGS_BYTES)
        if b"server" not in text:  # the usual case; the settings are not parsed
            return None
    except OSError:
        return None
    from assistant.config.schema import load_config
    from assistant.config.server_address import named_server
    from assistant.domain.errors import AssistantError

    try:
        return named_server(load_config(find_paths().config_file).answers)
    except AssistantError:
        return None


def _start_relay(server: ServerAddress) -> None:
    from assistant.sandbox.relay.sealed_side import start_relay

    start_relay(server)
