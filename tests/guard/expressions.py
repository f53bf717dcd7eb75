"""Finds every regular expression that reads foreign text, and writes texts that are hard for it.

Expressions are found by walking the modules of the rooms: those at module level (in tuples, dictionaries and objects
too), those written where they are used, those of the signs of injection and of the shipped policies.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

import regex
import yaml

import assistant
from assistant.guard.detectors.injection.signs import SIGNS
from assistant.guard.matching.patterns import FOLDED, Pattern

ROOMS = ("assistant.guard", "assistant.text", "assistant.ingest")
_ROOT = Path(assistant.__file__).parent
_AT_THE_START = frozenset({"match", "fullmatch"})
_COMPILED = (re.Pattern, regex.Pattern, Pattern)
_FUNCTIONS = ("compile", "search", "match", "fullmatch", "split", "sub", "findall", "finditer")


@dataclass(frozen=True)
class Expression:
    """An expression, where it stands, and whether it is only tried at the start of a text."""

    place: str
    source: str
    compiled: Any
    anchored: bool

    def read(self, written: str) -> None:
        """Do what the code does with it, over the whole text."""
        text = written if isinstance(self.compiled.pattern, str) else written.encode("utf-8")
        if not self.anchored:
            for _ in self.compiled.finditer(text):
                pass
            return
        self.compiled.match(text)
        self.compiled.fullmatch(text)


def all_expressions() -> list[Expression]:
    """Each expression once."""
    found: dict[tuple[str, bool], Expression] = {}
    for place, compiled in [*_in_modules(), *_written_in_place(), *_signs(), *_in_policies()]:
        inner = compiled._search if isinstance(compiled, Pattern) else compiled
        module, _, name = place.rpartition(":")
        used = _methods(module).get(name, frozenset())
        anchored = bool(used) and used <= _AT_THE_START
        written = compiled.source if isinstance(compiled, Pattern) else inner.pattern
        source = written if isinstance(written, str) else written.decode("latin-1")
        found.setdefault((f"{source}/{inner.flags}", anchored), Expression(place, source, inner, anchored))
    return list(found.values())


def _modules() -> Iterator[ModuleType]:
    for room in ROOMS:
        package = importlib.import_module(room)
        yield package
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            yield importlib.import_module(module.name)


def _in_modules() -> Iterator[tuple[str, Any]]:
    for module in _modules():
        for name, value in vars(module).items():
            if not name.startswith("__"):
                yield from ((f"{module.__name__}:{name}", compiled) for compiled in _inside(value))


def _inside(value: Any, depth: int = 0) -> Iterator[Any]:
    if isinstance(value, _COMPILED):
        yield value
    elif depth < 4 and isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _inside(one, depth + 1)
    elif depth < 4 and isinstance(value, Mapping):
        for one in value.values():
            yield from _inside(one, depth + 1)
    elif depth < 4 and type(value).__module__.startswith("assistant") and hasattr(value, "__dict__"):
        yield from _inside(vars(value), depth + 1)


def _files() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in sorted((_ROOT / room.rpartition(".")[2]).rglob("*.py")):
            yield str(path.relative_to(_ROOT)), ast.parse(path.read_text("utf-8"))


def _written_in_place() -> Iterator[tuple[str, Any]]:
    """`re.sub("...", ...)` in a function. An expression that is put together there is an error: name it."""
    for file, tree in _files():
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                if _is_of_re(call.func) and isinstance(call.args[0], ast.Constant):
                    yield f"{file}:{call.lineno}", re.compile(call.args[0].value)


def _is_of_re(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr in _FUNCTIONS
        and isinstance(function.value, ast.Name)
        and function.value.id in ("re", "regex")
    )


@cache
def _methods(module: str) -> Mapping[str, frozenset[str]]:
    """Name of an expression of the module -> the methods that are called on it there; "other" if it goes elsewhere."""
    found: dict[str, set[str]] = defaultdict(set)
    path = getattr(sys.modules.get(module), "__file__", None)
    tree = ast.parse(Path(path).read_text("utf-8")) if path else ast.Module([], [])
    methods = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found[node.value.id].add(node.attr)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in methods:
            found[node.id].add("other")
    return {name: frozenset(methods) - {"pattern"} for name, methods in found.items()}


def _signs() -> Iterator[tuple[str, Any]]:
    for number, (label, _, source) in enumerate(SIGNS):
        yield f"sign {number} ({label})", Pattern(source, FOLDED)


def _in_policies() -> Iterator[tuple[str, Any]]:
    for path in sorted((_ROOT.parent / "policies").glob("*.yaml")):
        detectors = yaml.safe_load(path.read_text("utf-8")).get("detectors") or {}
        for name, settings in detectors.items():
            for source in settings.get("patterns", ()):
                yield f"{path.name}: {name}", Pattern(source)


# ---------------------------------------------------------------- texts that are hard

_MOST_LETTERS = 14
_TAILS = ("", "!", "\n", "\u00e9")


def hard_runs(source: str) -> list[Callable[[int], str]]:
    """Functions from a length to a text: one letter, two letters or a near match again and again, and a last sign that
    lets all of it fail."""
    units = list(dict.fromkeys(unit for unit in _units(source) if unit))
    return [_run(unit, _TAILS[number % len(_TAILS)]) for number, unit in enumerate(units)]


def _run(unit: str, tail: str) -> Callable[[int], str]:
    return lambda length: (unit * (length // len(unit) + 1))[:length] + tail


def samples(source: str) -> list[str]:
    """Texts that the expression is likely to match."""
    parsed = _parser.parse(source)
    return [_sample(parsed, times) for times in range(6)]


def _units(source: str) -> Iterator[str]:
    try:
        parsed = _parser.parse(re.sub(r"\\p\{L[ul]?\}|\\p\{M\}|\\p\{N\}", "a", source))
    except re.error:
        letters = list(dict.fromkeys(re.sub(r"\\.|[^\w\s]", "", source)))[:_MOST_LETTERS]
        yield from [*letters, *map("".join, pairwise(letters)), " ", ".", "a ", "1"]
        return
    letters = list(dict.fromkeys(_letters(parsed)))
    letters = letters[:: max(1, len(letters) // _MOST_LETTERS)]
    yield from letters
    yield from map("".join, pairwise(letters))
    for times in (0, 1, 2):
        sample = _sample(parsed, times)
        yield from (sample, sample[:-1], sample[: len(sample) // 2])


def _letters(items: Any) -> Iterator[str]:
    for code, value in items:
        if code is codes.LITERAL:
            yield chr(value)
        elif code in (codes.IN, codes.NOT_LITERAL, codes.ANY, codes.CATEGORY):
            yield _one(code, value)
        for body in _bodies(code, value):
            yield from _letters(body)


def _bodies(code: Any, value: Any) -> list[Any]:
    if code is codes.BRANCH:
        return list(value[1])
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return [value[2]]
    if code is codes.SUBPATTERN:
        return [value[3]]
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [value[1]]
    return [value] if code is codes.ATOMIC_GROUP else []


_CANDIDATES = 'a1 ._-\n"<(/:@\u00e9\u200b\u2022\u3002A'


def _one(code: Any, value: Any) -> str:
    """A character that the class takes."""
    if code is codes.ANY:
        return "a"
    if code is codes.NOT_LITERAL:
        return next(letter for letter in _CANDIDATES if letter != chr(value))
    if code is codes.CATEGORY:
        value = [(code, value)]
    for kind, one in value:
        if kind is codes.LITERAL:
            return chr(one)
        if kind is codes.RANGE:
            return chr(one[0])
        if kind is codes.CATEGORY:
            return {codes.CATEGORY_DIGIT: "1", codes.CATEGORY_SPACE: " ", codes.CATEGORY_NOT_WORD: "."}.get(one, "a")
    negated = {chr(one) for kind, one in value if kind is codes.LITERAL}
    return next(letter for letter in _CANDIDATES if letter not in negated)


def _sample(items: Any, times: int) -> str:
    """Something that the expression is likely to match; each repeat as often as it may, up to `times`."""
    return "".join(_sample_of(code, value, times) for code, value in items)


def _sample_of(code: Any, value: Any, times: int) -> str:
    if code is codes.LITERAL:
        return chr(value)
    if code in (codes.IN, codes.NOT_LITERAL, codes.ANY, codes.CATEGORY):
        return _one(code, value)
    if code is codes.BRANCH:
        return _sample(value[1][times % len(value[1])], times)
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, most, body = value
        return _sample(body, times) * max(int(least), min(int(most), times))
    if code is codes.SUBPATTERN:
        return _sample(value[3], times)
    return _sample(value, times) if code is codes.ATOMIC_GROUP else ""
