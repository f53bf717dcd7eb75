"""The models: which are in use, which are here, which fit this machine, and how to get the others.

Invariant: nothing is fetched before size, source and licence were shown and accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from assistant.chat.words import answerer, model_name, size
from assistant.tui.actions.registry import bindings
from assistant.tui.dialogs.dialog import ConfirmDialog
from assistant.tui.screens.sheet import Row, Sheet, SheetScreen
from assistant.tui.show.offer import OTHER_VECTORS, licence
from assistant.tui.state.error_report import ErrorReport

if TYPE_CHECKING:
    from assistant.app.ports.overview import FetchOffer, MachineFacts, ModelRow
    from assistant.chat.pieces import Piece
    from assistant.domain.records.answers import LibrarySummary
    from assistant.tui.actions.action import Area

_SET_ROLES = ("language", "embedding")  # a setting names the model of each
READER = "reader"  # the name under which the language model that suits this machine is pulled
_ORDER = {"installed": 0, "built in": 1, "found on disk": 2, "to pull": 3}  # the others after them


class ModelsScreen(SheetScreen):
    """A list with what can be done to each model."""

    HEADING: ClassVar[str] = "Models"
    AREA: ClassVar[Area] = "models"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("models")]

    def on_mount(self) -> None:
        self._models: Mapping[str, ModelRow] = {}
        self._offer: FetchOffer | None = None
        self._free_bytes = 0
        self.assistant_app.signals.pull_changed.subscribe(self, lambda _: self._pull_moved())
        self.assistant_app.signals.library_changed.subscribe(self, lambda _: self.reread())

    def read(self) -> Sheet:
        summary = self.assistant_app.session.summary
        models = sorted(self.overview.models(), key=_sort_key)
        self._models = {_row_key(model): model for model in models}
        columns = (("Model", 0), ("For", 10), ("State", 14), ("Size", 9), ("Speed", 8), ("Licence", 14))
        machine, self._offer = self.overview.machine(), self.overview.missing_models()
        self._free_bytes = machine.disk_free_bytes
        head = (*_head(summary, machine), *self._offer_line(), *self._pull_line())
        return Sheet(head, columns, tuple(_row(model, summary) for model in models))

    def _offer_line(self) -> tuple[Piece, ...]:
        if self._offer is None or READER not in self._offer.names or not self.assistant_app.models.can_pull:
            return ()
        reader = self._offer.models[-1]
        told = f" fetches the reader for this machine: {reader.name}, {size(reader.size_bytes)}, {reader.licence}."
        return ("\n", (self.key("pull_reader"), "bold $accent"), told)

    def _pull_line(self) -> tuple[Piece, ...]:
        line = self.assistant_app.session.pull.line()
        return (("\n\u25b8 ", "bold $accent"), line) if line else ()

    def _pull_moved(self) -> None:
        """Show the progress in the head; the list is read again only when the pull has ended."""
        if self.assistant_app.session.pull.running and self.sheet is not None:
            summary = self.assistant_app.session.summary
            self.show_head((*self.sheet.head[: len(_head(summary, None))], *self._pull_line()))
            self.refresh_bindings()
        else:
            self.reread()

    # ---------------------------------------------------------------- what the person does

    def action_use_model(self) -> None:
        model = self._models[self.chosen]
        if model.state == "to pull":
            self.action_pull_model()
        elif model.role == "embedding":
            self.app.push_screen(ConfirmDialog(f"Use {model.name}?", (OTHER_VECTORS,), partial(self._use, model)))
        else:
            self._use(model)

    def _use(self, model: ModelRow) -> None:
        self.assistant_app.models.use(model.path or model.name, partial(self._used, model.name))

    def _used(self, name: str) -> None:
        self.app.notify(f"{name} is used from now on.")

    def action_pull_model(self) -> None:
        app, model = self.assistant_app, self._models[self.chosen]
        if not app.models.can_pull:
            app.show_error(
                ErrorReport("Fetching", "Nothing can be fetched from here.", f"In a terminal: {model.command}")
            )
            return
        self._ask_to_pull(model, model.name)

    def action_pull_reader(self) -> None:
        if self._offer is not None:
            self._ask_to_pull(self._offer.models[-1], *self._offer.names)

    def _ask_to_pull(self, model: ModelRow, *names: str) -> None:
        pull = partial(self.assistant_app.models.pull, *names)
        self.app.push_screen(ConfirmDialog(f"Fetch {model.name}?", licence(model, self._free_bytes), pull))

    def action_stop_pull(self) -> None:
        self.assistant_app.models.stop_pull()

    def action_verify_model(self) -> None:
        name = self._models[self.chosen].name
        self.app.notify(f"Reading every byte of {name}\u2026")
        self.assistant_app.models.verify(name, lambda: self.app.notify(f"{name} is whole: every SHA-256 is right."))

    def action_remove_model(self) -> None:
        model = self._models[self.chosen]
        text: list[Piece] = [f"{size(model.size_bytes)} are deleted from the disk. It can be fetched again."]
        if _is_used(model, self.assistant_app.session.summary):
            text.append(("\n! It is in use: after this another model, or none, answers.", "$warning"))
        self.app.push_screen(ConfirmDialog(f"Remove {model.name}?", text, partial(self._remove, model.name)))

    def _remove(self, name: str) -> None:
        self.assistant_app.models.remove(name, partial(self._removed, name))

    def _removed(self, name: str, size_bytes: int) -> None:
        self.app.notify(f"{name} is removed: {size(size_bytes)} freed.")
        self.assistant_app.runner.read_library()
        if self.is_open:
            self.reread()

    def action_measure_speed(self) -> None:
        self.app.notify("Measuring for three seconds\u2026")
        self.assistant_app.models.measure_speed(self._measured)

    def _measured(self, name: str) -> None:
        self.app.notify(f"Measured with {name}." if name else "There is no language model to measure with.")
        if self.is_open:
            self.reread()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offers what can be done to the chosen model."""
        app = self.assistant_app
        if action == "stop_pull":
            return app.session.pull.state == "running"
        if action == "pull_reader":
            offered = self._offer is not None and READER in self._offer.names
            return offered and app.models.can_pull and not app.session.pull.running
        if action == "measure_speed":
            return app.changing.is_possible
        if action not in ("use_model", "pull_model", "verify_model", "remove_model"):
            return True
        model = self._models.get(self.chosen) if self.is_open else None
        if model is None or not app.changing.is_possible:
            return False
        if action == "pull_model":
            return model.state == "to pull" and not app.session.pull.running
        if action == "use_model":
            used = _is_used(model, app.session.summary)
            return model.role in _SET_ROLES and model.state != "refused" and not used
        return model.state == "installed"


def _sort_key(model: ModelRow) -> tuple[int, str, str]:
    return _ORDER.get(model.state, len(_ORDER)), model.role, model.name


def _row_key(model: ModelRow) -> str:
    return f"{model.state} {model.role} {model.path or model.name}"


def _is_used(model: ModelRow, summary: LibrarySummary | None) -> bool:
    if summary is None or not model.name or model.state not in ("installed", "built in", "found on disk"):
        return False
    if model.state == "built in":
        return summary.generator == "extractive"
    return model.name in (summary.generator if model.role == "language" else summary.embedder)


def _head(summary: LibrarySummary | None, machine: MachineFacts | None) -> list[Piece]:
    """Which models work now, and what fits this machine. The number of pieces is always the same."""
    generator, embedder = (summary.generator, summary.embedder) if summary is not None else ("\u2026", "\u2026")
    here = ""
    if machine is not None:
        with_ = f", {', '.join(machine.accelerators)}" if machine.accelerators else ""
        here = (
            f"\nThis machine: {machine.chip}, {machine.cores} cores{with_}, {machine.memory_mb / 1000:.0f} GB memory; "
            f"a model of up to {machine.budget_mb / 1000:.1f} GB fits now."
        )
        if machine.measured:
            here += (
                f"\n{machine.measured} reads {machine.reads_per_s:.0f} and writes {machine.writes_per_s:.0f} tokens/s."
            )
        else:
            here += "\nHow fast models are here has not been measured: t does it in three seconds."
    return [
        ("Answers: ", "dim"),
        (answerer(generator), "bold"),
        ("   Finds with: ", "dim"),
        (model_name(embedder), "bold"),
        (here, "dim"),
    ]


def _row(model: ModelRow, summary: LibrarySummary | None) -> Row:
    used = _is_used(model, summary)
    state: str = "in use" if used else model.state
    if model.state == "to pull" and not model.runs:
        state = "Mac only"
    elif model.state == "to pull" and not model.fits:
        state = "! too large"
    detail: list[Piece] = [(model.name, "bold $accent"), f"  {model.notes}"]
    if model.path:
        detail.append((f"\n{model.path}", "dim"))
    if not model.runs:
        detail.append("\nIts runtime is for Apple Silicon; the build for llama.cpp runs here.")
    elif model.memory_mb:
        fits = "fits" if model.fits else "does not fit"
        detail.append(f"\nNeeds about {model.memory_mb:,} MB of memory: {fits} what is free now.")
    if model.writes_per_s:
        detail.append(f" Writes about {model.writes_per_s:g} tokens/s here.")
    if model.command:
        detail.append((f"\nLicence {model.licence} {model.licence_url}; fetched from {model.source}.", "dim"))
    amount = size(model.size_bytes) if model.size_bytes else ""
    speed = f"~{model.writes_per_s:g}/s" if model.writes_per_s else ""
    cells = (model.name, model.role, state, amount, speed, model.licence)
    return Row(cells, tuple(detail), "bold" if used else "", _row_key(model))
