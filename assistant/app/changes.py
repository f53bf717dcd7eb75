"""The Changes port on this machine.

Invariant: importing it loads no stage, and the launcher gets nothing but the name of a model of the catalog.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from assistant.app.ports.changes import PullEvent
from assistant.app.vault.unlocking import changing_names
from assistant.config import vault_settings
from assistant.config.file import not_offered, read_typed, require_known, reset_setting, write_setting
from assistant.config.paths import Paths
from assistant.config.schema import Config, describe, load_config
from assistant.domain.errors import AssistantError, ConfigError, ModelMissing, UsageError
from assistant.domain.stop import StopSignal
from assistant.sandbox.launcher import Launcher
from assistant.text.clean import one_line

_MODEL_SETTINGS = ("answers.model", "embedding.model")
_POLL_S = 0.1  # seconds between two checks of the stop signal


class LocalChanges:
    """Changes the settings and models below `paths`. Without a `launcher` nothing can be pulled from inside the app."""

    def __init__(self, paths: Paths, launcher: Launcher | None = None) -> None:
        self._paths = paths
        self._launcher = launcher
        self._pulling = threading.Lock()

    # ---------------------------------------------------------------- settings

    def set(self, key: str, text: str) -> Config:
        file = self._paths.config_file
        require_known(key)
        self._require_policy(key)
        setting = next(setting for setting in describe(load_config(file), {}) if setting.key == key)
        value = read_typed(setting, text)
        if key == "guard.policy":
            self._use_policy(str(value))
        if key in _MODEL_SETTINGS and value:
            value = self._model_for(key, str(value))
        with self._changing(key):
            return reset_setting(file, key) if value is None else write_setting(file, key, value)

    def _use_policy(self, name: str) -> None:
        """Raises ConfigError where there is no such policy, PolicyError where its own tests fail."""
        from assistant.app.policies import list_policies, use_policy

        names = [policy.name for policy in list_policies(self._paths)]
        if name not in names:
            raise not_offered("guard.policy", name, names)
        use_policy(name, self._paths)

    def _model_for(self, key: str, name: str) -> str:
        """The value of `key` that selects the model `name`. Raises ConfigError if there is no such model for it."""
        from assistant.models.found.discover import discover
        from assistant.models.found.setting import setting_for

        try:
            chosen = setting_for(self._paths.models, name, discover())
        except AssistantError as error:
            raise ConfigError(f"Setting {key!r}: {error.message}", error.hint) from error
        if chosen.key != key:
            raise ConfigError(f"Setting {key!r}: {chosen.name!r} is a model for {chosen.key!r}.", "Choose another.")
        return chosen.value

    def _require_policy(self, key: str = "") -> None:
        """Refuse to write settings that have lost the policy's name, unless the change to `key` is about it."""
        from assistant.app.policies import require_named_policy

        if key != "guard.policy":
            require_named_policy(self._paths)

    def _changing(self, key: str) -> AbstractContextManager[None]:
        """Others are kept out while a name of a file is written; what holds none needs no lock."""
        return changing_names(self._paths) if key in vault_settings.KEYS else nullcontext()

    def reset(self, key: str) -> Config:
        self._require_policy(key)
        with self._changing(key):
            return reset_setting(self._paths.config_file, key)

    def keep_out(self, patterns: Sequence[str], folders: Sequence[str]) -> Config:
        file = self._paths.config_file
        self._require_policy()
        with changing_names(self._paths):
            library = load_config(file).library
            ignored = tuple(dict.fromkeys((*library.ignore, *patterns)))
            kept = tuple(folder for folder in library.folders if str(Path(folder).expanduser()) not in folders)
            if kept != library.folders:
                write_setting(file, "library.folders", kept)
            return write_setting(file, "library.ignore", ignored)

    # ---------------------------------------------------------------- models

    def use_model(self, name: str) -> Config:
        from assistant.app.models.installed import use_model

        self._require_policy()
        return use_model(name, self._paths).config

    def verify_model(self, name: str) -> None:
        from assistant.models.installed import model_folder, read_manifest, verify

        verify(read_manifest(model_folder(self._paths.models, name)))

    def remove_model(self, name: str) -> int:
        from assistant.app.models.installed import remove_model

        return remove_model(name, self._paths)

    def measure_speed(self) -> str:
        from assistant.app.models.speed import measure_speed
        from assistant.models.hardware import read_hardware

        speed = measure_speed(self._paths, read_hardware())
        return speed.model if speed is not None else ""

    @property
    def can_pull(self) -> bool:
        return self._launcher is not None

    def pull(self, name: str, stop: StopSignal) -> Iterator[PullEvent]:
        if self._launcher is None:
            raise UsageError("Nothing can be fetched from here.", f"Run in a terminal: assistant models pull {name}")
        if not self._pulling.acquire(blocking=False):
            raise UsageError("Another model is being fetched.", "Wait for it, or stop it.")
        ended = threading.Event()
        try:
            watch = threading.Thread(target=self._forward_stop, args=(stop, ended), name="pull-stop", daemon=True)
            watch.start()
            yield from self._events(self._launcher, name, stop)
        except ConnectionError:
            raise AssistantError("The process that fetches models has ended.", "Start the app again.") from None
        finally:
            ended.set()
            self._pulling.release()

    def _forward_stop(self, stop: StopSignal, ended: threading.Event) -> None:
        """Stop the launcher once `stop` is set; runs in its own thread, because reading the pull's output blocks."""
        while not ended.wait(_POLL_S):
            if stop.stopped and self._launcher is not None:
                self._launcher.stop()
                return

    def _events(self, launcher: Launcher, name: str, stop: StopSignal) -> Iterator[PullEvent]:
        outcome: dict[str, Any] = {}
        for line in launcher.pull(name):
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if event.get("event") == "progress":
                note = one_line(str(event["note"]))
                yield PullEvent(str(event["model"]), str(event["step"]), int(event["done"]), int(event["total"]), note)
            else:
                outcome = event
        if stop.stopped or outcome.get("event") == "done":
            return
        message, hint = one_line(str(outcome.get("message", ""))), one_line(str(outcome.get("hint", "")))
        raise ModelMissing(message or f"{name!r} could not be fetched.", hint or f"Try: assistant models pull {name}")
