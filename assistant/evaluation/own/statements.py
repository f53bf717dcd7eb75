"""Sentences that say one thing of one thing ("the deposit is EUR 1,850"), and the question that a person asks for it.

Invariant: the value follows its verb at once and is of the kind that the question asks for; what is asked about is a
thing that people know to have such a value, or has a name of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.evaluation.own.asked_things import is_role, is_thing, no_subject
from assistant.evaluation.own.make import Language
from assistant.text.languages import ENGLISH, GERMAN
from assistant.text.words import stems, words
from assistant.text.written.asked_kinds import Kind
from assistant.text.written.said_values import said_values

Asked = Literal["money", "duration", "date", "person", "measure"]

_SUBJECT_WORDS = 8
_VALUE_CHARS = 40  # a longer one is no name
_PLACE = re.compile(
    r"\s(?:of|for|in|at|on|to|without|with|per|under|from|by|der|des|vom|von|f\u00fcr|im|in|ohne|mit|pro|de|del|du|des|por|para|pour|en|sin|sans)\b"
)
_LEAD = (
    r"^(?:(?:\(?[\d.]{1,8}\)?|[-*\u2022\u2013]|\(?[a-z]\)|\u00a7 ?\d+)\s)?"
    r"(?:(?:In (?:all|any|every) cases?|In jedem Fall|In allen F\u00e4llen|Therefore|Currently|At present|Zurzeit),?\s)?"
)
_FILL = {
    "en": r"(?:\s(?:therefore|then|now|currently|about|around|roughly|at least|at most|up to|always|usually|exactly|also|set at|set to|fixed at))?",
    "de": r"(?:\s(?:damit|also|derzeit|zurzeit|etwa|rund|mindestens|h\u00f6chstens|jeweils|immer|ab \d{4}|seit \d{4}))?",
    "es": r"(?:\s(?:ahora|actualmente|unos|unas|como m\u00ednimo|siempre))?",
    "fr": r"(?:\s(?:actuellement|environ|au moins|toujours|maintenant))?",
}
_ON = r"(?:on|in|at the end of|by|until|am|im|zum|bis zum|el|le|au)"
_HERE: dict[Language, str] = {
    "en": rf"{_LEAD}(?:(?P<article>[Tt]he|Your|Our|An?)\s)?(?P<subject>[^\W\d_][\w'\u2019-]*(?:\s[\w'\u2019-]+){{0,8}}?)\s",
    "de": rf"{_LEAD}(?P<article>[Dd]er|[Dd]ie|[Dd]as)\s(?P<subject>[^\W\d_][\w-]*(?:\s[\w-]+){{0,7}}?)\s",
    "es": rf"{_LEAD}(?P<article>[Ee]l|[Ll]a|[Ll]os|[Ll]as)\s(?P<subject>[^\W\d_][\w-]*(?:\s[\w-]+){{0,7}}?)\s",
    "fr": rf"{_LEAD}(?P<article>[Ll]e\s|[Ll]a\s|[Ll]es\s|[Ll]['\u2019])(?P<subject>[^\W\d_][\w'\u2019-]*(?:\s[\w'\u2019-]+){{0,7}}?)\s",
}


@dataclass(frozen=True, slots=True)
class Way:
    """A verb (a pattern), the kind of what follows it, and the question: {s} the subject, {a} its article, {v} the verb.

    `strong`: the verb itself tells what kind of thing the subject is, so any thing will do.
    """

    verb: str
    kind: Asked
    question: str
    strong: bool = False
    before: str = ""  # what stands between verb and value
    after: str = ""  # what has to stand behind the value


_WAYS: dict[Language, tuple[Way, ...]] = {
    "en": (
        Way(r"is|was|are|were|amounts? to|comes? to", "money", "How much {be} {a}{s}?"),
        Way(r"costs?", "money", "What {do} {a}{s} cost?", strong=True),
        Way(r"was bought(?: (?:in|on) [\w ]{4,20}?)? for", "money", "What did {a}{s} cost?", strong=True),
        Way(r"will cost", "money", "What will {a}{s} cost?", strong=True),
        Way(r"is|was|are|were|runs for", "duration", "How long {be} {a}{s}?"),
        Way(r"lasts?|takes", "duration", "How long {do} {a}{s} {lemma}?"),
        Way(r"is|was", "date", "When {be} {a}{s}?", before=r"(?:on|in)"),
        Way(r"ends|ended|expires|expired|runs out|begins|began|starts|started|takes place|took place|opens|closes", "date", "When {do} {a}{s} {lemma}?", strong=True, before=_ON),
        Way(r"(?:is|was|are|were) (?:due|payable)", "date", "When {be} {a}{s} due?", strong=True, before=_ON),
        Way(r"(?:is|are) valid", "date", "Until when is {a}{s} valid?", strong=True, before=r"until"),
        Way(r"was (?:bought|sold|built|founded|opened|signed|published|installed|repaired|replaced|serviced|inspected|delivered|planted|born|completed|established|discovered|introduced|elected|released|adopted|destroyed|crowned|renovated|insured|registered|cancelled|terminated|paid)", "date", "When was {a}{s} {participle}?", strong=True, before=r"(?:on|in)"),
        Way(r"is|was|are|were", "measure", "What {be} {a}{s}?"),
        Way(r"(?:is|was) (?:founded|designed|invented|written|discovered|directed|composed|signed|painted|built|led|chaired|owned|established|developed) by", "person", "Who {participle} {a}{s}?", strong=True),
        Way(r"died", "date", "When did {a}{s} die?", strong=True, before=r"(?:on|in)"),
        Way(r"(?:is|was|will be) held", "date", "When {be} {a}{s}?", strong=True, before=r"(?:on|in)"),
        Way(r"is|was", "person", "Who {be} {a}{s}?"),
    ),
    "de": (
        Way(r"betr\u00e4gt|betrug|ist|liegt bei", "money", "Wie hoch ist {a} {s}?"),
        Way(r"betragen|sind|liegen bei", "money", "Wie hoch sind {a} {s}?"),
        Way(r"kostet|kosten", "money", "Was {v} {a} {s}?", strong=True),
        Way(r"betr\u00e4gt|ist", "duration", "Wie lang ist {a} {s}?"),
        Way(r"betr\u00e4gt|betrug|ist", "measure", "Wie hoch ist {a} {s}?"),
        Way(r"dauert", "duration", "Wie lange dauert {a} {s}?", strong=True),
        Way(r"ist|war", "date", "Wann {v} {a} {s}?", before=r"(?:am|im)"),
        Way(r"endet|endete|beginnt|begann", "date", "Wann {v} {a} {s}?", strong=True, before=_ON),
        Way(r"ist|war", "person", "Wer {v} {a} {s}?"),
    ),
    "es": (
        Way(r"es de|era de|asciende a", "money", "\u00bfDe cu\u00e1nto es {a} {s}?"),
        Way(r"cuesta|cuestan", "money", "\u00bfCu\u00e1nto {v} {a} {s}?", strong=True),
        Way(r"es de|dura", "duration", "\u00bfCu\u00e1nto dura {a} {s}?"),
        Way(r"es", "date", "\u00bfCu\u00e1ndo es {a} {s}?", before=r"el"),
        Way(r"termina|vence|finaliza|empieza|comienza", "date", "\u00bfCu\u00e1ndo {v} {a} {s}?", strong=True, before=r"el"),
        Way(r"es", "person", "\u00bfQui\u00e9n es {a} {s}?"),
    ),
    "fr": (
        Way(r"est de|\u00e9tait de|s['\u2019]\u00e9l\u00e8ve \u00e0", "money", "\u00c0 combien s'\u00e9l\u00e8ve {a}{s} ?"),
        Way(r"co\u00fbte|co\u00fbtent", "money", "Combien {v} {a}{s} ?", strong=True),
        Way(r"est de|dure", "duration", "Combien de temps dure {a}{s} ?"),
        Way(r"est", "date", "Quand est {a}{s} ?", before=r"le"),
        Way(r"prend fin|se termine|expire|commence", "date", "Quand {v} {a}{s} ?", strong=True, before=r"le"),
        Way(r"est", "person", "Qui est {a}{s} ?"),
    ),
}  # fmt: skip
_COMPILED = {
    language: tuple(
        (way, re.compile(rf"{_HERE[language]}(?P<verb>{way.verb}){_FILL[language]}\s{f'(?:{way.before})' + chr(92) + 's' if way.before else ''}"))
        for way in ways
    )
    for language, ways in _WAYS.items()
}  # fmt: skip
_LEMMA = {
    "ended": "end", "expired": "expire", "runs out": "run out", "began": "begin", "started": "start",
    "took place": "take place", "takes place": "take place",
}  # fmt: skip
_PAST_OF = {"written": "wrote"}  # others are the same
_PAST = re.compile(r"was|were|ended|expired|began|started|took place")
_CAPITAL = r"[A-Z\u00c0-\u00de][\w\u00e0-\u00ff'\u2019-]+"
_PERSON = re.compile(
    rf"(?P<title>(?:(?:Mr|Mrs|Ms|Dr|Prof|Sr|Sra|M|Mme|Herr|Frau|Don|Do\u00f1a|don|do\u00f1a|monsieur|madame|Monsieur|Madame)\.?\s)*)"
    rf"(?P<name>{_CAPITAL}(?:\s(?:van|von|de|del|da|di|le|la|[A-Z]\.)?\s?{_CAPITAL}){{0,3}})"
)
# "A heat pump is a machine that ...", in a paper of that title.
_IS_A = re.compile(
    r"^(?:(?P<article>The|An?)\s)?(?P<subject>[^\W\d_][\w'\u2019-]*(?:\s[\w'\u2019-]+){0,4}?)(?:\s\([^)]{1,90}\))?,?"
    r"\s(?P<verb>is|are|was|were)\s(?P<value>(?:an?|the|one of|any)\s(?:[\w'\u2019-]+[ ,]+){4,})"
)
# "Owen Pryce is the trainer of the club".
_NAMED: dict[Language, tuple[re.Pattern[str], str]] = {
    "en": (re.compile(rf"^{_PERSON.pattern}\s(?:is|has been|serves as|has served as)\s(?:the|our|your)\s(?P<subject>[^\W\d_][\w' -]{{2,50}}?)(?=[.,;]|$| (?:and|who|since|from|until)\b)"), "Who is the {s}?"),
    "de": (re.compile(rf"^{_PERSON.pattern}\sist\s(?:der|die|unser|unsere)\s(?P<subject>[^\W\d_][\w -]{{2,40}}?)(?=[.,;]|$| (?:und|seit)\b)"), "Wer ist {s}?"),
}  # fmt: skip
# "Monthly fee: EUR 39.00", a line of its own.
_LABELLED = re.compile(r"^(?:[-*\u2022]\s)?(?P<subject>[^\W\d_][\w'\u2019 -]{3,40}?)\s?:\s(?=\S)")
_BARE_ROLE = re.compile(r"^(?P<subject>[A-Z\u00c4\u00d6\u00dc][\w-]+)\s(?:ist|war)\s")
_LARGE = re.compile(
    r"\s(?:thousand|million|billion|Tausend|Millionen|Milliarden|Mio\.?|Mrd\.?|millones|millions|milliards)\b"
)
_MEASURE = re.compile(
    r"\d[\d.,]*\d(?:\s(?:million|billion))?(?:\s?(?:\u00b0\s?[CF]?|[a-zA-Z\u00b2\u00b3/]{1,12}))?(?![\w%])|\d+\s?(?:\u00b0\s?[CF]?|[a-zA-Z\u00b2\u00b3/]{1,12})(?![\w%])"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?!\d)")
_MONTH = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December) (?:1[5-9]|20)\d\d\b"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a sentence says: the question for it, the words that answer, what is asked about, and of which kind."""

    question: str
    expected: str
    subject: str
    kind: Asked


def statements(sentence: str, language: Language) -> Iterator[Statement]:
    """At most one for each kind of value, in the order of the table above."""
    seen = set[str]()
    for found in (*_said(sentence, language), *_named(sentence, language), *_labelled(sentence, language)):
        if found.kind not in seen:
            seen.add(found.kind)
            yield found


def definition(sentence: str, title: str) -> Statement | None:
    """What the thing is that a paper is about: "What is a heat pump?". English alone. None where it says no such thing."""
    match = _IS_A.match(sentence)
    if match is None or not words(match["subject"]) or set(stems(match["subject"])) != set(stems(title)):
        return None
    subject = f"{(match['article'] or '').lower()} {match['subject']}".strip()
    return Statement(f"What {match['verb']} {subject}?", match["value"].strip(" ,"), subject, "measure")


def _said(sentence: str, language: Language) -> Iterator[Statement]:
    for way, pattern in _COMPILED[language]:
        match = pattern.search(sentence)
        if match is None:
            continue
        value = _value_at(way.kind, sentence[match.end() :])
        subject = match["subject"]
        if value and _is_asked(subject, way, language) and _is_told(match, value, way, language):
            yield Statement(_asked(way, match, language), value, subject, way.kind)


def _is_asked(subject: str, way: Way, language: Language) -> bool:
    """Whether a person would know what is meant, and that it has such a value."""
    said = words(subject)
    if len(said) > _SUBJECT_WORDS or no_subject(said, subject) or (language == "en" and said[0] in ENGLISH):
        return False
    head = _head(subject, language)
    if way.kind == "person" and not way.strong:
        return is_role(head, language)
    if way.kind == "measure":
        return bool(is_thing(head, way.kind, language))
    return way.strong or bool(is_thing(head, way.kind, language)) or _has_name(subject, language)


def _is_told(match: re.Match[str], value: str, way: Way, language: Language) -> bool:
    """Whether the subject is one for everybody: what has no article, or only a year, has to have a name of its own."""
    subject = match["subject"]
    if not match["article"] and not is_thing(_head(subject, language), way.kind, language):
        return len(subject.split()) > 1 and all(word[0].isupper() for word in subject.split() if len(word) > 3)
    return way.kind != "date" or not (way.strong and _YEAR.fullmatch(value)) or _has_name(subject, language)


def _has_name(subject: str, language: Language) -> bool:
    """ "Super Bowl": German writes all nouns so, which tells nothing."""
    return language != "de" and re.search(r"(?:^|\s)[A-Z\u00c0-\u00de][a-z\u00e0-\u00ff]{2,}", subject) is not None


def _head(subject: str, language: Language) -> str:
    """The noun that the rest of `subject` describes: "rent" of "monthly rent without running costs"."""
    noun = _PLACE.split(subject, maxsplit=1)[0].split()
    if language in ("es", "fr"):
        return noun[0] if noun else ""
    return noun[-1] if noun else ""


def _value_at(kind: Asked, rest: str) -> str:
    """The value that `rest` begins with, "" where it begins with something else."""
    if kind == "person":
        match = _PERSON.match(rest)
        whole = match[0].strip() if match is not None else ""
        named = match is not None and (match["title"] or " " in match["name"])
        return whole if named and len(whole) <= _VALUE_CHARS else ""
    if kind == "measure":
        match = _MEASURE.match(rest)
        figure, _, unit = match[0].partition(" ") if match is not None else ("", "", "")
        return figure if unit in ENGLISH | GERMAN else f"{figure} {unit}".strip()
    kind_of: Kind = kind
    for start, end in said_values(kind_of, rest[:80]):
        if start == 0:
            more = _LARGE.match(rest, end) if kind == "money" else None
            return rest[: more.end()] if more is not None else rest[:end]
    if kind == "date" and (match := _MONTH.match(rest) or _YEAR.match(rest)) is not None:
        return match[0]
    return ""


def _asked(way: Way, match: re.Match[str], language: Language) -> str:
    article, verb, subject = (match["article"] or "").lower(), match["verb"], match["subject"].strip()
    if language == "en":
        if not article and is_thing(_head(subject, language), way.kind, language):
            subject = subject[0].lower() + subject[1:]
        article = "the " if article else ""
    past = _PAST.match(verb) is not None
    many = verb.startswith(("are", "were"))
    return way.question.format(
        s=subject,
        a=article,
        v=verb,
        be=("were" if past else "are") if many else ("was" if past else "is"),
        do="did" if past else ("do" if verb in ("cost", "last") else "does"),
        lemma=_LEMMA.get(verb, verb.removesuffix("s")),
        participle=_PAST_OF.get(by := verb.removesuffix(" by").rpartition(" ")[2], by)
        if verb.endswith(" by")
        else verb.rpartition(" ")[2],
    )


def _named(sentence: str, language: Language) -> Iterator[Statement]:
    """A person first, then what they are."""
    pattern, question = _NAMED.get(language, (None, ""))
    match = pattern.match(sentence) if pattern is not None else None
    if match is None or not (match["title"] or " " in match["name"]):
        return
    subject, name = match["subject"].strip(), f"{match['title']}{match['name']}".strip()
    if is_role(_head(subject, language), language) and not no_subject(words(subject), subject):
        yield Statement(question.format(s=subject), name, subject, "person")


def _labelled(sentence: str, language: Language) -> Iterator[Statement]:
    """A line of a form, and in German a role without its article."""
    match = _LABELLED.match(sentence)
    if match is not None:
        subject, rest = match["subject"].strip(), sentence[match.end() :]
        if not no_subject(words(subject), subject):
            yield from _of_label(subject, rest, language)
    bare = _BARE_ROLE.match(sentence) if language == "de" else None
    if bare is not None and is_role(bare["subject"], language):
        value = _value_at("person", sentence[bare.end() :])
        if value:
            yield Statement(f"Wer ist {bare['subject']}?", value, bare["subject"], "person")


_LABEL_ASKS: dict[Language, Callable[[Asked, str, str], str]] = {
    "en": lambda kind, subject, article: {
        "money": f"How much is the {subject}?",
        "duration": f"How long is the {subject}?",
        "date": f"What is the {subject}?" if subject.endswith("date") else f"When is the {subject}?",
        "measure": f"What is the {subject}?",
        "person": f"Who is the {subject}?",
    }[kind],
    "de": lambda kind, subject, article: {
        "money": f"Wie hoch ist {article} {subject}?",
        "duration": f"Wie lang ist {article} {subject}?",
        "measure": f"Wie hoch ist {article} {subject}?",
        "date": f"{'Was' if subject.endswith('datum') else 'Wann'} ist {article} {subject}?",
        "person": f"Wer ist {subject}?",
    }[kind],
}


def _of_label(subject: str, rest: str, language: Language) -> Iterator[Statement]:
    ask = _LABEL_ASKS.get(language)
    if ask is None:
        return
    written = subject if language == "de" else _lowered(subject)
    for kind in ("money", "duration", "date", "person"):
        value = _value_at(kind, rest)
        if not value:
            continue
        head = _head(written, language)
        if kind == "person":
            if is_role(head, language):
                yield Statement(ask(kind, written, ""), value, written, kind)
        else:
            article = is_thing(head, kind, language)
            if article and (len(written.split()) > 1 or language == "de"):
                yield Statement(ask(kind, written, article), value, written, kind)


def _lowered(subject: str) -> str:
    """ "Monthly Fee" as it stands within a sentence."""
    return " ".join(word if word.isupper() else word.lower() for word in subject.split())
