"""Reads a question for files: what they shall hold, and of which kind, year and folder they shall be.

Invariant: a pure function of the question; each of its words is part of its frame, of a condition, or of what is looked
for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer.documents import frame_words as frame
from assistant.answer.documents.kinds import DocumentKind, kind_at, kind_of_compound
from assistant.answer.documents.one_named import names_one
from assistant.text.asked_language import Language, language_of
from assistant.text.folding import fold_accents
from assistant.text.languages import word_set
from assistant.text.words import words

_TOKEN = re.compile(r"[^\W_]+(?:[-.@/&][^\W_]+)*|[,;:?!/]")
_QUOTED = re.compile('["\u201c\u201e\u00ab](.{2,80}?)["\u201d\u201c\u00bb]')
_POSSESSIVE = re.compile(r"['\u2019]s\b")
_WORD = re.compile(r"[^\W_]+")
_PLURAL_ENDS: dict[Language, tuple[str, ...]] = {"en": ("s",), "de": ("s", "en", "e"), "es": ("s",), "fr": ("s", "x")}
_YEAR = re.compile(r"(?:19|20)\d\d")
_EVERYTHING = tuple(re.compile(pattern) for pattern in frame.EVERYTHING)
_SOMEWHERE = tuple(re.compile(pattern) for pattern in frame.SOMEWHERE)
_WISHING = tuple(re.compile(pattern) for pattern in frame.WISHING)
_OTHER_WISH = re.compile("|".join(frame.OTHER_WISH))
_MAX_MODIFIERS = 3  # words before the word for files: "all of Nora's old letters"
_LEAST_WORD = 2  # letters
_LEAST_FAMILY = 4  # letters of a name without the "s" of its plural
_FAMILY = word_set("the los las les die den")
_SURE, _LIKELY, _GUESS = 0.9, 0.7, 0.36
_COUNTED = 0.71  # "how many letters did I write to the landlord?" is one for files if it says more than the kind
# What makes files alone a question: "files that mention Theo".
_BARE = word_set("mention mentions mentioning about with containing contain erwahnen mit uber mencionan con sobre avec")
_SAID = word_set(
    """mentioned named appears appear occurs occur contains contain erwahnt vorkommt vorkommen genannt aparece aparecen
    mencionado mencionada mentionne mentionnee mentionnes mentionnees apparait figure"""
)
_HAVING = re.compile(frame.HAVING)
_ABOUT = word_set("about on regarding uber zum zur sobre sur")
_NAMING = word_set("mention mentions name names erwahnen mencionan mentionnent talk talks")
_THE = word_set("the my our a der die das den mein meine")
_COUNTING = re.compile(frame.COUNTING)


@dataclass(frozen=True, slots=True)
class Thing:
    """Words that stand for one thing, folded, in order. `is_name`: a person, a place, a code or a quoted text, which
    only its own words mention. `apart`: they may stand apart ("Theo's allergy"). `names`: those of the words that are
    names. `written`: as the question has it."""

    words: tuple[str, ...]
    is_name: bool = False
    apart: bool = False
    names: tuple[str, ...] = ()
    written: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What the files shall hold. All `things` unless `any_thing`; none of `without`; one of each of `kinds`."""

    fit: float  # how sure it is that the question asks for files, as `Task.fits` counts
    language: Language
    things: tuple[Thing, ...] = ()
    any_thing: bool = False
    without: tuple[Thing, ...] = ()
    kinds: tuple[tuple[DocumentKind, ...], ...] = ()
    years: frozenset[str] = frozenset()
    folder: tuple[str, ...] = ()
    is_topic: bool = False  # everything on a subject: folders count as mentions, and so does what is near in meaning

    @property
    def is_empty(self) -> bool:
        """Whether it sets no condition at all."""
        return not (self.things or self.without or self.kinds or self.years or self.folder)


@dataclass(frozen=True, slots=True)
class _Token:
    written: str
    folded: str
    name: bool  # begins with a capital inside a sentence, or holds a digit
    possessive: bool = False
    quoted: bool = False
    many: bool = False  # a name in the plural: "the Marlows"


def read_request(question: str) -> Request:
    """The request; its `fit` is 0 where the question does not ask for files."""
    language = asked_in(question)
    question = _without_wishing(question)
    folded = fold_accents(question).strip(" \t\n\u00bf\u00a1\"'")
    tokens = _tokens(question, language)
    head = _find_head(tokens)
    is_topic = any(pattern.search(folded) for pattern in _EVERYTHING)
    fit = _fit(folded, tokens, head, is_topic, language)
    start, end, kinds, extra = head if head is not None else (0, 0, (), ())
    before = [token for token in tokens[:start] if token.folded not in frame.OPENERS]
    rest = [*before, _BREAK, *extra, _BREAK, *tokens[end:]]
    folder, rest = _take_folder(rest, language)
    years, rest = _take_years(rest)
    wanted, unwanted = _split_at_except(rest)
    either = any(token.folded in frame.EITHER for token in wanted)
    things = _things(wanted, language)
    if fit == _COUNTED and not things:
        fit = 0.0  # how many files there are is a question about the program
    return Request(
        fit=fit,
        language=language,
        things=things,
        any_thing=either and len(things) > 1,
        without=_things(unwanted, language),
        kinds=kinds,
        years=years,
        folder=folder,
        is_topic=is_topic or _asks_about(tokens[end:]),
    )


def _without_wishing(question: str) -> str:
    """The question without what a person says before the wish itself ("Could you look up which ...")."""
    while True:
        bare = question.lstrip(" \t\n\u00bf\u00a1\"',")
        folded = fold_accents(bare)
        found = next((match for pattern in _WISHING if (match := pattern.match(folded)) is not None), None)
        if found is None or not found.end() or len(folded) != len(bare) or found.end() >= len(bare):
            return question
        question = bare[found.end() :]


def read_follow_up(question: str, before: str) -> Request:
    """The request of `question` ("and Santa Brisa?"), which asks the same of another thing as the question `before`."""
    earlier, asked = read_request(before), read_request(question)
    if not (asked.things or asked.without or asked.kinds or asked.years or asked.folder):
        return replace(earlier, things=(), without=(), kinds=(), years=frozenset(), folder=())  # it names nothing
    return replace(
        earlier,
        things=asked.things or earlier.things,
        any_thing=asked.any_thing,
        without=asked.without or earlier.without,
        kinds=asked.kinds or earlier.kinds,
        years=asked.years or earlier.years,
        folder=asked.folder or earlier.folder,
    )


def asked_in(question: str) -> Language:
    """The language of the question, by the words that questions for files are made of: what is looked for may be a name
    of another language, and "documents" is English and French. Where they say nothing, by all its words."""
    written = words(question)
    counts = {
        language: sum(word in frame.LITTLE[language] or word in frame.OPENING[language] or word in mentioning
                      for word in written)
        for language, mentioning in frame.MENTIONING.items()
    }  # fmt: skip
    best = max(counts.values())
    leading = [language for language, count in counts.items() if count == best]
    guessed = language_of(" ".join(word for word in question.split() if fold_accents(word) not in frame.FILES))
    return guessed if guessed in leading else leading[0]


_BREAK = _Token(",", ",", False)


def _tokens(question: str, language: Language) -> list[_Token]:
    """The words and marks, with what is quoted as one token."""
    found: list[_Token] = []
    at = 0
    for quoted in _QUOTED.finditer(question):
        found += _plain_tokens(question[at : quoted.start()], language, first=not found)
        found.append(_Token(quoted[1], fold_accents(quoted[1]).strip(), True, quoted=True))
        at = quoted.end()
    return found + _plain_tokens(question[at:], language, first=not found)


def _plain_tokens(text: str, language: Language, *, first: bool) -> list[_Token]:
    found: list[_Token] = []
    for match in _TOKEN.finditer(text):
        word = match[0]
        is_first = first and not found
        capital = word[0].isupper() and not is_first and (language != "de")
        name = capital or any(letter.isdigit() for letter in word)
        end = match.end()
        possessive = _POSSESSIVE.match(text, end) is not None
        if word in ("s", "S") and text[max(0, match.start() - 1)] in "'\u2019":
            continue
        family = capital and bool(found) and found[-1].folded in _FAMILY and word.endswith("s") and not possessive
        many = family and len(word) > _LEAST_FAMILY and not word.endswith("ss")
        found.append(_Token(word, fold_accents(word), name, possessive, many=many))
    return found


_Head = tuple[int, int, tuple[tuple[DocumentKind, ...], ...], tuple[_Token, ...]]


def _find_head(tokens: Sequence[_Token]) -> _Head | None:
    """Where the question names what it wants listed ("files", "letters and invoices"): the tokens' half-open range, the
    kinds (one of each group must be met), and what a compound says besides ("Strom" of "Stromrechnungen")."""
    written = [token.folded for token in tokens]
    for start in range(len(written)):
        length, kind, extra = _head_at(written, start)
        if not length:
            continue
        kinds: list[list[DocumentKind]] = [[kind]] if kind is not None else []
        end = start + length
        parts = [extra] if extra else []
        while end < len(written):
            joined = written[end] in frame.JOINING | frame.EITHER | {","}
            more, other, extra = _head_at(written, end + joined)
            if not more:
                break
            if other is not None:
                if joined and kinds:
                    kinds[-1].append(other)
                else:
                    kinds.append([other])
            if extra:
                parts.append(extra)
            end += joined + more
        return start, end, tuple(map(tuple, kinds)), tuple(_Token(part, part, False) for part in parts)
    return None


def _head_at(written: Sequence[str], at: int) -> tuple[int, DocumentKind | None, str]:
    if at >= len(written):
        return 0, None, ""
    length, kind = kind_at(written, at)
    if kind is not None:
        return length, kind, ""
    if written[at] in frame.FILES:
        return 1, None, ""
    kind, extra = kind_of_compound(written[at])
    return (1, kind, extra) if kind is not None else (0, None, "")


def _fit(folded: str, tokens: Sequence[_Token], head: _Head | None, is_topic: bool, language: Language) -> float:
    if is_topic:
        return _SURE if not _OTHER_WISH.search(folded) else _GUESS
    if any(pattern.search(folded) for pattern in _SOMEWHERE):
        return _LIKELY
    if head is None:
        return 0.0
    lead = [token.folded for token in tokens[: head[0]]]
    content = [word for word in lead if word not in frame.LITTLE[language] and word not in frame.OPENERS]
    if _COUNTING.search(" ".join(lead)):
        return _COUNTED
    behind = [token.folded for token in tokens[head[1] :]]
    is_bare = not content and frame.OPENERS.isdisjoint(lead)
    if is_bare and not (_SAID.union(_BARE).isdisjoint(behind[:2]) and _SAID.isdisjoint(behind)):
        return _LIKELY
    asks_what = not _ABOUT.union(_SAID, _BARE).isdisjoint(behind[:3])
    if not head[2] and asks_what and _HAVING.fullmatch(" ".join(lead)):
        return _LIKELY
    if len(lead) > 1 and lead[0] in ("what", "was") and lead[1] in _THE:
        return 0.0  # "(tell me) what the lease says about pets"
    plural = _is_plural(tokens[head[1] - 1].folded, language)
    if head[2] and not plural and names_one(lead, [token.written for token in tokens[head[1] - 1 :]], language):
        return 0.0
    opened = any(word in frame.OPENERS for word in lead)
    if not opened or len(content) > _MAX_MODIFIERS or any(word in frame.STOPPERS for word in lead):
        return 0.0
    if _OTHER_WISH.search(folded):
        return _GUESS
    return _SURE if plural or lead[0] in ("list", "liste", "lista") else _LIKELY


def _is_plural(word: str, language: Language) -> bool:
    return word.endswith(_PLURAL_ENDS[language]) or word in frame.FILES


def _asks_about(tokens: Sequence[_Token]) -> bool:
    """Whether the files shall be about a thing, not only name it."""
    words = [token.folded for token in tokens[:4]]
    return any(
        word in ("about", "on", "regarding", "uber", "zum", "zur", "sobre", "sur") for word in words
    ) and not any(word in ("mention", "mentions", "name", "erwahnen", "mencionan", "mentionnent") for word in words)


def _take_folder(tokens: Sequence[_Token], language: Language) -> tuple[tuple[str, ...], list[_Token]]:
    """The words of the folder that the question names, and the other tokens."""
    for place, token in enumerate(tokens):
        if token.folded in frame.FOLDER_WORDS:
            after = [other for other in tokens[place + 1 : place + 4] if other.folded not in frame.LITTLE[language]]
            before = [
                other for other in tokens[max(0, place - 2) : place]
                if other.folded not in frame.LITTLE[language] | frame.OPENERS and other is not _BREAK
            ]  # fmt: skip
            named = [token for token in (after[:1] or before[-1:]) if token is not _BREAK]
            left = [other for other in tokens if other is not token and other not in named]
            return tuple(other.folded for other in named), left
    return (), list(tokens)


def _take_years(tokens: Sequence[_Token]) -> tuple[frozenset[str], list[_Token]]:
    years = frozenset(token.folded for token in tokens if _YEAR.fullmatch(token.folded) and not token.quoted)
    return years, [_BREAK if token.folded in years else token for token in tokens]


def _split_at_except(tokens: Sequence[_Token]) -> tuple[list[_Token], list[_Token]]:
    for place, token in enumerate(tokens):
        if token.folded in frame.EXCEPT and not token.quoted:
            return list(tokens[:place]), list(tokens[place + 1 :])
    return list(tokens), []


def _things(tokens: Sequence[_Token], language: Language) -> tuple[Thing, ...]:
    """The runs of content words: what a preposition, a mark or a word of the frame parts is another thing."""
    runs: list[list[_Token]] = [[]]
    for token in tokens:
        if token.quoted:
            runs += [[token], []]
        elif _is_content(token, language):
            if runs[-1] and runs[-1][-1].name and not token.name and not runs[-1][-1].possessive:
                runs.append([])
            runs[-1].append(token)
        elif runs[-1]:
            runs.append([])
    return tuple(dict.fromkeys(_thing(run) for run in runs if run))


def _is_content(token: _Token, language: Language) -> bool:
    if token.name and len(token.folded) > 1 and token.folded not in frame.HONORIFICS:
        return True
    parts = frame.LITTLE[language] | frame.MENTIONING[language] | frame.PREPOSITIONS | frame.JOINING | frame.EITHER
    parts |= frame.FILES | frame.OPENERS | frame.HONORIFICS | frame.EXCEPT
    if all(part in parts or len(part) < _LEAST_WORD for part in token.folded.split("-")):
        return False
    return token.folded[0].isalnum() and len(token.folded) >= _LEAST_WORD


def _thing(run: Sequence[_Token]) -> Thing:
    folded = tuple(word for token in run for word in _WORD.findall(token.folded))
    if run[-1].many:
        folded = (*folded[:-1], folded[-1].removesuffix("s"))
    is_name = all(token.name for token in run)
    apart = any(token.possessive for token in run[:-1])
    names = tuple(word for token in run if token.name for word in _WORD.findall(token.folded))
    written = " ".join(f"{token.written}'s" if token.possessive and apart else token.written for token in run)
    return Thing(folded, is_name and not apart, apart, names, written)
