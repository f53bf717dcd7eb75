"""Fetches models: what a pull would download, and the pull itself.

Invariant: a fetched model is checked and made ready, or leaves no trace; only `assistant models pull` calls this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.app.models.installed import ModelOnDisk, on_disk
from assistant.app.ports.changes import PullEvent
from assistant.config.paths import Paths

if TYPE_CHECKING:
    from assistant.models.catalog.pins import Pin
    from assistant.models.pull.fetch import PullProgress

_STARTER = "starter"


@dataclass(frozen=True, slots=True)
class PullOffer:
    """A model that a pull would fetch. `exact` is False where `download_bytes` is only about right."""

    name: str
    description: str
    licence: str
    licence_url: str
    download_bytes: int
    exact: bool


def pull_offers(name: str) -> list[PullOffer]:
    """What pulling the model or set `name` would fetch. Raises UsageError for an unknown name."""
    from assistant.app.models.checkpoints import LICENCE, LICENCE_URL, official_models
    from assistant.models.catalog.entries import load_catalog

    official = official_models().get(name)
    if official is not None:
        what = "official Detoxify checkpoint."
        return [PullOffer(name, what, LICENCE, LICENCE_URL, official.about_bytes, exact=False)]
    return [
        PullOffer(
            entry.name, entry.description, entry.licence, entry.licence_url, entry.download_bytes, entry.is_pinned
        )
        for entry in load_catalog().expand(name)
    ]


def pull_model(
    name: str,
    paths: Paths,
    report: Callable[[PullEvent], None],
    tell: Callable[[str], None],
    *,
    latest: bool = False,
) -> list[ModelOnDisk]:
    """Fetch the model or set `name`, check it and make it ready; a model that is installed and whole is kept.

    `report` gets the progress, `tell` a line about each model that is made. `latest` renews pins that are not the
    catalog's.
    Raises UsageError (unknown name), ModelMissing (no network, disk full), ModelRefused (wrong size or hash).
    """
    from assistant.app.models.checkpoints import official_models, pull_checkpoint
    from assistant.models.pull.fetch import pull

    def show(progress: PullProgress) -> None:
        report(PullEvent(progress.model, progress.step, progress.done_bytes, progress.total_bytes))

    if name in official_models():
        return [on_disk(pull_checkpoint(name, paths.models, show))]
    pulled = pull(name, paths.models, show, latest=latest)
    if name == _STARTER:
        from assistant.app.models.starters import make_starter_reader, make_starter_toxicity

        tell("toxicity-starter, reader-starter: made from the embedding model and the differences that are shipped")
        make_starter_toxicity(paths.models)
        make_starter_reader(paths.models)
    return [on_disk(model) for model in pulled]


def kept_pin(name: str, paths: Paths) -> Pin:
    """The commit and the files at which the model `name` was pinned on this machine. Raises KeyError."""
    from assistant.models.catalog.pins import read_pins

    return read_pins(paths.models)[name]
