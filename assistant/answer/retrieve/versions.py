"""Which of the files that were found are replaced by another one that was found too.

Two things tell: the name (a copy of a sync conflict, "(1)", "old", "draft", "v1" beside "v2"), and the text ("These hours
replace those of 2021", "superseded"). A later year alone tells nothing: each year has its own bill.
Invariant: only files of one family replace each other, and a question that asks for an older version replaces nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import PurePosixPath

from assistant.answer.reader.forms.newest import years_in
from assistant.domain.ports.store import Library
from assistant.domain.records.passages import Passage
from assistant.text.folding import fold_accents
from assistant.text.words import stems
from assistant.text.written.dates import find_dates

# Words of a name that say "not the one to use". Folded names, their marks made spaces.
_COPY = re.compile(
    r"\([^)]*\b(?:conflict\w*|konflikt\w*|conflit)\b.*"
    r"|\b(?:sync )?(?:conflicted copy|conflict(?:ed|o)?|konflikt\w*|conflit)\b.*"
    r"|\((?:\d{1,2})\)"
    r"|\b(?:copy|copies|kopie|copia|copie)(?: \(?\d{1,2}\)?)?(?: (?:of|von|de))?\b"
    r"|\b(?:old|older|outdated|obsolete|superseded|deprecated|previous|backup|bak|draft|drafts|tmp|alt|alte|alter|altes|veraltet|"
    r"uberholt|entwurf|vorlaufig|sicherung|ungultig|viejo|vieja|antiguo|antigua|obsoleto|obsoleta|anterior|borrador|ancien|"
    r"ancienne|perime|perimee|obsolete|brouillon|sauvegarde|archived?|archiv|archivo viejo)\b"
)
_FINAL = re.compile(
    r"\b(?:final|finale|endgultig|endfassung|definitivo|definitiva|definitif|definitive|signed|unterschrieben|firmado|signe)\b"
)
_VERSION = re.compile(r"\b(?:v|ver|vers|version|rev|revision|fassung|stand) ?(\d+(?: \d+)*)\b")
_YEARS_AND_DAYS = re.compile(r"\b(?:19|20)\d\d(?: \d\d){0,2}\b|\b\d\d \d\d (?:19|20)\d\d\b")
_FOLDERS = re.compile(
    r"(?:old|archived?|archiv|alt|backup|superseded|drafts?|entwurfe|obsolete|viejo|antiguo|borradores|ancien|brouillons)"
)
# What a newer text says of an older one, and an older one of itself. Folded text.
_REPLACES = re.compile(
    r"\b(?:replac(?:es|ed|ing)|supersed(?:es|ing)|instead of (?:the |those )|takes the place of|take the place of|"
    r"ersetz(?:t|en)|losen? (?:die|den|das) .{0,40}\bab\b|tritt an die stelle|treten an die stelle|"
    r"sustituyen?|reemplazan?|anulan?|derogan?|remplace(?:nt)?|annule(?:nt)?(?: et remplace(?:nt)?)?|replace)\b(?P<what>.{0,120})"
)
_IS_REPLACED = re.compile(
    r"\b(?:superseded|replaced by|no longer (?:valid|in force|applies|apply)|out of date|obsolete|not current|"
    r"nicht mehr gultig|ungultig|uberholt|ersetzt durch|gilt nicht mehr|gelten nicht mehr|ausser kraft|"
    r"ya no (?:es valid[oa]|esta en vigor|vale|rige)|sustituid[oa] por|obsolet[oa]|"
    r"n'est plus (?:valable|en vigueur)|ne sont plus (?:valables|en vigueur)|remplacee? par|perimee?)\b"
)
_OLDER = re.compile(
    r"\b(?:previous|earlier|older|former|all prior|bisherig\w*|fruher\w*|alte[nrs]?|vorherig\w*|anterior(?:es)?|precedent\w*|ancien\w*)\b"
)
_ASKS_FOR_OLD = re.compile(
    r"\b(?:old|older|former|formerly|previous|previously|earlier|original|originally|first version|draft|superseded|used to|changed?|"
    r"differences?|before|conflict\w*|cop(?:y|ies)|versions?|alte[nrs]?|fruher\w*|vorherig\w*|bisherig\w*|damals|entwurf|fassung\w*|ursprunglich\w*|kopie|"
    r"antigu[oa]s?|anterior(?:es|mente)?|antes|viej[oa]s?|borrador|version(?:es)?|ancien\w*|precedent\w*|avant|brouillon|copie|copia)\b"
)
_CORRECTS = re.compile(
    r"\b(?:corrections?|corrected|corrigend\w+|korrektur|korrigiert\w*|berichtigung|berichtigt\w*|rectificati(?:f|ve|on)|"
    r"corrige[es]?|correccion|corregid[oa]|rectificacion)\b"
)
_MOST_READ = 12  # files of tables whose beginnings are looked at
_LEAD_WORDS, _CORRECTS_CHARS = 12, 250
_HEAD_CHUNKS = 3
_HEAD_CHARS = 1_500  # a text says at its beginning that it replaces another one, or that it is replaced
_ALIKE = 0.5  # share of common words in two titles from which they name the same thing


@dataclass(frozen=True, slots=True)
class _File:
    """A file's name without what tells its version, and what tells it."""

    path: str
    name: frozenset[str]  # stems
    title: frozenset[str]  # stems
    lead: frozenset[str]  # stems of the first line
    is_copy: bool
    is_final: bool
    version: tuple[int, ...]
    years: frozenset[str]
    head: str  # the beginning of its text, folded

    def same_name(self, other: _File) -> bool:
        return bool(self.name) and self.name == other.name

    def is_like(self, other: _File) -> bool:
        """Whether name or title of both name the same thing."""
        return self.same_name(other) or any(
            mine and theirs and len(mine & theirs) >= _ALIKE * len(mine | theirs)
            for mine, theirs in ((self.name, other.name), (self.title, other.title), (self.lead, other.lead))
        )


def with_replaced(question: str, passages: Sequence[Passage], library: Library) -> list[Passage]:
    """The passages; those of replaced files name the file that replaces theirs."""
    paths = list(dict.fromkeys(passage.path for passage in passages))
    if len(paths) < 2 or _ASKS_FOR_OLD.search(fold_accents(question)):
        return list(passages)
    titles = {passage.path: passage.chunk.title for passage in reversed(passages)}
    replaced = _replaced(question, [_read(path, titles[path], library) for path in paths])
    return [replace(passage, replaced_by=replaced.get(passage.path, "")) for passage in passages]


def replaced_files(question: str, paths: Sequence[str], library: Library) -> frozenset[str]:
    """Those of the files that another one of them replaces; only files of the same name are read for it."""
    if len(paths) < 2 or _ASKS_FOR_OLD.search(fold_accents(question)):
        return frozenset()
    names = Counter(_bare_name(path) for path in paths)
    alike = [path for path in paths if names[_bare_name(path)] > 1][:_MOST_READ]
    return frozenset(_replaced(question, [_read(path, "", library) for path in alike]))


def _replaced(question: str, files: Sequence[_File]) -> dict[str, str]:
    """Each replaced file with the one that replaces it."""
    asked = years_in(question)
    replaced = {
        old.path: new.path for old, new in permutations(files, 2) if not asked & old.years and _replaces(new, old)
    }
    return {old: new for old, new in replaced.items() if replaced.get(new) != old}


def is_copy(path: str) -> bool:
    """Whether the name of a file, or of its folder, says that it is not the one to use."""
    return _COPY.search(_plain(PurePosixPath(path).stem)) is not None or _in_old_folder(path)


def _replaces(new: _File, old: _File) -> bool:
    if old.same_name(new):
        if old.is_copy != new.is_copy:
            return old.is_copy
        if old.version and new.version and old.version != new.version:
            return old.version < new.version
        if old.is_final != new.is_final and old.version == new.version and old.years == new.years:
            return new.is_final
    if not old.is_like(new):
        return False
    if _CORRECTS.search(new.head[:_CORRECTS_CHARS]) and not _CORRECTS.search(old.head[:_CORRECTS_CHARS]):
        return True
    if (_IS_REPLACED.search(old.head) is None) == (_IS_REPLACED.search(new.head) is None):
        return any(_names(said["what"], old, new) for said in _REPLACES.finditer(new.head))
    return _IS_REPLACED.search(old.head) is not None


def _names(what: str, old: _File, new: _File) -> bool:
    """Whether what a text says that it replaces is the older file: its year, its version, its name, or just the older."""
    years = years_in(what)
    if years & (old.years | _stated_years(old)) - new.years:
        return True
    numbers = re.findall(r"\b(?:version|v|fassung|revision|rev)\.? ?(\d+(?:\.\d+)*)", what)
    if any(_numbers(number) == (old.version or _stated_version(old)) for number in numbers):
        return True
    if old.name and not old.same_name(new) and old.name <= set(stems(what)):
        return True
    if years or numbers or _OLDER.search(what) is None:
        return False
    return not (old.years and new.years) or max(old.years) <= max(new.years)


def _stated_years(file: _File) -> frozenset[str]:
    """The years of the days at the beginning of the text: when it was written."""
    return frozenset(f"{found.first.year}" for found in find_dates(file.head[:300])) | years_in(file.head[:120])


def _stated_version(file: _File) -> tuple[int, ...]:
    match = re.search(r"\b(?:version|fassung|revision) (\d+(?:\.\d+)*)", file.head[:300])
    return _numbers(match[1]) if match is not None else ()


def _bare_name(path: str) -> frozenset[str]:
    """The stems of a file's name without what tells its version."""
    bare = _plain(PurePosixPath(path).stem)
    for pattern in (_COPY, _VERSION, _YEARS_AND_DAYS, _FINAL):
        bare = pattern.sub(" ", bare)
    return frozenset(stems(bare))


def _read(path: str, title: str, library: Library) -> _File:
    stem = _plain(PurePosixPath(path).stem)
    version = _VERSION.search(stem)
    title = _bare(title)
    head = "\n".join(chunk.text for chunk in library.document(path, first=_HEAD_CHUNKS))
    lead = head.strip().partition("\n")[0]
    return _File(
        path,
        _bare_name(path),
        frozenset(stems(title)),
        frozenset(stems(_bare(lead))) if len(lead.split()) <= _LEAD_WORDS else frozenset(),
        _COPY.search(stem) is not None or _in_old_folder(path),
        _FINAL.search(stem) is not None,
        _numbers(version[1]) if version is not None else (),
        years_in(stem),
        " ".join(fold_accents(head[:_HEAD_CHARS]).split()),
    )


def _plain(name: str) -> str:
    """A name as folded words; only brackets stay."""
    return " ".join(re.sub(r"[^\w()]+|_", " ", fold_accents(name)).split())


def _bare(title: str) -> str:
    """A title without what tells its version."""
    return _YEARS_AND_DAYS.sub(" ", _VERSION.sub(" ", _COPY.sub(" ", _plain(title))))


def _in_old_folder(path: str) -> bool:
    return _FOLDERS.fullmatch(_plain(PurePosixPath(path).parent.name)) is not None


def _numbers(written: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d{1,9}", written))
