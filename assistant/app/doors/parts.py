"""The parts of an assistant that answers another program.

Invariant: the library is seen through `LibraryWithin` alone, and the gate is that of both policies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.app.doors.gates import BothGates
from assistant.app.doors.within import Folders, LibraryWithin
from assistant.app.parts import Parts
from assistant.config.paths import Paths
from assistant.config.schema import Config, GuardConfig

if TYPE_CHECKING:
    from assistant.domain.ports.guard import Gate
    from assistant.domain.records.documents import Identity
    from assistant.guard.engine.reload import PolicyKeeper
    from assistant.store.ledger.database import Database
    from assistant.store.library import SqliteLibrary

POLICY = "mcp"


class PartsWithin(Parts):
    """See `Parts`. Only reads."""

    def __init__(self, config: Config, paths: Paths, folders: Folders) -> None:
        super().__init__(config, paths, writable=False)
        self._folders = folders

    def _reading(self, database: Database, identity: Identity) -> SqliteLibrary:
        return LibraryWithin(database, identity, self._folders)

    @property
    def door_policies(self) -> PolicyKeeper:
        """The policy of this door; beside it the person's own. Raises PolicyError."""
        return self._part("door_policies", self._open_door_policies)

    def _open_door_policies(self) -> PolicyKeeper:
        from assistant.app.policies import open_keeper
        from assistant.guard.detectors.models import Secret

        return open_keeper(
            GuardConfig(policy=POLICY),
            self.paths,
            lambda: self.embedder,
            Secret(self.rules, self._canary),
            remembers=False,  # where a file of the person is gone the shipped one holds, beside the person's own policy
        )

    @property
    def gate(self) -> Gate:
        self.door_policies.poll()
        return BothGates(super().gate, self.door_policies.gate)
