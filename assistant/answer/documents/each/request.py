"""Reads a question to each of several files: which files, what is asked of each, and what to make of the values.

Invariant: a pure function of the question; the words that choose the files are not part of what each file is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.answer.documents import frame_words as frame
from assistant.answer.documents.each.labels import EARNED, TOTAL, concepts, is_listed
from assistant.answer.documents.each.sets import ALL, EVERY, FileSet, IsGroupWord, find_set
from assistant.answer.documents.kinds import DocumentKind
from assistant.answer.documents.request import asked_in
from assistant.answer.documents.values.value import ValueKind
from assistant.text.asked_language import Language
from assistant.text.folding import fold_accents
from assistant.text.languages import word_set
from assistant.text.written.asked_kinds import OF_MONEY, Kind, asked_kind

Aggregate = Literal["sum", "average", "greatest", "least", ""]
ByTime = Literal["newest", "oldest", ""]

_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*|[?:,;]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_AGGREGATES: tuple[tuple[Aggregate, re.Pattern[str]], ...] = (
    ("average", re.compile(r"\b(?:average|mean|durchschnitt\w*|im schnitt|mittelwert|promedio|media|moyenne?)\b")),
    (
        "greatest",
        re.compile(
            r"\b(?:highest|greatest|largest|biggest|maximum|most|latest|last|longest|hochste[nrs]?|grosste[nrs]?|"
            r"meiste[nr]?|spateste[nrs]?|langste[nrs]?|"
            r"mayor|maxim[oa]|mas alt[oa]|ultim[oa]|plus (?:eleve|haut|grand)e?|maximal\w*)\b"
        ),
    ),
    (
        "least",
        re.compile(
            r"\b(?:lowest|smallest|least|minimum|earliest|first|shortest|cheapest|niedrigste[nrs]?|kleinste[nrs]?|"
            r"wenigste[nr]?|fruheste[nrs]?|kurzeste[nrs]?|menor|minim[oa]|mas baj[oa]|"
            r"primer[oa]?|plus (?:bas|petit)(?:se|te)?)\b"
        ),
    ),
    (
        "sum",
        re.compile(
            r"\b(?:total|sum|together|altogether|in all|overall|combined|add(?:ed)? up|summe|zusammen|insgesamt|"
            r"gesamt\w*|in total|suma|sumad[oa]s|en total|juntos|somme|au total|en tout|ensemble)\b"
        ),
    ),
)
_ADDING = re.compile(
    r"\b(?:add|adds|added|adding|sum|sums) (?:\w+ ){0,7}up\b|"
    r"\b(?:together|altogether|zusammen\w*|juntos|juntas|ensemble)\b"
)
# "Deductions in all" is the name of a line, not a wish to add up.
_LINE_NAMES = re.compile(r"\b(?:deductions|deducted) in all\b|\babzuge insgesamt\b")
_TO_DATE = re.compile(r"\b(?:year )?to date\b")  # since January, and no date
_WHICH = re.compile(r"\W*(?:which|on which|in which|welche[rsnm]?|auf welcher|que|en que|quel(?:le)?s?|sur quelle)\b")
_LISTS = re.compile(
    r"\W*(?:list|show|find|give|which|zeig\w*|liste?|welche|lista\w*|muestra\w*|que|montre\w*|quels?|quelles?)\b"
)
_COMPUTES = re.compile(
    r"\b(?:total|sum|average|highest|lowest|latest|earliest|hochste\w*|niedrigste\w*|summe|durchschnitt\w*|mayor|menor|"
    r"plus (?:eleve|haut|bas)e?)\b"
)
_HOW_MUCH = re.compile(r"\bhow much\b|\bwie ?viel\b|\bcuanto\b|\bcombien\b")
_CODE = re.compile(
    r"\b(?:what|which|welche\w*|que|cual\w*|quel\w*)\b.{0,30}\b(?:number|nummer|numero|code|id|iban|reference)\b|\w+nummer\b"
)
_QUANTITY = re.compile(r"\bhow many\b|\bwie viele\b|\bcuant[oa]s\b|\bcombien d")
_AMOUNT_CONCEPTS = word_set(
    """net gross pay tax deduction pension health unemployment total amount premium excess rent deposit fee bonus"""
)
_NO_MONEY = word_set("leave time hours weight temperature")
_SMALL = word_set(
    """figures look looks add adds adding up
    zeigt shows indique muestra wieviel laut segun selon come comes came go goes went going
    through please bitte across over compare according show shows need needs shown
    much many high large big long often when how what which who is was were are did do does has have had been be
    amount value figure stand stands given say says written find tell me give show list please hoch viel viele
    lang wann wie ist war waren steht stehen wurde wurden hat haben betragt betrug es fue era cuanto cuanta
    cuantos cuantas cual cuando tiene hay quel quelle quels quelles est etait combien quand a ete y"""
)
# "each of these bake: birthday sponge, caraway rolls"
_LISTED = re.compile(
    r"\b(?:each of (?:these|them|the following)|jede[rsmn]? (?:davon|dieser|von diesen)|cada un[oa] de est[oa]s|"
    r"chacune? de (?:ces|ceux-ci|celles-ci))\b(?P<middle>[^:]{0,60}):(?P<list>[^:]{3,300})$"
)
_BETWEEN = re.compile(r",| and | und | y | et ")
_UNITS = concepts(word_set("day days week weeks month months tag tage tagen dias dia jours jour"))
_SURE, _LIKELY, _MAYBE = 0.93, 0.8, 0.55
_MONEY_KINDS = ("invoice", "receipt", "quote", "credit note")


@dataclass(frozen=True, slots=True)
class EachRequest:
    """`labels`: the concepts of what is asked of each file. `kinds`: one of each group must be met. `names`: words of
    the question that choose among the files where some of them have it (a person)."""

    fit: float
    language: Language
    kinds: tuple[tuple[DocumentKind, ...], ...] = ()
    years: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # other words beside the kind: "Strom" of "Stromrechnungen"
    choosers: tuple[str, ...] = ()  # words that describe the files; what no name or heading holds is asked of each
    group: tuple[str, ...] = ()  # words of the names of the files, where they are of no kind
    kind_word: str = ""  # the word that names the kind, in the singular or not
    is_of_money: bool = False  # the files are of a kind whose own value is a sum
    asked_words: tuple[str, ...] = ()  # what `labels` are the concepts of
    is_period: bool = False  # the files are those that say it, of one folder: "each quarter"
    labels: frozenset[str] = frozenset()
    is_earned: bool = False  # earned, and it does not say whether before or after deductions
    kind: ValueKind | None = None  # None: whatever stands there
    is_code: bool = False
    aggregate: Aggregate = ""
    question: str = ""
    unit: Kind | None = None  # of the figure that is asked for: "how many degrees"
    listed: tuple[str, ...] = ()  # files that the question lists by what they are called


def read_each(question: str, is_group_word: IsGroupWord = lambda word: False) -> EachRequest:
    """The request; its `fit` is 0 where the question is not one to each of several files.

    `is_group_word` tells whether the names of several files hold a folded word: files of no known kind are named so.
    """
    language = asked_in(question)
    folded = fold_accents(question)
    tokens = _TOKEN.findall(question)
    plain = [fold_accents(token) for token in tokens]
    listing = _LISTED.search(folded)
    if listing is not None:
        return _of_listed(question, folded, listing, language)
    chosen = find_set(plain, is_group_word) or _owned_set(tokens, plain, is_group_word)
    if chosen is None:
        return EachRequest(0.0, language)
    aggregate = _aggregate(folded, chosen)
    left = [place for place in range(len(tokens)) if not chosen.start <= place < chosen.end]
    names = [plain[at] for at in left if _is_name(tokens, at)]
    # In German each noun has a capital: whether one is a name is seen by the files that have it.
    sure_names = [] if language == "de" else names
    described = [word for word in chosen.choosers if not _YEAR.fullmatch(word)]
    if language != "de":
        named = [plain[at] for at in range(chosen.start, chosen.end) if tokens[at][0].isupper()]
        names += [word for word in described if word in named]
        described = [word for word in described if word not in names]
    names = [name for name in names if name not in described]
    years = frozenset(word for word in plain if _YEAR.fullmatch(word))
    asked = [plain[at] for at in left if plain[at] not in sure_names and plain[at] not in years]
    content = _asked_words(asked, aggregate, language)
    labels = concepts(word for word in content if word not in EARNED)
    is_earned = any(word in EARNED for word in content) and not labels & {"net", "gross"}
    if labels >= {"net", "gross"}:
        is_earned, labels = True, labels - {"net", "gross"}
    if is_earned:
        labels |= {"pay"}
    if _TO_DATE.search(folded):
        labels -= {"date"}
    kind, is_code = _value_kind(question, folded, labels)
    if kind == "duration":
        labels -= _UNITS
    if len(labels) > 1:
        labels -= {"amount"}  # "the amount of the tax" is its line; "amount" stands above any column
    if kind is None and _unit(question):
        kind = "number"
    if kind is None and aggregate and not labels:
        kind = "amount"
    return EachRequest(
        fit=_fit(chosen, aggregate, folded, labels, kind, is_owned=any(map(is_group_word, names))),
        language=language,
        kinds=chosen.kinds,
        years=years,
        names=tuple(dict.fromkeys(names)),
        words=(chosen.extra,) if chosen.extra else (),
        choosers=tuple(described),
        group=chosen.group,
        kind_word=chosen.kind_word,
        is_of_money=_is_of_money(chosen),
        asked_words=tuple(dict.fromkeys(content)),
        is_period=chosen.is_period,
        labels=labels or frozenset({TOTAL}),
        is_earned=is_earned,
        kind=kind,
        is_code=is_code,
        aggregate=aggregate,
        question=question,
        unit=_unit(question),
    )


def _of_listed(question: str, folded: str, listing: re.Match[str], language: Language) -> EachRequest:
    """The request where the files are listed: "How long does each of these bake: the sponge, the rolls?"."""
    listed = tuple(item.strip(" ?.!") for item in _BETWEEN.split(listing["list"]) if item.strip(" ?.!"))
    asked = folded[: listing.start()] + " " + (listing["middle"] or "")
    labels = concepts(_asked_words([fold_accents(token) for token in _TOKEN.findall(asked)], "", language))
    unit = _unit(question)
    kind, is_code = ("number", False) if unit else _value_kind(question, asked, labels)
    return EachRequest(
        fit=_SURE if len(listed) > 1 else 0.0,
        language=language,
        labels=labels,
        kind=kind,
        is_code=is_code,
        question=question,
        unit=unit,
        listed=listed,
    )


def _unit(question: str) -> Kind | None:
    asked = asked_kind(question)
    return asked if asked in ("weight", "temperature", "distance", "speed", "age") else None


def follow_up(earlier: EachRequest, question: str) -> EachRequest:
    """The request of `question` ("and on Jonas's?", "and the gross pay?") after `earlier`."""
    tokens = _TOKEN.findall(question)
    plain = [fold_accents(token) for token in tokens]
    language = earlier.language
    names = tuple(plain[at] for at in range(len(plain)) if _is_name(tokens, at))
    years = frozenset(word for word in plain if _YEAR.fullmatch(word))
    content = _asked_words([word for word in plain if word not in names and word not in years], "", language)
    labels = concepts(word for word in content if word not in frame.MENTIONING[language])
    return replace(
        earlier,
        names=names or earlier.names,
        choosers=() if names else earlier.choosers,
        years=years or earlier.years,
        labels=labels or earlier.labels,
        is_earned=earlier.is_earned and not labels,
        question=f"{earlier.question} {question}" if not labels else question,
    )


def _fit(
    chosen: FileSet,
    aggregate: Aggregate,
    folded: str,
    labels: frozenset[str],
    kind: ValueKind | None,
    *,
    is_owned: bool,
) -> float:
    """`is_owned`: the names of several files hold a name of the question."""
    asks = kind is not None or bool(labels) or bool(aggregate)
    if chosen.is_period:
        if chosen.end == chosen.start and not aggregate:
            return 0.0
        if not labels or (chosen.is_rate and not is_owned):
            return 0.0
        return _SURE if is_owned else _MAYBE
    if not chosen.kinds and not chosen.group and kind is None and not aggregate:
        return 0.0  # "every file about the car" asks for the files
    if chosen.is_every:
        return _SURE if asks else 0.0
    if _lists(folded) and not (labels and chosen.is_behind and chosen.is_all and "all" not in folded.split()[:3]):
        return 0.0
    named = bool(labels) or kind is not None or _is_of_money(chosen)
    if chosen.is_all and asks and (aggregate or kind is not None or chosen.is_behind):
        return _SURE
    several = chosen.is_plural or bool(_WHICH.match(folded)) or chosen.is_ranked
    if chosen.kinds and aggregate and named and several:
        return _SURE if chosen.is_plural and chosen.is_behind else _LIKELY
    if chosen.kinds and chosen.is_plural and kind is not None and labels and chosen.is_behind:
        return _LIKELY
    return 0.0


def _owned_set(tokens: Sequence[str], plain: Sequence[str], is_group_word: IsGroupWord) -> FileSet | None:
    """The files called by a name of the question: "the average net pay of Maren" is of the files with her name."""
    if any(_is_name(tokens, at) and is_group_word(plain[at]) for at in range(len(tokens))):
        return FileSet(0, 0, is_period=True)
    return None


def _is_of_money(chosen: FileSet) -> bool:
    """Whether the files are of a kind whose own value is a sum: "the highest invoice"."""
    return any(kind.name in _MONEY_KINDS for group in chosen.kinds for kind in group)


def _lists(folded: str) -> bool:
    """Whether the question begins like one for files: "List all payslips"."""
    return _LISTS.match(folded) is not None and not _COMPUTES.search(folded)


def _aggregate(folded: str, chosen: FileSet) -> Aggregate:
    without_lines = _LINE_NAMES.sub(" ", folded)
    named: Aggregate = next((name for name, pattern in _AGGREGATES if pattern.search(without_lines)), "")
    if named == "sum" and chosen.is_every:
        # "the total on each invoice" is a line of each invoice, not a sum of them.
        return "sum" if _ADDING.search(without_lines) else ""
    if not named and chosen.is_all and _HOW_MUCH.search(folded):
        return "sum"
    return named


def _asked_words(asked: Sequence[str], aggregate: Aggregate, language: Language) -> list[str]:
    """The words that say what is asked of each file."""
    small = _SMALL | frame.LITTLE[language] | frame.OPENERS | EVERY | ALL | frame.FOLDER_WORDS | frame.FILES
    aggregates = word_set(
        """average mean highest greatest largest biggest maximum most lowest smallest least minimum together altogether
    combined durchschnitt durchschnittlich durchschnittliche hochste niedrigste zusammen insgesamt promedio media
    mayor menor moyenne ensemble latest earliest summe suma somme sum total"""
    )
    keeps = EARNED | {"left", "net", "due", "no"}
    words = [word for word in asked if word[0].isalnum() and (word in keeps or word not in small)]
    kept = [part for word in words for part in word.split("-")]
    return [word for word in kept if not (aggregate and word in aggregates)]


def _is_name(tokens: Sequence[str], at: int) -> bool:
    """A capital inside the sentence; "VAT" is no name, as the papers of all have it."""
    word = tokens[at]
    if word.isupper() and is_listed(fold_accents(word)):
        return False
    return at > 0 and word[0].isupper() and tokens[at - 1] not in (":", "?") and len(word) > 2


def _value_kind(question: str, folded: str, labels: frozenset[str]) -> tuple[ValueKind | None, bool]:
    if _CODE.search(folded) and not _QUANTITY.search(folded):
        return "text", True
    asked = asked_kind(question)
    if asked in OF_MONEY and labels & _NO_MONEY:
        return None, False
    if asked in ("date", "duration") or asked in OF_MONEY:
        return ("date" if asked == "date" else "duration" if asked == "duration" else "amount"), False
    if asked == "number":
        return "number", False
    if "date" in labels:
        return "date", False
    if labels & _AMOUNT_CONCEPTS and "time" not in labels and "hours" not in labels:
        return "amount", False
    return None, False
