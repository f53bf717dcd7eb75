"""How the assistant is opened: as the library's owner or as a reader, for one command or for the app."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.app.local import LocalAssistant
from assistant.app.vault.unlocking import require_unlocked
from assistant.config.paths import Paths, find_paths
from assistant.config.private import require_private
from assistant.config.schema import Config, load_config
from assistant.domain.errors import LibraryBusy, LibraryReadOnly

if TYPE_CHECKING:
    from assistant.app.ports.assistant import Assistant
    from assistant.evaluation.retrieval import RetrievalParts
    from assistant.store.ledger.owner import Owner

_PATIENCE_S, _POLL_S = 0.6, 0.05


def open_assistant(config: Config, paths: Paths, *, owner: bool) -> LocalAssistant:
    """An assistant on the library of `paths`. With `owner` it may index; raises LibraryBusy if another process does.

    Raises VaultLocked, and AssistantError if other users could change what it works with.
    """
    require_private(paths)
    require_unlocked(paths)
    return LocalAssistant(config, paths, patient_owner(paths.lock) if owner else None)


def patient_owner(lock: Path) -> Owner:
    """The owner of a library. A command that keeps one turn owns it for a moment: that is waited for.

    Raises LibraryBusy, LibraryReadOnly.
    """
    from assistant.store.ledger.owner import Owner

    end = time.monotonic() + _PATIENCE_S
    while True:
        try:
            return Owner(lock)
        except LibraryBusy:
            if time.monotonic() > end:
                raise
            time.sleep(_POLL_S)


def open_or_read(config: Config, paths: Paths) -> LocalAssistant:
    """The owner of the library if it is free and can be written, else a reader that reports why it cannot write."""
    try:
        return open_assistant(config, paths, owner=True)
    except (LibraryBusy, LibraryReadOnly) as error:
        return LocalAssistant(config, paths, None, error)


@contextmanager
def open_assistant_here(*, owner: bool = False) -> Iterator[LocalAssistant]:
    """The assistant with this user's own settings and folders, for one command."""
    paths = find_paths()
    assistant = open_assistant(load_config(paths.config_file), paths, owner=owner)
    try:
        yield assistant
    finally:
        assistant.close()


@contextmanager
def retrieval_parts_here(folder: Path) -> Iterator[RetrievalParts]:
    """The product's own parts over an empty library below `folder`, for measuring."""
    paths = find_paths()
    scratch_paths = replace(find_paths({"ASSISTANT_HOME": str(folder)}), models=paths.models, policies=paths.policies)
    assistant = open_assistant(load_config(paths.config_file), scratch_paths, owner=True)
    try:
        yield retrieval_parts(assistant)
    finally:
        assistant.close()


def retrieval_parts(assistant: LocalAssistant) -> RetrievalParts:
    """What an evaluation of retrieval needs of `assistant`."""
    from assistant.evaluation.retrieval import RetrievalParts

    parts = assistant.parts
    parts.library.adopt_identity()
    return RetrievalParts(parts.library, parts.chunker, parts.embedder, parts.retriever)


def app_opener() -> Callable[[], Assistant]:
    """The function that the app calls after its first frame: it opens the owner if the library is free, else a reader.

    The function reads the settings at each call. They are read here too, so that an error in them ends the command
    before the app starts.
    """
    paths = find_paths()
    load_config(paths.config_file)

    def opener() -> Assistant:
        return open_or_read(load_config(paths.config_file), paths)

    return opener


def known_roots(assistant: Assistant) -> list[Path]:
    """The folders that were indexed before, and those of the settings."""
    configured = load_config(find_paths().config_file).library.folders
    recorded = {Path(file.root) for file in assistant.files()}
    return sorted(recorded | {Path(folder).expanduser() for folder in configured})
