"""What the program knows about itself, for questions about it."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.records.answers import LibrarySummary


@dataclass(frozen=True, slots=True)
class ProgramFacts:
    """The figures of the status line, and where things are kept. Paths are absolute."""

    version: str
    summary: LibrarySummary
    library_folder: str
    models_folder: str
    policies_folder: str
    settings_file: str


@dataclass(frozen=True, slots=True)
class EmbedderAdvice:
    """That `model` would find more in the languages of the library; `why` is a sentence. `installed`: it is here."""

    why: str
    model: str
    installed: bool

    @property
    def told(self) -> str:
        """The whole of it, with the commands."""
        use = f"assistant models use {self.model}"
        how = use if self.installed else f"assistant models pull {self.model}, then {use}"
        return f"{self.why} {self.model} finds more in them: {how}"


@dataclass(frozen=True, slots=True)
class TaskInfo:
    """A kind of question that can be asked for by its name; `help` says in one line what it does."""

    name: str
    help: str


@dataclass(frozen=True, slots=True)
class OtherPrograms:
    """Programs that ask over `assistant mcp`: those that are connected, as they call themselves, and what all of them
    were given today."""

    connected: tuple[str, ...] = ()
    calls: int = 0
    chars: int = 0  # of text of files
