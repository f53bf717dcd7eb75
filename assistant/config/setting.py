"""One setting as faces show it; `config/schema.py` describes all of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

SettingKind = Literal["switch", "choice", "number", "text", "list", "table"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as faces show it. `origin` is "default" or "file"; `kind`, `choices`, `bounds` limit the value."""

    key: str
    value: object
    origin: str
    meaning: str
    kind: SettingKind = "text"
    choices: tuple[str, ...] = ()
    bounds: str = ""  # "1 to 4096"
    default: object = None

    @property
    def shown(self) -> str:
        """The value as TOML writes it."""
        if isinstance(self.value, dict):
            pairs = (f"{json.dumps(key)} = {json.dumps(value)}" for key, value in self.value.items())
            return f"{{ {', '.join(pairs)} }}" if self.value else "{}"
        return '""' if self.value is None else json.dumps(self.value, ensure_ascii=False)

    def as_json(self) -> dict[str, object]:
        return {
            "key": self.key,
            "value": self.value,
            "origin": self.origin,
            "meaning": self.meaning,
            "kind": self.kind,
            "choices": list(self.choices),
            "bounds": self.bounds,
            "default": self.default,
        }
