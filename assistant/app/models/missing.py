"""What is missing on this machine: the starter set, the models that read scans, and a language model that answers.

Invariant: importing it loads no stage; a person who chose quotations is not asked for a language model.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from assistant.config.paths import Paths
from assistant.config.schema import Config
from assistant.domain.errors import ModelMissing


def missing_models(config: Config, paths: Paths) -> tuple[str, ...]:
    """The names to pull, in this order: "starter", "scans", "reader"; what this machine has, or cannot use, is left
    out."""
    from assistant.app.models.choice import models_in_use
    from assistant.app.models.installed import QUOTES
    from assistant.app.models.pull import reader_choices
    from assistant.models.catalog.entries import READER, SCANS
    from assistant.models.installed import list_installed

    roles = {model.role for model in list_installed(paths.models)}
    names = [name for name, role in (("starter", "embedding"), (SCANS, "recognition")) if role not in roles]
    if config.answers.generator == "auto" and QUOTES in models_in_use(config, paths):
        try:
            best = reader_choices(paths)[0].entry.name
        except ModelMissing:
            return tuple(names)
        if not (paths.models / best).is_dir():  # else it is here, and something else keeps it from answering
            names.append(READER)
    return tuple(names)


def free_bytes(folder: Path) -> int:
    """The free space of the disk on which `folder` lies or will lie."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free
