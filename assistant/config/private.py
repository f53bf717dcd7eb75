"""The places of this installation that nobody else may change.

Invariant: no command reads settings, policies, models or the library while another user could have written them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.config.paths import Paths
from assistant.disk.exposure import Exposure, find_exposure, find_exposures_above


def find_exposures(paths: Paths) -> Iterator[Exposure]:
    """Everything that others could change, each place once: the outermost first."""
    places = (*_homes(paths), paths.config_file, paths.policies, *_policies(paths), paths.models)
    found: dict[Path, Exposure] = {}
    for place in places:
        for above in find_exposures_above(place):
            found.setdefault(above.path, above)
    for place in (*places, paths.library, paths.logs, paths.state):
        exposure = find_exposure(place)
        if exposure is not None:
            found[place] = exposure  # it says more than that something may be put inside
    yield from found.values()


def require_private(paths: Paths) -> None:
    """Raises AssistantError for the first exposed place."""
    for exposure in find_exposures(paths):
        raise exposure.error()


def _homes(paths: Paths) -> tuple[Path, ...]:
    return tuple(dict.fromkeys((paths.config_file.parent, paths.library.parent, paths.state.parent)))


def _policies(paths: Paths) -> list[Path]:
    try:
        return sorted(path for path in paths.policies.iterdir() if path.suffix in (".yaml", ".yml"))
    except OSError:
        return []
