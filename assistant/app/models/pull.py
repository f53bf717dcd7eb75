"""Fetches models: what a pull would download, and the pull itself.

Invariant: a fetched model is checked and made ready, or leaves no trace; only `assistant models pull` calls this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.app.models.installed import ModelOnDisk, on_disk
from assistant.app.ports.changes import PullEvent
from assistant.config.paths import Paths
from assistant.domain.errors import ModelMissing, ModelRefused

if TYPE_CHECKING:
    from assistant.models.catalog.entries import CatalogEntry
    from assistant.models.catalog.pins import Pin
    from assistant.models.pull.fetch import PullProgress
    from assistant.models.reader_choice import ReaderChoice

_STARTER = "starter"


@dataclass(frozen=True, slots=True)
class PullOffer:
    """A model that a pull would fetch. `exact` is False where `download_bytes` is only about right.

    `reason` says why it is this one where the program has chosen it; `space_bytes` is the most that the disk holds of
    it while it is installed.
    """

    name: str
    description: str
    licence: str
    licence_url: str
    download_bytes: int
    exact: bool
    space_bytes: int
    reason: str = ""


def pull_offers(name: str, paths: Paths) -> list[PullOffer]:
    """What pulling the model or set `name` would fetch. Raises UsageError (unknown name), ModelMissing (none fits)."""
    from assistant.app.models.checkpoints import LICENCE, LICENCE_URL, official_models
    from assistant.models.catalog.entries import READER, load_catalog

    official = official_models().get(name)
    if official is not None:
        what, size = "official Detoxify checkpoint.", official.about_bytes
        return [PullOffer(name, what, LICENCE, LICENCE_URL, size, exact=False, space_bytes=2 * size)]
    if name == READER:
        best = reader_choices(paths)[0]
        return [_offer(best.entry, best.reason)]
    return [_offer(entry) for entry in load_catalog().expand(name)]


def _offer(entry: CatalogEntry, reason: str = "") -> PullOffer:
    from assistant.models.pull.install import space_needed

    return PullOffer(
        entry.name,
        entry.description,
        entry.licence,
        entry.licence_url,
        entry.download_bytes,
        entry.is_pinned,
        space_needed(entry),
        reason,
    )


def reader_choices(paths: Paths) -> tuple[ReaderChoice, ...]:
    """The language models that suit this machine, the best first. Raises ModelMissing if none fits its memory."""
    from assistant.app.models.speed import known_speed
    from assistant.models.catalog.entries import load_catalog
    from assistant.models.hardware import read_hardware
    from assistant.models.reader_choice import choose_readers

    hardware = read_hardware()
    choices = choose_readers(load_catalog(), hardware, known_speed(paths, hardware))
    if not choices:
        raise ModelMissing(
            f"No reader fits this machine: {hardware.memory_mb} MB of memory, {hardware.free_mb} free.",
            "Everything works without one: answers are quotations. A name of the catalog is fetched all the same.",
        )
    return choices


def pull_model(
    name: str,
    paths: Paths,
    report: Callable[[PullEvent], None],
    tell: Callable[[str], None],
    *,
    latest: bool = False,
) -> list[ModelOnDisk]:
    """Fetch the model or set `name`, check it and make it ready; a model that is installed and whole is kept.

    "reader" is the language model that suits this machine. `report` gets the progress, `tell` a line about each model
    that is made. `latest` renews pins that are not the catalog's. Raises UsageError (unknown name), ModelMissing (no
    network, disk full), ModelRefused (wrong size or hash).
    """
    from assistant.app.models.checkpoints import official_models, pull_checkpoint
    from assistant.models.catalog.entries import READER
    from assistant.models.pull.fetch import pull

    def show(progress: PullProgress) -> None:
        report(PullEvent(progress.model, progress.step, progress.done_bytes, progress.total_bytes, progress.note))

    if name in official_models():
        return [on_disk(pull_checkpoint(name, paths.models, show))]
    if name == READER:
        return [_pull_reader(paths, report, show, latest)]
    pulled = pull(name, paths.models, show, latest=latest)
    if name == _STARTER:
        from assistant.app.models.starters import make_starter_reader, make_starter_toxicity

        tell("toxicity-starter, reader-starter: made from the embedding model and the differences that are shipped")
        make_starter_toxicity(paths.models)
        make_starter_reader(paths.models)
    return [on_disk(model) for model in pulled]


def _pull_reader(
    paths: Paths, report: Callable[[PullEvent], None], show: Callable[[PullProgress], None], latest: bool
) -> ModelOnDisk:
    """Fetch the best reader that can be had. One that has begun to arrive is not given up for another."""
    from assistant.models.pull.fetch import pull

    arriving: set[str] = set()

    def watch(progress: PullProgress) -> None:
        if progress.done_bytes:
            arriving.add(progress.model)
        show(progress)

    choices = reader_choices(paths)
    for choice, following in pairwise(choices):
        name = choice.entry.name
        try:
            return on_disk(pull(name, paths.models, watch, latest=latest)[0])
        except ModelRefused:
            raise
        except ModelMissing as error:
            if name in arriving:
                raise
            report(PullEvent(name, "fallback", note=f"{error.message} Now {following.entry.name}: {following.reason}."))
    return on_disk(pull(choices[-1].entry.name, paths.models, watch, latest=latest)[0])


def kept_pin(name: str, paths: Paths) -> Pin:
    """The commit and the files at which the model `name` was pinned on this machine. Raises KeyError."""
    from assistant.models.catalog.pins import read_pins

    return read_pins(paths.models)[name]
