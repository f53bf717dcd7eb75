"""Opens the door for one program, and writes a line of the record for each call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.app.audit import audit_folder
from assistant.app.doors.allowed import Allowed
from assistant.app.doors.answers import Answers
from assistant.app.doors.connected import Connection
from assistant.app.doors.gateway import Gateway
from assistant.app.doors.outlet import Budget, Outlet
from assistant.app.doors.parts import PartsWithin
from assistant.app.vault.unlocking import require_unlocked
from assistant.config.paths import Paths
from assistant.config.private import require_private
from assistant.config.schema import load_config
from assistant.domain.errors import UsageError
from assistant.guard.audit.record import AuditRecord
from assistant.text.clean import one_line

_CLIENT_CHARS = 60


@dataclass(frozen=True, slots=True)
class Door:
    """What a program can ask, and the record of it."""

    gateway: Gateway
    answers: Answers
    allowed: Allowed
    record: AuditRecord
    connection: Connection

    def begin_call(self) -> None:
        """Raises AssistantError where nothing may be given any more."""
        self.allowed.look_up()
        self.gateway.outlet.budget.begin_call()

    def note(self, client: str, what: str, outcome: str) -> None:
        """One line a call: who, what, how it ended, and how many characters of files were given; none of the text."""
        given = self.gateway.outlet.budget.given
        name = one_line(client, _CLIENT_CHARS)
        self.record.note("mcp call", client=name, call=what, outcome=outcome, chars=str(given))
        self.connection.gave(name, given)


@contextmanager
def open_door(paths: Paths) -> Iterator[Door]:
    """Nothing heavy is opened before it is asked for. Raises UsageError where no folder is allowed."""
    require_private(paths)
    require_unlocked(paths)
    config = load_config(paths.config_file)
    folders = Allowed(paths)
    if not folders():
        raise UsageError("No folder may be given to other programs.", "Run: assistant mcp allow FOLDER")
    parts = PartsWithin(config, paths, folders)
    outlet = Outlet(lambda: parts.gate, Budget(config.mcp.call_chars, config.mcp.session_chars))
    gateway = Gateway(parts, outlet, folders)
    connection = Connection(paths)
    try:
        yield Door(gateway, Answers(gateway, paths), folders, AuditRecord(audit_folder(paths)), connection)
    finally:
        connection.close()
        gateway.close()
