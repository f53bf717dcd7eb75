"""The first pull, from the command that needs a model.

Invariant: it is the one command that may use the network, in a process of its own, and it has ended before the caller
is sealed and sees a document.
"""

from __future__ import annotations

import subprocess

from assistant.config.paths import Paths
from assistant.sandbox.own_code import isolated


def has_no_model(paths: Paths) -> bool:
    """Whether nothing was ever pulled, and the settings name no model of another place."""
    if any(paths.models.glob("*/manifest.json")):
        return False
    from assistant.config.schema import load_config

    return not load_config(paths.config_file).embedding.model


def pull_starter() -> bool:
    """Run `assistant models pull starter` on this terminal; True if the models are here then."""
    return subprocess.run(isolated("assistant", "models", "pull", "starter"), check=False).returncode == 0
