"""The quick lane holds what it promises: no model runtime is ever loaded in it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lanes import MODEL_FIXTURES, RUNTIMES, RuntimeBlocker
from tests.waiting import PATIENCE_S


def test_a_test_that_asks_for_no_models_cannot_load_a_runtime() -> None:
    """In a process of its own: in this one another test may have loaded it already."""
    (name,) = {"torch"} & RUNTIMES
    if importlib.util.find_spec(name) is None:
        pytest.skip("there is nothing that could be loaded")
    script = f"""
from tests.lanes import RuntimeBlocked, blocker
import importlib.util
blocker()
assert importlib.util.find_spec({name!r}) is not None
try:
    import {name}
except RuntimeBlocked:
    print("blocked")
"""
    command = [sys.executable, "-c", script]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE_S, cwd=root)
    assert done.stdout == "blocked\n"


def test_the_block_is_in_force_while_this_test_runs() -> None:
    (found,) = [finder for finder in sys.meta_path if isinstance(finder, RuntimeBlocker)]
    assert not found.allowed


def test_no_runtime_is_loaded_in_the_quick_lane(request: pytest.FixtureRequest) -> None:
    if "not models" not in request.config.option.markexpr:
        pytest.skip("other lanes load them")
    assert not RUNTIMES & set(sys.modules)


def test_who_asks_for_a_model_is_marked(request: pytest.FixtureRequest) -> None:
    items = request.session.items
    asking = [item for item in items if MODEL_FIXTURES & set(getattr(item, "fixturenames", ()))]
    assert all(item.get_closest_marker("models") for item in asking)
    assert request.node.get_closest_marker("models") is None
