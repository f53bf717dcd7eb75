"""Which generator answers."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest

from assistant.config.schema import AnswersConfig
from assistant.domain.errors import AssistantError, ModelMissing, ModelRefused
from assistant.generate import kinds
from assistant.generate.choose import (
    CHOSEN_BY_MODEL,
    Choice,
    Kind,
    ModelFacts,
    Runtime,
    choose_kind,
    is_adequate,
    open_generator,
    read_model_facts,
)
from tests.generate.scripted import ScriptedGenerator

GGUF = ModelFacts(Path("/m/big.gguf"), parameters=3_000_000_000)
FOLDER = ModelFacts(Path("/m/big"), size_bytes=2_000_000_000)
SMALL = ModelFacts(Path("/m/small.gguf"), parameters=135_000_000, size_bytes=700_000_000)
BOTH: frozenset[Runtime] = frozenset({"llama_cpp", "mlx"})


@pytest.mark.parametrize(
    ("choice", "model", "runtimes", "kind"),
    [
        ("auto", None, BOTH, "extractive"),
        ("auto", SMALL, BOTH, "extractive"),
        ("auto", GGUF, BOTH, "llama_cpp"),
        ("auto", FOLDER, BOTH, "mlx"),
        ("auto", FOLDER, {"llama_cpp"}, "extractive"),
        ("auto", GGUF, set(), "extractive"),
        ("extractive", GGUF, BOTH, "extractive"),
        ("llama_cpp", SMALL, BOTH, "llama_cpp"),
        ("mlx", FOLDER, BOTH, "mlx"),
    ],
)
def test_the_choice(choice: Choice, model: ModelFacts | None, runtimes: set[Runtime], kind: Kind) -> None:
    assert choose_kind(choice, model, frozenset(runtimes)) == kind


@pytest.mark.parametrize(
    ("choice", "model", "runtimes", "error"),
    [
        ("llama_cpp", None, BOTH, ModelMissing),
        ("llama_cpp", GGUF, {"mlx"}, ModelMissing),
        ("llama_cpp", FOLDER, BOTH, ModelRefused),
        ("mlx", GGUF, BOTH, ModelRefused),
    ],
)
def test_a_named_generator_is_never_replaced_in_silence(
    choice: Choice, model: ModelFacts | None, runtimes: set[Runtime], error: type[AssistantError]
) -> None:
    with pytest.raises(error) as caught:
        choose_kind(choice, model, frozenset(runtimes))
    assert caught.value.hint


def test_adequacy_goes_by_parameters_and_else_by_size() -> None:
    assert is_adequate(GGUF)
    assert is_adequate(FOLDER)
    assert not is_adequate(SMALL)
    assert not is_adequate(ModelFacts(Path("/m/folder"), size_bytes=540_000_000))


def test_the_starter_answers_only_when_it_is_chosen(gguf: Path) -> None:
    script = ScriptedGenerator(["text"])
    facts = read_model_facts(gguf, "starter")
    assert open_generator(AnswersConfig(generator="auto"), lambda: facts, extractive=lambda: script) is script
    by_name = AnswersConfig(generator="llama_cpp")
    with closing(open_generator(by_name, lambda: facts, extractive=lambda: script)) as chosen:
        assert chosen.name == "starter (llama.cpp)"


def test_each_name_of_the_setting_has_the_file_that_opens_it() -> None:
    names = set(get_args(AnswersConfig.model_fields["generator"].annotation))
    files = {Path(file).stem for file in Path(str(kinds.__file__)).parent.glob("[!_]*.py")}
    assert files == names - {"auto", "extractive"}
    assert set(CHOSEN_BY_MODEL) < names


def test_what_runs_no_model_of_this_machine_looks_for_none() -> None:
    def find_model() -> ModelFacts:
        raise AssertionError("nobody asks for a model")

    settings = AnswersConfig(generator="server", server_url="http://127.0.0.1:11434/v1", server_model="qwen")
    with closing(open_generator(settings, find_model, extractive=lambda: ScriptedGenerator([]))) as chosen:
        assert chosen.name == "qwen (server 127.0.0.1:11434)"


def test_a_folder_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(bytes(10))
    assert read_model_facts(tmp_path).size_bytes == 10
    assert read_model_facts(tmp_path).runtime == "mlx"
    with pytest.raises(ModelMissing):
        read_model_facts(tmp_path / "none")
