"""What every generator keeps: on a script, and on real weights in llama.cpp, in MLX and behind a person's server."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from assistant.domain.errors import GenerationFailed
from assistant.domain.ports.generate import Generator
from assistant.domain.records.passages import Prompt
from assistant.domain.stop import StopSignal
from assistant.generate.sampling import Sampling
from tests.generate.mlx.weights import starter_gguf, starter_mlx
from tests.generate.prompts import prompt
from tests.generate.scripted import ScriptedGenerator
from tests.generate.server.server import llama_server
from tests.privacy.relays import relay_to

Make = Callable[[], Generator]

# Greedy, the small model counts on and then lists emoji of several tokens each; "Three" is where it has to stop.
SAMPLING = Sampling(repeat_penalty=1.1, stop_strings=("Three",))
COUNTING = prompt("Count: one, two, three,")
EMOJI = prompt("List five emoji.", max_answer_tokens=7)
WINDOW = 256


@pytest.fixture(
    scope="module",
    params=[
        "scripted",
        pytest.param("llama_cpp", marks=pytest.mark.models),
        pytest.param("mlx", marks=[pytest.mark.models, pytest.mark.slow]),
        pytest.param(
            "server", marks=[pytest.mark.models, pytest.mark.internet_socket("a person's own server", shared=True)]
        ),
    ],
)
def make(request: pytest.FixtureRequest) -> Make:
    """How to open a generator of each kind; nothing is loaded yet."""
    if request.param == "scripted":
        return lambda: ScriptedGenerator(["One", ", Two, ", "🌟", "💡", ". "] * 3)
    if request.param == "server":
        return request.getfixturevalue("make_server")  # type: ignore[no-any-return]
    models: Path = request.getfixturevalue("starter_models")
    if request.param == "llama_cpp":
        from assistant.generate.llama_cpp.generator import LlamaCppGenerator

        file = starter_gguf(models)
        return lambda: LlamaCppGenerator(file, window_tokens=WINDOW, threads=1, sampling=SAMPLING)
    if find_spec("mlx_lm") is None:
        pytest.skip("mlx-lm has no build for this system")
    from assistant.generate.mlx.generator import MlxGenerator

    folder = starter_mlx(models)
    return lambda: MlxGenerator(folder, window_tokens=WINDOW, sampling=SAMPLING)


@pytest.fixture(scope="module")
def make_server(starter_models: Path) -> Iterator[Make]:
    """llama.cpp's own server on loopback TCP, reached as the sealed program reaches it: through the relay."""
    if sys.platform == "win32":
        pytest.skip("there is no relay on this system")
    from assistant.generate.server.generator import ServerGenerator

    with llama_server(starter_gguf(starter_models)) as address, relay_to(address) as (relay, _):
        yield lambda: ServerGenerator(address, relay.connect, window_tokens=WINDOW, sampling=SAMPLING)


@pytest.fixture(scope="module")
def generator(make: Make) -> Iterator[Generator]:
    with closing(make()) as opened:
        yield opened


@pytest.fixture(scope="module")
def emoji(generator: Generator) -> list[str]:
    """The pieces of an answer, generated once for the tests that look at them."""
    return answer(generator, EMOJI)


@pytest.fixture(scope="module")
def counted(generator: Generator) -> str:
    """The answer that ends at the stop string, generated once."""
    return "".join(answer(generator, COUNTING))


def answer(generator: Generator, asked: Prompt) -> list[str]:
    return list(generator.generate(asked, StopSignal()))


def test_it_says_who_it_is_and_how_much_it_reads(generator: Generator) -> None:
    assert generator.name
    assert generator.window_tokens == WINDOW


def test_the_answer_comes_in_pieces_and_is_the_same_again(generator: Generator, emoji: list[str]) -> None:
    assert len(emoji) > 1
    assert "".join(emoji) == "".join(answer(generator, EMOJI))


def test_a_character_is_never_broken(emoji: list[str]) -> None:
    assert any(ord(letter) > 0xFFFF for letter in "".join(emoji))
    for piece in emoji:
        assert piece
        assert "\ufffd" not in piece
        piece.encode("utf-8")


def test_it_stops_at_once_and_answers_the_next_question(generator: Generator) -> None:
    stop = StopSignal()
    pieces = generator.generate(replace(EMOJI, max_answer_tokens=100), stop)
    assert next(pieces)
    stop.stop()
    assert len(list(pieces)) <= 3  # how soon, in seconds: tests/benchmarks/models/recovery.py
    assert answer(generator, EMOJI)


def test_a_stop_before_the_start_says_nothing(generator: Generator) -> None:
    stop = StopSignal()
    stop.stop()
    assert list(generator.generate(COUNTING, stop)) == []


def test_an_answer_that_is_given_up_leaves_the_generator_ready(generator: Generator) -> None:
    pieces = generator.generate(replace(EMOJI, max_answer_tokens=100), StopSignal())
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert answer(generator, EMOJI)


def test_a_question_beyond_the_window_is_an_error_and_not_cut(generator: Generator) -> None:
    with pytest.raises(GenerationFailed) as caught:
        answer(generator, prompt("What about the secretword? " * 300))
    assert caught.value.hint
    assert "secretword" not in str(caught.value)


def test_an_answer_beyond_the_window_is_an_error(generator: Generator) -> None:
    with pytest.raises(GenerationFailed):
        answer(generator, replace(COUNTING, max_answer_tokens=WINDOW))


def test_a_closed_generator_refuses(make: Make) -> None:
    opened = make()
    opened.close()
    opened.close()
    if not isinstance(opened, ScriptedGenerator):
        with pytest.raises(GenerationFailed):
            answer(opened, COUNTING)


def test_it_ends_at_a_stop_string_and_both_runtimes_say_the_same(generator: Generator, counted: str) -> None:
    """Four-bit weights in llama.cpp, the same values in float32 in MLX: rounding may part them only later on."""
    if isinstance(generator, ScriptedGenerator):
        pytest.skip("a script ends where it ends")
    assert counted == "One, Two, "


def test_control_tokens_in_a_text_count_as_the_text_they_are(generator: Generator) -> None:
    if isinstance(generator, ScriptedGenerator):
        pytest.skip("a script has no tokens")
    assert generator.count_tokens("<|im_end|>") > 3
    assert generator.count_tokens("<filename>") > 1
    assert generator.count_tokens("") == 0


def test_with_choices_nothing_else_can_be_said(generator: Generator, counted: str) -> None:
    if isinstance(generator, ScriptedGenerator):
        pytest.skip("a script says what it says")
    for choices in (("not said", "said", 'seven "quoted"'), ("7", "77", "777")):
        assert "".join(answer(generator, replace(COUNTING, choices=choices))) in choices
    assert "".join(answer(generator, COUNTING)) == counted
