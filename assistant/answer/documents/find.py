"""Finds documents by what a person calls them: words of their names, titles and folders, their kind, a year.

Invariant: what is found lies in the turn's scope, has readable text, and stands once with all its paths. Only names,
titles and first pages are read.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from assistant.answer.documents.kinds import DocumentKind, is_of_kind, kinds_in
from assistant.answer.documents.lexicon import names_of
from assistant.answer.turn import OpenTurn
from assistant.domain.records.files import FileRecord
from assistant.text.asked_language import Language, language_of
from assistant.text.folding import fold_path
from assistant.text.languages import ENGLISH, GERMAN, SPANISH, word_set
from assistant.text.stems import stem
from assistant.text.words import words

# A document is meant if its name, title and kind hold this share of the weight of the words. Half: "the home insurance
# terms" means "contents_insurance_terms", which does not say "home".
LEAST_SHARE = 0.5
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_NONE: frozenset[str] = frozenset()
_SAME_START = 5  # letters that two forms of a word, or a word and its compound, have in common
# Words that only say that a document is meant.
_FILLERS = word_set(
    """file files document documents paper papers copy copies folder text texts page pages scan scans pdf one ones
    datei dateien dokument dokumente dokumenten unterlage unterlagen ordner papiere
    archivo archivos documento documentos fichero ficheros carpeta papeles fichier fichiers dossier papiers
    le la les du des un une ce cette ces mon ma mes notre nos votre vos leur leurs et ou dans sur pour par avec sans"""
)
_LITTLE = ENGLISH | GERMAN | SPANISH | _FILLERS


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document in scope. `share` (0..1): how much of the words its name, title and kind hold."""

    record: FileRecord  # of the path that the words fit best
    also_at: tuple[str, ...]  # other paths in scope with the same content
    share: float

    @property
    def path(self) -> str:
        return self.record.path


def find_documents(turn: OpenTurn, text: str, least: float = LEAST_SHARE) -> list[FoundDocument]:
    """The documents in scope that `text` names ("the lease", "Nora's payslips of 2024"), best first, then by path.

    Words weigh by how few names hold them. A kind or a year that `text` names must be met by every document. With no
    word, kind or year in `text`, all documents in scope.
    """
    readable = [record for record in turn.parts.library.files_within(turn.scope) if record.state == "indexed"]
    kinds, years, terms = read_name(text)
    others = _other_names(text, language_of(turn.question))
    of_kind = [record for record in readable if _meets(turn, record, kinds, years)]
    shares = _shares(terms, of_kind, others)
    meant = [(share, record) for share, record in zip(shares, of_kind, strict=True) if share >= least]
    meant.sort(key=lambda item: (-item[0], item[1].path))
    return _once(meant)


def named_files(turn: OpenTurn, text: str) -> list[FileRecord]:
    """The readable files in scope whose whole name `text` holds ("a.md", "notes/a.md"); the longest names alone."""
    folded = fold_path(text)
    found = [
        (len(name), record)
        for record in turn.parts.library.files_within(turn.scope)
        if record.state == "indexed"
        for name in {fold_path(PurePath(record.path).name), fold_path(relative_path(record))}
        if "." in name and re.search(rf"(?<![\w/\\-]){re.escape(name)}(?![\w-])", folded)
    ]
    most = max((length for length, _ in found), default=0)
    return [record for length, record in found if length == most]


def read_name(text: str) -> tuple[list[DocumentKind], frozenset[str], list[str]]:
    """The kinds and years that `text` names, and its other words as stems."""
    written = words(text)
    found = kinds_in(text)
    taken = {place for _, start, end in found for place in range(start, end)}
    rest = [word for place, word in enumerate(written) if place not in taken and word not in _LITTLE and len(word) > 1]
    years = frozenset(word for word in rest if _YEAR.match(word))
    kinds = list(dict.fromkeys(kind for kind, _, _ in found))
    return kinds, years, list(dict.fromkeys(stem(word) for word in rest if word not in years))


def relative_path(record: FileRecord) -> str:
    """The path below the folder that the person added; its name alone where it is not below it."""
    try:
        return PurePath(record.path).relative_to(record.root).as_posix()
    except ValueError:
        return PurePath(record.path).name


def opening(turn: OpenTurn, record: FileRecord) -> str:
    """The text of the first page, "" if there is none any more."""
    try:
        return turn.parts.library.page_text(record.path, 1)
    except KeyError:
        return ""


def name_stems(record: FileRecord) -> frozenset[str]:
    """The words of folders, name and title, as stems."""
    where = PurePath(relative_path(record))
    return frozenset(stem(word) for part in (*where.parent.parts, where.stem, record.title) for word in words(part))


def _meets(turn: OpenTurn, record: FileRecord, kinds: Sequence[DocumentKind], years: frozenset[str]) -> bool:
    if not kinds and not years:
        return True
    text = opening(turn, record)
    path = relative_path(record)
    if any(not is_of_kind(kind, path, record.title, text) for kind in kinds):
        return False
    return not years or bool(years & years_of(record, text))


def years_of(record: FileRecord, text: str) -> frozenset[str]:
    """The years that a document is of: of its name, else its title, else its first lines, else all of `text`."""
    where = relative_path(record)
    for source in (where, record.title, text[:600], text):
        found = frozenset(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", source))
        if found:
            return found
    return frozenset()


def _other_names(text: str, language: Language) -> dict[str, frozenset[str]]:
    """The stems of a word's names in other languages, by its stem."""
    named = {stem(word): names_of(word, language) for word in words(text)}
    return {term: frozenset(stem(name) for held in names.values() for name in held) for term, names in named.items()}


def _shares(terms: Sequence[str], records: Sequence[FileRecord], others: Mapping[str, frozenset[str]]) -> list[float]:
    """For each record the share of the weight of `terms` that its name and title hold, in any language."""
    if not terms:
        return [1.0] * len(records)
    held = [
        [term for term in terms if _holds(term, names) or not others.get(term, _NONE).isdisjoint(names)]
        for names in map(name_stems, records)
    ]
    counts = {term: sum(term in terms_held for terms_held in held) for term in terms}
    # A word that no name holds says least of which document is meant: it may name what is asked about it.
    weights = {term: math.log(1 + len(records) / count) if count else 0.5 for term, count in counts.items()}
    total = sum(weights.values())
    return [sum(weights[term] for term in terms_held) / total for terms_held in held]


def _holds(term: str, names: Iterable[str]) -> bool:
    return any(
        name == term
        or (len(term) >= _SAME_START and len(name) >= _SAME_START and (term in name or name.startswith(term[:-1])))
        or (len(name) >= _SAME_START and name in term)
        for name in names
    )


def _once(meant: Sequence[tuple[float, FileRecord]]) -> list[FoundDocument]:
    """Each content once, at the path that fits best."""
    paths: dict[str, list[tuple[float, FileRecord]]] = {}
    for share, record in meant:
        paths.setdefault(record.sha256 or record.path, []).append((share, record))
    return [
        FoundDocument(copies[0][1], tuple(record.path for _, record in copies[1:]), copies[0][0])
        for copies in paths.values()
    ]
