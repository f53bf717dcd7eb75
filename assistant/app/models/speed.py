"""How fast this machine is with the best language model on it: what was measured, and measuring it.

Invariant: no figure is given that was not measured here, with the runtime that is installed now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.app.models.choice import language_models, verified_facts, with_runtime
from assistant.config.paths import Paths

if TYPE_CHECKING:
    from assistant.models.hardware import Hardware
    from assistant.models.installed import InstalledModel
    from assistant.models.speed import Speed


def known_speed(paths: Paths, hardware: Hardware) -> Speed | None:
    """What was measured before, if it still holds."""
    from assistant.generate.choose import runtime_of, runtime_version
    from assistant.models.speed import read_speed

    model = measured_model(paths, hardware)
    return read_speed(paths.state, hardware, runtime_version(runtime_of(model.main))) if model else None


def measure_speed(paths: Paths, hardware: Hardware) -> Speed | None:
    """Measure `measured_model` and keep the figures; takes its loading and three seconds. None where there is no model.

    Raises AssistantError where the model cannot be opened.
    """
    from assistant.config.schema import AnswersConfig
    from assistant.generate.choose import Opening, open_kind, runtime_version
    from assistant.generate.probe import measure
    from assistant.models.speed import Speed, write_speed

    model = measured_model(paths, hardware)
    if model is None:
        return None
    facts = verified_facts(model, paths.state)
    generator = open_kind(facts.runtime, Opening(AnswersConfig(), facts))
    try:
        measured = measure(generator)
    finally:
        generator.close()
    if measured is None:
        return None
    figures = (round(measured.reads_per_s, 1), round(measured.writes_per_s, 1))
    speed = Speed(model.name, model.size_bytes, runtime_version(facts.runtime), *figures)
    write_speed(paths.state, hardware, speed)
    return speed


def measured_model(paths: Paths, hardware: Hardware) -> InstalledModel | None:
    """The installed language model that is measured: the best one that a runtime here can open."""
    from assistant.models.hardware import best_fit

    usable = with_runtime(language_models(paths))
    return best_fit(usable, hardware) if usable else None


def estimated_writing(speed: Speed | None, role: str, size_bytes: int) -> float | None:
    """Tokens a second that a language model of that size writes, two significant figures: it is an estimate."""
    return float(f"{speed.estimate(size_bytes)[1]:.2g}") if speed is not None and role == "language" else None
