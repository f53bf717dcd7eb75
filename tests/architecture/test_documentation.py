"""What the documentation names exists, and what exists is documented."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from assistant.cli.main import COMMANDS, assistant
from assistant.config.schema import Config, known_keys
from tests.templates.template import KINDS, read_template

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "SECURITY.md")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`]+)`")
_PATH = re.compile(r"\.?[\w-]+(?:[./][\w-]+)*(?:\.py|/)|[\w.-]+(?:/[\w.-]+)+")
_VALUES = {"starter", "reader", "quotes"}  # words of the table of commands that are arguments


def _spans(text: str) -> list[str]:
    """What stands between backticks outside of blocks, on one line each."""
    return [" ".join(span.split()) for span in _SPAN.findall(_FENCE.sub("", text))]


@pytest.fixture(params=DOCUMENTS)
def document(request: pytest.FixtureRequest, repository: Path) -> str:
    return (repository / str(request.param)).read_text("utf-8")


# ---------------------------------------------------------------- paths and names


def test_every_path_exists(document: str, repository: Path) -> None:
    added = {path for kind in map(read_template, KINDS) for path in (kind.new, kind.test)}
    ignored = set((repository / ".gitignore").read_text("utf-8").split())
    paths = {span for span in _spans(document) if _PATH.fullmatch(span)} - added - ignored
    assert len(paths) > 5
    assert [path for path in sorted(paths) if not _exists(repository, path)] == []


def _exists(repository: Path, path: str) -> bool:
    """From the root or from `assistant/`; a single name may be that of any file or folder in there."""
    if (repository / path).exists() or (repository / "assistant" / path).exists():
        return True
    return "/" not in path.rstrip("/") and any((repository / "assistant").rglob(path.rstrip("/")))


def test_every_link_leads_to_a_file(document: str, repository: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", document)
    assert [link for link in links if not (repository / link).is_file()] == []


def test_every_module_exists(document: str, repository: Path) -> None:
    named = re.findall(r"-m\s+([\w.]+)|\b((?:assistant|tests|tools)(?:\.\w+)+)\b", _FENCE.sub("", document))
    modules = {(run or dotted).replace(".", "/") for run, dotted in named}
    assert [module for module in sorted(modules) if not (repository / f"{module}.py").is_file()] == []


def test_every_class_that_is_named_has_what_is_named(document: str, repository: Path) -> None:
    sources = [file.read_text("utf-8") for file in (repository / "assistant").rglob("*.py")]
    for name, attribute in re.findall(r"`([A-Z]\w+)\.(\w+)", document):
        assert any(f"class {name}" in text and re.search(rf"\b{attribute}\b", text) for text in sources), name


def test_every_target_of_make_and_pytest_exists(document: str, repository: Path) -> None:
    targets = re.findall(r"^([a-z-]+):", (repository / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"`make ([a-z-]+)", document)) <= set(targets)
    tested = re.findall(r"\bpytest (tests/\S+?)`", document)
    assert [path for path in tested if not (repository / path).exists()] == []


def test_every_setting_exists(document: str) -> None:
    sections = "|".join(Config.model_fields)
    named = {span.split(" ")[0] for span in _spans(document) if re.match(rf"(?:{sections})\.\w+(?: =|$)", span)}
    assert named - set(known_keys()) == set()


def test_every_file_that_the_code_names_exists(repository: Path) -> None:
    """In backticks, with its folder: from the root, from the first folder, or from the file's own."""
    named = [
        (folder, file, path)
        for folder in ("assistant", "tests", "tools")
        for file in (repository / folder).rglob("*.py")
        for path in re.findall(r"`((?:\w+/)+\w+\.py)`", file.read_text("utf-8"))
    ]
    assert named
    for folder, file, path in named:
        beside = (repository / folder / path).exists() or (file.parent / path).exists()
        assert beside or _exists(repository, path), f"{file}: {path}"


# ---------------------------------------------------------------- the map


def _rooms(repository: Path) -> set[str]:
    return {path.parent.name for path in (repository / "assistant").glob("*/__init__.py")}


def test_the_maps_show_the_rooms(repository: Path) -> None:
    contributing = (repository / "CONTRIBUTING.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)/` \|", contributing, re.MULTILINE)) == _rooms(repository)
    tree = (repository / "README.md").read_text("utf-8").split("\n## The tree\n")[1].split("```")[1]
    inside = {name for line in tree.splitlines() if line.startswith("  ") for name in _names_before_the_gap(line)}
    assert inside == _rooms(repository)
    outside = {name for line in tree.splitlines() if line[:1].strip() for name in _names_before_the_gap(line)}
    assert outside and all((repository / name).is_dir() for name in outside)


def _names_before_the_gap(line: str) -> list[str]:
    return re.findall(r"(\w+)/", re.split(r"\s{2,}", line.strip())[0])


def test_the_direction_is_that_of_the_contract(repository: Path) -> None:
    contracts = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract.get("containers") == ["assistant"])
    shown = re.search(r"^```\n(__main__ >.*?)```", (repository / "CONTRIBUTING.md").read_text("utf-8"), re.M | re.S)
    assert shown is not None
    assert " ".join(shown[1].split()) == " > ".join(layers)


# ---------------------------------------------------------------- the commands


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the README's table of commands: the paths of the commands that it names, and all of its spans."""

    text: str
    commands: tuple[tuple[str, ...], ...]
    spans: tuple[str, ...]


def _tree(
    group: click.Group = assistant, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that call it; groups too."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from _tree(command, (*path, name))


@pytest.fixture(scope="module")
def tree() -> dict[tuple[str, ...], click.Command]:
    return {(): assistant, **dict(_tree())}


def _words(span: str) -> tuple[str, ...]:
    """The words of a call in front of its arguments and options."""
    words = span.removeprefix("assistant").split()
    return tuple(words[: next((at for at, word in enumerate(words) if not re.fullmatch(r"[a-z]+", word)), len(words))])


@pytest.fixture(scope="module")
def rows(repository: Path) -> list[Row]:
    table = (repository / "README.md").read_text("utf-8").split("\n## Commands\n")[1].strip().split("\n\n")[0]
    found = []
    for line in table.splitlines()[2:]:
        spans = tuple(_SPAN.findall(line))
        calls = tuple(_words(span) for span in spans if span.split()[0] == "assistant")
        found.append(Row(line, calls, spans))
    return found


def test_every_row_names_commands_that_exist(rows: list[Row], tree: dict[tuple[str, ...], click.Command]) -> None:
    assert len(rows) > 20
    for row in rows:
        assert row.commands, row.text
        for words in row.commands:
            assert words in tree, row.text
            command = tree[words]
            does_nothing = isinstance(command, click.Group) and not command.invoke_without_command
            assert not does_nothing, f"{row.text}: a group does nothing alone"


def test_every_option_and_subcommand_of_a_row_exists(
    rows: list[Row], tree: dict[tuple[str, ...], click.Command]
) -> None:
    for row in rows:
        named = [*row.commands, *_beside(row, tree)]
        options = {option for words in named for parameter in tree[words].params for option in parameter.opts}
        for span in row.spans:
            assert {word for word in span.split() if word.startswith("-")} <= options, row.text
            if re.match(r"[a-z]", span) and span.split()[0] not in ("assistant", *_VALUES):
                assert any((*words[:-1], *_words(span)) in tree for words in row.commands), f"{span}: {row.text}"


def _beside(row: Row, tree: dict[tuple[str, ...], click.Command]) -> list[tuple[str, ...]]:
    """Commands of the same group that a row names by their last word alone: "also `path`, `verify`"."""
    short = [(*words[:-1], *_words(span)) for span in row.spans for words in row.commands if span[:1].islower()]
    return [words for words in short if words in tree and words not in row.commands]


def test_every_command_is_in_the_table(rows: list[Row], tree: dict[tuple[str, ...], click.Command]) -> None:
    named = {words for row in rows for words in (*row.commands, *_beside(row, tree))}
    assert {words for words, command in tree.items() if not isinstance(command, click.Group)} - named == set()


def test_every_command_in_a_block_exists(document: str, tree: dict[tuple[str, ...], click.Command]) -> None:
    for line in re.findall(r"^\s*(?:\$ )?assistant ((?:[a-z]+ ?)+)", document, flags=re.MULTILINE):
        assert _called(line.split(), tree), f"`assistant {line}`"


def test_every_command_in_the_text_exists(document: str, tree: dict[tuple[str, ...], click.Command]) -> None:
    for span in _spans(document):
        if span.split()[0] == "assistant" and not _is_question(list(_words(span))):
            assert _called(list(_words(span)), tree), span


def _is_question(words: list[str]) -> bool:
    """Whether the words are asked, as no command begins with the first of them; a mistyped command has fewer."""
    return len(words) > 4 and words[0].isalpha() and words[0] not in COMMANDS


def _called(words: list[str], tree: dict[tuple[str, ...], click.Command]) -> bool:
    """Whether the words begin with a command; what stands behind a command is its argument."""
    path: tuple[str, ...] = ()
    while isinstance(tree[path], click.Group) and len(path) < len(words):
        path = (*path, words[len(path)])
        if path not in tree:
            return False
    return True


def test_help_lists_what_there_is(tree: dict[tuple[str, ...], click.Command]) -> None:
    assert [words[0] for words in tree if len(words) == 1] == list(COMMANDS)


def test_every_dependency_has_its_reason(repository: Path) -> None:
    lines = (repository / "pyproject.toml").read_text("utf-8").splitlines()
    requirement = re.compile(r'^    "[A-Za-z0-9_.\[\]-]+(==|>=)')
    without = [line.strip() for line in lines if requirement.match(line) and "#" not in line]
    assert without == []
