"""Which models the settings mean.

Invariant: an installed language model is verified before anything is read from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.config.paths import Paths
from assistant.domain.errors import ModelMissing

if TYPE_CHECKING:
    from assistant.config.schema import AnswersConfig, Config, EmbeddingConfig
    from assistant.domain.ports.embed import Embedder
    from assistant.generate.choose import ModelFacts
    from assistant.models.installed import InstalledModel


def open_chosen_embedder(settings: EmbeddingConfig, paths: Paths) -> Embedder:
    """The embedding model of the settings: an installed model by its name, or a folder by its absolute path.

    Raises ModelMissing, ModelRefused.
    """
    from assistant.ingest.embed.choose import open_embedder
    from assistant.models.installed import find

    folder = Path(settings.model)
    if not folder.is_absolute():
        folder = find(paths.models, "embedding", settings.model).folder
    return open_embedder(folder, settings.threads)


def chosen_language_model(settings: AnswersConfig, paths: Paths) -> ModelFacts | None:
    """The language model of the settings, else the best of those that are installed; None where there is none.

    Raises ModelMissing, ModelRefused.
    """
    from assistant.generate.choose import read_model_facts
    from assistant.models.hardware import best_fit, read_hardware
    from assistant.models.installed import find

    wanted = settings.model
    if wanted and Path(wanted).is_absolute():
        return read_model_facts(Path(wanted))
    if wanted:
        return verified_facts(find(paths.models, "language", wanted), paths.state)
    installed = language_models(paths)
    candidates = with_runtime(installed) or installed
    return verified_facts(best_fit(candidates, read_hardware()), paths.state) if candidates else None


def models_in_use(config: Config, paths: Paths) -> frozenset[str]:
    """The names of the installed models that the settings mean; "quotes" where no language model answers."""
    from assistant.app.models.installed import QUOTES
    from assistant.generate.choose import CHOSEN_BY_MODEL, auto_runtimes, available_runtimes, choose_kind
    from assistant.models.installed import find

    used: set[str] = set()
    with suppress(ModelMissing):
        used.add(find(paths.models, "embedding", config.embedding.model).name)
    choice = config.answers.generator
    if choice not in CHOSEN_BY_MODEL:
        return frozenset(used)
    try:
        model = None if choice == "extractive" else chosen_language_model(config.answers, paths)
        runtimes = auto_runtimes() if choice == "auto" else available_runtimes()
        kind = choose_kind(choice, model, runtimes)
        used.add(QUOTES if kind == "extractive" or model is None else model.name)
    except ModelMissing:
        used |= {QUOTES} if choice == "auto" else set()
    return frozenset(used)


def language_models(paths: Paths) -> list[InstalledModel]:
    """The installed language models, by name."""
    from assistant.models.installed import list_installed

    return [model for model in list_installed(paths.models) if model.role == "language"]


def with_runtime(models: Sequence[InstalledModel]) -> list[InstalledModel]:
    """Those of `models` that a runtime of this machine opens and runs fast enough."""
    from assistant.generate.choose import auto_runtimes, runtime_of

    runtimes = auto_runtimes()
    return [model for model in models if runtime_of(model.main) in runtimes]


def verified_facts(model: InstalledModel, state: Path) -> ModelFacts:
    """What a runtime needs to open `model`; `state` is the folder for caches. Raises ModelRefused."""
    from assistant.generate.choose import read_model_facts
    from assistant.models.checked import ensure_verified

    ensure_verified(model, state)
    return read_model_facts(model.main, model.name, model.window_tokens)
