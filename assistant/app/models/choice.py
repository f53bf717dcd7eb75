"""Which models the settings mean.

Invariant: an installed language model is verified before anything is read from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.config.paths import Paths

if TYPE_CHECKING:
    from assistant.config.schema import AnswersConfig, EmbeddingConfig
    from assistant.domain.ports.embed import Embedder
    from assistant.generate.choose import ModelFacts
    from assistant.models.installed import InstalledModel


def open_chosen_embedder(settings: EmbeddingConfig, paths: Paths) -> Embedder:
    """The embedding model of the settings: an installed one by its name, or a folder by its absolute path.

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
