"""Fixtures that every part shares.

User directories are redirected before anything of ours is imported, so that no test can touch a person's own library.
"""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

_HOME = Path(tempfile.mkdtemp(prefix="assistant-tests-"))
os.environ["ASSISTANT_HOME"] = str(_HOME / "home")
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_OFFLINE"] = "1"
os.environ["DO_NOT_TRACK"] = "1"
os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # some tests load the runtime of the models themselves
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
# Without Metal, MLX joins operations by writing C++ and calling a compiler; no test depends on it.
os.environ["MLX_DISABLE_COMPILE"] = "1"

import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

from assistant.sandbox.frames import roomy  # noqa: E402
from tests.busy import processor_s  # noqa: E402
from tests.lanes import blocker, in_order, mark_models, mark_servers, refuse_the_slow  # noqa: E402

# What a property takes on the clock says how busy the machine is; pytest's own limit ends what hangs. The suite draws
# the same cases each time: a change that is right must not fail by a draw. `make properties` draws new ones.
settings.register_profile("suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "random", deadline=None, max_examples=300, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("ASSISTANT_PROPERTIES", "suite"))

REPOSITORY = Path(__file__).resolve().parent.parent


def pytest_configure() -> None:
    blocker()
    gc.set_threshold(50_000, 20, 20)  # thousands of collected tests are no garbage, and looking at them takes time


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> object:
    """As without this, but `roomy`: under pytest's own calls a test and an import stand deep."""
    itself = config.pluginmanager.get_plugin(__file__)
    return roomy(config.pluginmanager.subset_hook_caller("pytest_cmdline_main", [itself]))(config=config)


def pytest_collection_finish() -> None:
    gc.freeze()


@pytest.hookimpl(tryfirst=True)  # before markers choose what runs
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        mark_models(item)
        mark_servers(item)
    items[:] = in_order(items)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Only a test marked `models` may load a runtime."""
    blocker().allowed = item.get_closest_marker("models") is not None
    try:
        return (yield)
    finally:
        blocker().allowed = False


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """The quick lane stays quick."""
    started = processor_s()
    result = yield
    refuse_the_slow(item, processor_s() - started)
    return result


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def sample_docs(repository: Path) -> Path:
    """The fictional archive."""
    return repository / "sample_docs"


@pytest.fixture(scope="session")
def model_runtimes() -> None:
    """Asked for by tests that use a runtime (PyTorch, llama.cpp, MLX) without the starter models."""


@pytest.fixture(scope="session")
def starter_models() -> Iterator[Path]:
    """A models folder with the starter set and a small language model, pulled once and kept between runs."""
    from tests.starter import starter_models_folder

    yield starter_models_folder()
