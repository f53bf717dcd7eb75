"""The lanes of the suite: which tests need real models or a server, which are slow, and what the others may not do.

Invariant: the marker `models` follows from the fixtures that a test asks for, so no list of tests has to be kept; and a
test without it never imports a model runtime, in no lane. So does `internet_socket` where a fixture starts a server.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import sys
import types
from collections.abc import Sequence

import pytest

RUNTIMES = frozenset({"torch", "transformers", "sentence_transformers", "detoxify", "xllamacpp", "mlx", "mlx_lm"})
MODEL_FIXTURES = frozenset({"starter_models", "model_runtimes"})  # whoever asks for one of these, in whatever way
# Whoever asks for one of these has a server on loopback, in place of the hub, of an index or of a person's own server.
SERVER_FIXTURES = frozenset({"server", "site", "shouting"})
MOST_PROCESSOR_S = 10.0  # of a test in the quick lane; a test of more than three seconds is marked `slow`


class RuntimeBlocked(Exception):
    """A test that is not marked `models` imports a runtime. No ImportError, which a fallback would hide."""


class RuntimeBlocker(importlib.abc.MetaPathFinder):
    """Finds the runtimes as usual, so that they are seen as installed, and lets them load only where `allowed`."""

    def __init__(self) -> None:
        self.allowed = False

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if self.allowed or fullname not in RUNTIMES:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None:
            spec.loader = _Refusing()
        return spec


class _Refusing(importlib.abc.Loader):
    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType | None:
        raise RuntimeBlocked(f"{spec.name} is imported by a test that asks for no models")

    def exec_module(self, module: types.ModuleType) -> None:
        """Never reached: no module is made."""


def mark_models(item: pytest.Item) -> None:
    """Mark `item` if any fixture that it needs, also through others, is a real model."""
    if MODEL_FIXTURES & set(getattr(item, "fixturenames", ())):
        item.add_marker(pytest.mark.models)


def mark_servers(item: pytest.Item) -> None:
    """Mark `item` as one that may open an internet socket if a fixture that it needs opens one."""
    if SERVER_FIXTURES & set(getattr(item, "fixturenames", ())):
        item.add_marker(pytest.mark.internet_socket("a server on loopback"))


def in_order(items: list[pytest.Item]) -> list[pytest.Item]:
    """The modules that take long first, so that at the end no processor waits for another; tests of one stay together.

    A slow test counts as ten of those that need models or an app, and one of those as five others.
    """
    weights: dict[str, int] = {}
    for item in items:
        heavy = item.get_closest_marker("models") or inspect.iscoroutinefunction(getattr(item, "function", None))
        weight = 50 if item.get_closest_marker("slow") else 5 if heavy else 1
        weights[_module(item)] = weights.get(_module(item), 0) + weight
    return sorted(items, key=lambda item: -weights[_module(item)])


def _module(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def refuse_the_slow(item: pytest.Item, used_s: float) -> None:
    """Fail a test that took too much of the processor in a lane that leaves the slow ones out."""
    if used_s > MOST_PROCESSOR_S and "not slow" in item.config.option.markexpr:
        pytest.fail(f"it took {used_s:.1f} s of processor time; mark it `slow`", pytrace=False)


def needs(*libraries: str) -> pytest.MarkDecorator:
    """A marker that skips where one of `libraries` is not installed; unlike `importorskip`, it loads none of them."""
    missing = [name for name in libraries if importlib.util.find_spec(name) is None]
    return pytest.mark.skipif(bool(missing), reason=f"{' and '.join(missing)} cannot be found")


def blocker() -> RuntimeBlocker:
    """The blocker, made at the first call, before all other finders: libraries put theirs in front when they load."""
    found = next((finder for finder in sys.meta_path if isinstance(finder, RuntimeBlocker)), None) or RuntimeBlocker()
    sys.meta_path[:] = [found, *(finder for finder in sys.meta_path if finder is not found)]
    return found
