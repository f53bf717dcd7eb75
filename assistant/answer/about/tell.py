"""The answer to a question about the program: its words with the figures of this moment.

Invariant: every figure and name is read when the question is asked; no model is asked, and no text of a file is used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import PurePath

from assistant.answer.about import words
from assistant.answer.about.topics import Topic
from assistant.answer.documents.cells import safe_name
from assistant.answer.documents.find import relative_path
from assistant.answer.turn import OpenTurn
from assistant.domain.records.files import FileRecord
from assistant.domain.records.program import ProgramFacts
from assistant.domain.records.results import ResultTable
from assistant.text.asked_language import Language
from assistant.text.clean import one_line

_MOST_ROWS = 60  # of a table; more of them nobody reads, and the library view shows all
_MOST_NAMES = 8
_PATH_CHARS = 160
_QUOTING = "extractive"  # the name of the generator that only quotes


def tell(topic: Topic, turn: OpenTurn, language: Language) -> list[str]:
    """The lines of the answer, each with its line end."""
    answer = _ANSWERS[topic](turn, turn.parts.facts(), language)
    return [f"{line}\n" for piece in answer for line in piece.split("\n")]


def _abilities(turn: OpenTurn, facts: ProgramFacts, language: Language) -> list[str]:
    help_line = words.HELP[language].format(version=facts.version)
    files = words.counted(facts.summary.files, "file", language)
    passages = words.counted(facts.summary.passages, "passage", language)
    return [words.ABILITIES[language].format(files=files, passages=passages, help=help_line)]


def _count(turn: OpenTurn, facts: ProgramFacts, language: Language) -> list[str]:
    files = turn.parts.library.files_within(turn.scope)
    read = [file for file in files if file.state == "indexed"]
    unread = sum(file.is_unreadable for file in files)
    pending = sum(file.state == "pending" for file in files)
    passages = facts.summary.passages if turn.scope.is_empty else sum(file.chunks for file in read)
    waiting = words.WAITING[language].format(pending=words.counted(pending, "file", language)) if pending else ""
    return [
        words.COUNT[language].format(
            where=_where(turn, language),
            files=words.counted(len(read), "file", language),
            passages=words.counted(passages, "passage", language),
            unread=words.counted(unread, "file", language),
            waiting=waiting,
        )
    ]


def _read(turn: OpenTurn, facts: ProgramFacts, language: Language) -> list[str]:
    files = [file for file in turn.parts.library.files_within(turn.scope) if file.state == "indexed"]
    kinds = Counter(PurePath(file.path).suffix.lower() or words.NO_ENDING[language] for file in files)
    rows = [(one_line(kind, 40), str(number)) for kind, number in kinds.most_common()]
    columns = (words.KINDS[language], words.FILES[language])
    return [
        *_count(turn, facts, language),
        *_table(columns, rows, language),
        *(_folders(turn, facts, language) if files else []),
        words.READ_MORE[language],
    ]


def _list(turn: OpenTurn, facts: ProgramFacts, language: Language) -> list[str]:
    files = [file for file in turn.parts.library.files_within(turn.scope) if file.state == "indexed"]
    rows = [(_name(file), _folder(file)) for file in files]
    columns = (words.FILE[language], words.FOLDER[language])
    return [*_count(turn, facts, language), *_table(columns, rows, language), words.READ_MORE[language]]


def _unread(turn: OpenTurn, facts: ProgramFacts, language: Language) -> list[str]:
    files = turn.parts.library.files_within(turn.scope)
    unread = [file for file in files if file.is_unreadable]
    partly = [file for file in files if file.state == "indexed" and file.pages_without_text]
    where, known = _where(turn, language), words.counted(len(files), "file", language)
    if not unread:
        told = [words.ALL_READ[language].format(where=where, all=known)]
    else:
        count = words.counted(len(unread), "file", language)
        rows = [(_name(file), _why(file, language)) for file in unread]
        told = [
            words.UNREAD[language].format(where=where, unread=count, all=known),
            *_table((words.FILE[language], words.WHY[language]), rows, language),
        ]
    if partly:
        named = ", ".join(map(_name, partly[:_MOST_NAMES])) + (", …" if len(partly) > _MOST_NAMES else "")
        told.append(words.PARTLY[language].format(names=named))
    return told


def _kept(turn: OpenTurn, facts: ProgramFacts, language: Language) -> list[str]:
    return [
        words.KEPT[language].format(
            library=one_line(facts.library_folder, _PATH_CHARS),
            models=one_line(facts.models_folder, _PATH_CHARS),
            policies=one_line(facts.policies_folder, _PATH_CHARS),
            settings=one_line(facts.settings_file, _PATH_CHARS),
        )
    ]


def _leaves(turn: OpenTurn, facts: ProgramFacts, language: Language) -> list[str]:
    if facts.summary.leaves_to:
        return [words.LEAVES[language].format(where=one_line(facts.summary.leaves_to, _PATH_CHARS))]
    seal = words.SEALED if facts.summary.sealed else words.NOT_SEALED
    return [words.STAYS[language].format(seal=seal[language])]


def _model(turn: OpenTurn, facts: ProgramFacts, language: Language) -> list[str]:
    summary = facts.summary
    generator, embedder = one_line(summary.generator, 80), one_line(summary.embedder.split("@")[0], 80)
    if summary.generator == _QUOTING:
        return [words.QUOTING[language].format(embedder=embedder)]
    if summary.leaves_to:
        where = one_line(summary.leaves_to, _PATH_CHARS)
        return [words.MODEL_ELSEWHERE[language].format(generator=generator, embedder=embedder, where=where)]
    return [words.MODEL[language].format(generator=generator, embedder=embedder)]


def _policy(turn: OpenTurn, facts: ProgramFacts, language: Language) -> list[str]:
    policy = facts.summary.policy
    told = words.POLICY[language].format(
        policy=one_line(policy.id, 60),
        description=one_line(policy.description, 200).rstrip("."),
        rules=words.counted(policy.rules, "rule", language),
    )
    missing = ", ".join(one_line(name, 60) for name in policy.degraded)
    return [told, words.DEGRADED[language].format(names=missing)] if missing else [told]


def _forget(turn: OpenTurn, facts: ProgramFacts, language: Language) -> list[str]:
    return [words.FORGET[language]]


def _add(turn: OpenTurn, facts: ProgramFacts, language: Language) -> list[str]:
    return [words.ADD[language]]


def _languages(turn: OpenTurn, facts: ProgramFacts, language: Language) -> list[str]:
    return [words.LANGUAGES[language]]


def _folders(turn: OpenTurn, facts: ProgramFacts, language: Language) -> list[str]:
    roots = Counter(file.root for file in turn.parts.library.files_within(turn.scope))
    if not roots:
        return [words.NO_FOLDERS[language], words.ADD[language]]
    rows = sorted((safe_name(root), str(number)) for root, number in roots.items())
    listed = [f"- {root} ({words.counted(int(number), 'file', language)})" for root, number in rows[:_MOST_ROWS]]
    return [words.FOLDERS[language], *listed, *_left_out(rows, language)]


_ANSWERS: dict[Topic, Callable[[OpenTurn, ProgramFacts, Language], list[str]]] = {
    "abilities": _abilities,
    "count": _count,
    "read": _read,
    "list": _list,
    "unread": _unread,
    "kept": _kept,
    "leaves": _leaves,
    "model": _model,
    "policy": _policy,
    "forget": _forget,
    "folders": _folders,
    "languages": _languages,
    "add": _add,
}


def _folder(file: FileRecord) -> str:
    """The folders below the one that the person added; that one's name for a file that lies in it."""
    below = PurePath(relative_path(file)).parent.as_posix()
    return safe_name(below if below != "." else PurePath(file.path).parent.name)


def _where(turn: OpenTurn, language: Language) -> str:
    return (words.IN_LIBRARY if turn.scope.is_empty else words.IN_SCOPE)[language]


def _name(file: FileRecord) -> str:
    return safe_name(PurePath(file.path).name, 80)


def _why(file: FileRecord, language: Language) -> str:
    """The reason in words; one that this version does not know is shown as the library keeps it."""
    known = words.REASONS.get(file.reason)
    return known[language] if known else one_line(file.message or file.reason, 120)


def _table(columns: tuple[str, str], rows: Sequence[tuple[str, str]], language: Language) -> list[str]:
    return [*ResultTable(columns, tuple(rows[:_MOST_ROWS])).lines(), *_left_out(rows, language)] if rows else []


def _left_out(rows: Sequence[object], language: Language) -> list[str]:
    left = len(rows) - _MOST_ROWS
    return [words.AND_MORE[language].format(count=left)] if left > 0 else []
