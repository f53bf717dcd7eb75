"""The second implementation of the `Changes` port: it remembers what was changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from assistant.app.ports.changes import PullEvent
from assistant.config.file import read_typed
from assistant.config.schema import Config, describe
from assistant.domain.errors import ConfigError, ModelMissing, ModelRefused, UsageError
from assistant.domain.stop import StopSignal


class ScriptedChanges:
    """`pause` is called before each step of a pull, in the worker's thread; `fails` ends the next one with an error."""

    def __init__(self) -> None:
        self.values: dict[str, dict[str, object]] = {"retrieval": {"passages": 6}}
        self.used: list[str] = []
        self.verified: list[str] = []
        self.removed: list[str] = []
        self.pulled: list[str] = []
        self.stops: list[StopSignal] = []
        self.damaged = ""
        self.measured = 0
        self.can_pull = True
        self.fails: ModelMissing | None = None
        self.pause: Callable[[], None] = lambda: None

    def config(self) -> Config:
        return Config.model_validate(self.values)

    def set(self, key: str, text: str) -> Config:
        setting = next((one for one in describe(self.config(), {}) if one.key == key), None)
        if setting is None:
            raise ConfigError(f"There is no setting {key!r}.", "Run: assistant config show")
        value = read_typed(setting, text)
        if value is None:
            return self.reset(key)
        if key.endswith(".model") and value == "no-such-model":
            raise ConfigError(f"Setting {key!r}: the model {value!r} is not here.", "Run: assistant models list")
        section, name = key.split(".")
        changed = {**self.values, section: {**self.values.get(section, {}), name: value}}
        try:
            config = Config.model_validate(changed)
        except ValueError:
            raise ConfigError(f"Setting {key!r}: out of range.", "Run: assistant config show") from None
        self.values = changed
        return config

    def reset(self, key: str) -> Config:
        if key not in [one.key for one in describe(self.config(), {})]:
            raise ConfigError(f"There is no setting {key!r}.", "Run: assistant config show")
        section, name = key.split(".")
        self.values.get(section, {}).pop(name, None)
        return self.config()

    def keep_out(self, patterns: Sequence[str], folders: Sequence[str]) -> Config:
        library = self.config().library
        ignored = tuple(dict.fromkeys((*library.ignore, *patterns)))
        kept = tuple(one for one in library.folders if one not in folders)
        self.values = {
            **self.values,
            "library": {**self.values.get("library", {}), "ignore": ignored, "folders": kept},
        }
        return self.config()

    def use_model(self, name: str) -> Config:
        if name == "no-such-model":
            raise ModelMissing(f"The model {name!r} is not here.", "Run: assistant models list")
        self.used.append(name)
        return self.set("answers.model", name)

    def verify_model(self, name: str) -> None:
        if name == "no-such-model":
            raise ModelMissing(f"The model {name!r} is not installed.")
        if name == self.damaged:
            raise ModelRefused(f"'model.onnx' of the model {name!r} has a wrong SHA-256.", "Pull the model again.")
        self.verified.append(name)

    def remove_model(self, name: str) -> int:
        if name == "no-such-model":
            raise ModelMissing(f"The model {name!r} is not installed.")
        self.removed.append(name)
        return 90_000_000

    def measure_speed(self) -> str:
        self.measured += 1
        return "qwen-1b"

    def pull(self, name: str, stop: StopSignal) -> Iterator[PullEvent]:
        if not self.can_pull:
            raise UsageError("Nothing can be fetched from here.", f"Run in a terminal: assistant models pull {name}")
        if name == "no-such-model":
            raise ModelMissing(f"There is no model {name!r} in the catalog.")
        self.pulled.append(name)
        self.stops.append(stop)
        for done in (0, 30_000_000, 60_000_000, 90_000_000):
            self.pause()
            if stop.stopped:
                return
            if self.fails is not None:
                raise self.fails
            yield PullEvent(name, "download", done, 90_000_000)
        yield PullEvent(name, "prepare", 90_000_000, 90_000_000)
        yield PullEvent(name, "installed", 90_000_000, 90_000_000)
