"""What a question about dates asks for: which kind, of what time, of what.

Invariant: pure functions of the question and of today's date; an ordinary question ("when is the rent due?") asks for a
fact and is none of these.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.answer.dates.cues import DateKind
from assistant.answer.dates.several import asks_when_twice, fits_several
from assistant.text.folding import fold_accents
from assistant.text.words import stemmed, words
from assistant.text.written.dates import MONTH_NUMBER, find_dates, years_in

_READ_CHARS = 500
# Read from folded words with single spaces between them. A pattern makes the question one about dates, with its value
# for the choice of the task; the first that fits tells the kind.
# In the plural: "what is the deadline for an objection?" asks for one fact.
_DEADLINES = r"(?:deadlines|due dates|fristen|fristablaufe|plazos|fechas (?:limite|tope)|vencimientos|echeances|delais|dates limites)"
_APPOINTMENTS = r"(?:appointments|meetings|events|checkups|check ups|arzttermine|termine|verabredungen|citas|reuniones|eventos|rendez vous|reunions|evenements)"
_NEXT = r"(?:upcoming|coming|next|future|anstehende[nr]?|kommende[nr]?|nachste[nr]?|kunftige[nr]?|proxim[oa]s?|futur[oa]s?|prochaine?s?|a venir|futurs?)"
_KINDS: tuple[tuple[DateKind, float, str], ...] = (
    ("end", 0.85, r"\bwhen (?:do|does|will) (?:my|our|all|the|any|these) (?:\w+ ){0,3}\w+s (?:end|expire|run out|finish|renew|terminate|lapse)\b|"
     r"\bwann (?:enden|laufen|verlangern sich) (?:\w+ ){0,4}(?:ab|aus|meine|unsere|die)?\b|\bcuando (?:terminan|vencen|caducan|acaban|finalizan|expiran) |"
     r"\bquand (?:se terminent|expirent|finissent|prennent fin|arrivent a echeance) |\b(?:which|what) (?:\w+ ){0,3}(?:expires?|ends?|runs? out) (?:in|this|next|soon|before|by|until)\b|"
     r"\bwas lauft (?:\w+ ){0,3}(?:ab|aus)\b|\bque (?:vence|caduca|expira)n? (?:en|este|esta|el|pronto|antes)\b|\bqu est ce qui expire\b|\b(?:expiry|end) dates\b|\bwhat expires\b"),
    ("deadline", 0.9, rf"\b{_DEADLINES}\b|\b(?:what|which|anything|everything|something|all|payments?|bills?|invoices?) (?:\w+ ){{0,3}}(?:is|are|falls?|becomes?|comes?|was|were)? ?(?:over)?due (?:when|in|this|next|by|before|until|soon|on|now|for|between|after|to|from|at|today|tomorrow)\b|"
     r"\bwhen are (?:\w+ ){1,6}(?:due|payable)\b|\bwann sind (?:\w+ ){1,6}fallig\b|\bcuando (?:vencen|tocan|hay que pagar) |\bquand (?:sont|seront) (?:\w+ ){1,6}(?:dus|dues|exigibles)\b|"
        r"\bwhat(?: s| is| are| was)? (?:\w+ ){0,2}(?:over)?due$|\bwhat (?:do|must|should|have|did) (?:i|we) (?:have to |need to |to )?(?:do|pay|return|hand in|send|cancel|remember|answer|renew) (?:by|until|before|in|this|next|when)\b|"
     r"\bwas (?:ist|wird|war|alles ist) (?:\w+ ){0,3}fallig\b|\bwas muss (?:ich|man) (?:\w+ ){0,3}bis\b|\bque (?:vence|hay que (?:pagar|hacer|entregar)|tengo que (?:pagar|hacer|entregar)) (?:\w+ ){0,3}(?:en|antes|hasta|este|esta|el|del|cuando)\b|"
     r"\bqu(?:e| est ce que) (?:dois je|faut il|je dois|il faut) (?:\w+ ){0,3}(?:avant|d ici|en|pour)\b|\bqu est ce qui (?:est du|arrive a echeance)\b"),
    ("any", 0.9, r"\b(?:timeline|time line|chronology|chronological|chronologie|zeitleiste|zeitstrahl|zeitlicher ablauf|zeittafel|cronologia|linea de(?:l)? tiempo|frise|calendrier|kalender|calendario)\b|"
     r"\bwhat (?:has |have )?happened when\b|\bwhen did what happen\b|\bwas (?:ist|geschah|passierte|ist passiert) (?:\w+ ){0,2}wann\b|\bque paso cuando\b|\bque s est il passe quand\b|\bin (?:what|which) order did\b|\bhistory of\b(?=.*\b(?:dates?|in order)\b)|"
     r"\b(?:the )?(?:calendar|schedule|itinerary) (?:of|for)\b"),
    ("appointment", 0.85, rf"^(?!how many|wie viele|cuant|combien)(?:\w+ ){{0,5}}{_APPOINTMENTS}\b|\b{_NEXT} (?:\w+ )?{_APPOINTMENTS}\b|"
     r"\bwelche (?:\w+ )?termine\b|\bmeine (?:\w+ )?termine\b|\bque (?:citas|reuniones|eventos)\b|\bmis (?:\w+ )?citas\b|\bquels (?:sont mes |sont les )?(?:prochains )?rendez vous\b|\bmes (?:prochains )?rendez vous\b"),
    ("any", 0.95, rf"\b(?:what|which|all|list|show|the|my|important|key|any) (?:me )?(?:the |all |my |important |key |other |of the |upcoming )*dates\b|^dates (?:in|of|from|for|about|to)\b|\bwhat s (?:coming up|on)\b|\bwhat (?:is|are) (?:coming up|planned|scheduled|{_NEXT})\b|"
     r"\bwelche (?:wichtigen )?(?:daten|tage|zeitpunkte)\b|\b(?:alle|wichtige) (?:daten|termine)\b|\bwas steht (?:\w+ ){0,3}an\b|\bque fechas\b|\b(?:todas las|las|fechas) (?:fechas )?(?:importantes|clave)\b|\btodas las fechas\b|\bquelles (?:sont les )?dates\b|\b(?:toutes les|les) dates\b|"
     r"\bdates importantes\b"),
    ("appointment", 0.8, r"\b(?:appointments|citas|rendez vous|arzttermine)\b"),
    ("any", 0.8, r"\b(?:dates|fechas|termine|schedule|agenda|zeitplan|terminplan|terminkalender|ablaufplan|cronograma|planning|emploi du temps)\b|"
     rf"^{_NEXT} \w+(?: \w+)?$|^(?:when are|wann sind|cuando son|quand sont) (?:the |our |my |die |meine |unsere |las |los |mis |les |mes |nos )?(?:\w+ )?\w{{4,}}$|"
        r"\bwhen is what\b|\bwann ist was\b|\bbis wann muss (?:ich|man) was\b|\b(?:what|which) (?:events|holidays|milestones)\b|\bwelche (?:ereignisse|ferien|meilensteine)\b|"
     r"\bque (?:eventos|vacaciones|hitos)\b|\bquels (?:evenements|jalons)\b|\bquelles vacances\b"),
)  # fmt: skip
_PATTERNS = tuple((kind, value, re.compile(pattern)) for kind, value, pattern in _KINDS)
# "What happened in January 2025?": a time is named, and what filled it is asked for.
_HAPPENS = re.compile(
    r"\bwhat(?: all| else)? (?:happens|happened|is happening|will happen|took place|takes place|is going on|went on|is planned|was planned|is scheduled|"
    r"do (?:i|we) have|did (?:i|we) do|is on|was on|is coming)\b|\bwas (?:alles )?(?:passiert|passierte|geschah|geschieht|ist geplant|war geplant|war los|ist los|haben wir|findet statt)\b|"
    r"\bque (?:pasa|paso|ocurre|ocurrio|sucede|sucedio|hay|esta previsto|tenemos)\b|\bqu(?:e| est ce qui) (?:se passe|s est passe|est prevu)\b|\bque se passe\b"
)
_IN_A_TIME = 0.65
_FUTURE = re.compile(
    rf"\b(?:{_NEXT}|ahead|still|from now|soon|to come|left|bald|noch|ab heute|demnachst|pronto|todavia|bientot|encore)\b"
)
# "When are the next jabs due?": one that is overdue is still to be done.
_WHEN = re.compile(r"(?:and |und |y |et )?(?:when|wann|cuando|quand)\b")
_PAST = re.compile(
    r"\b(?:past|missed|overdue|were|was|happened|previous|earlier|vergangene[nr]?|verpasst\w*|versaumt\w*|waren|uberfallig\w*|pasad[oa]s?|vencid[oa]s|fueron|passe(?:e?s)?|manque(?:e?s)?|depasse(?:e?s)?)\b"
)
# Words that say that dates are wanted, or when, and nothing of what.
_NO_TOPIC = stemmed(
    """deadline deadlines due date dates when timeline time line chronology chronological appointment appointments upcoming coming next
    future list show tell give all any every important key remember stand stands written happen happened happening schedule calendar anything something everything thing things start starts begin begins
    overdue expire expires end ends run out terminate lapse renew week month year day days today tomorrow soon past missed
    meeting meetings event events planned scheduled what which have pay by until before after between from since to still ahead
    frist fristen termin termine fallig faellig wann datum daten zeitleiste zeitlicher ablauf kalender anstehende anstehenden kommende
    nachste nachsten naechste nachster enden endet ablaufen laufen lauft ab aus bis vor nach woche monat jahr heute morgen bald stehen steht welche zeig alle
    wichtigen wichtige gibt plazo plazos fecha fechas limite cuando vence vencen vencimiento vencimientos cronologia calendario citas cita proximas proximos
    proxima terminan caducan semana mes ano hoy pronto antes despues entre desde hasta hay importantes lista muestra tengo
    echeance echeances delai delais date quand chronologie calendrier rendez vous prochains prochaines prochain expirent terminent
    beginnen beginnt anfangen etwas irgendwas alles empieza empiezan comienza algo paso pasa according segun laut selon commence commencent debut quelque chose tout passe
    semaine mois annee aujourd hui bientot avant apres jusqu depuis liste montre donne moi importantes importants sont ai les
    remind reminder happens take place takes"""
)
_UNTIL = re.compile(
    r"\b(?:until|till|before|by|bis(?: ende| zum| zu)?|vor|antes de|hasta|avant|jusqu a|d ici|jusqu en)$"
)
_SINCE = re.compile(r"\b(?:after|since|from|nach|seit|ab|desde|despues de|a partir de|apres|depuis)$")
_RELATIVE: tuple[tuple[str, Callable[[date], tuple[date, date]]], ...] = (
    (r"today|heute|hoy|aujourd hui", lambda day: (day, day)),
    (r"tomorrow|morgen|manana|demain", lambda day: (day + timedelta(1), day + timedelta(1))),
    (r"yesterday|gestern|ayer|hier soir", lambda day: (day - timedelta(1), day - timedelta(1))),
    (r"this week|diese woche|dieser woche|esta semana|cette semaine", lambda day: _week(day, 0)),
    (r"next week|(?:nachste|nachster|kommende[nr]?) woche|(?:la )?proxima semana|la semana que viene|la semaine prochaine", lambda day: _week(day, 1)),
    (r"last week|letzte[nr]? woche|la semana pasada|la semaine derniere", lambda day: _week(day, -1)),
    (r"this month|diese[nrms]* monat|este mes|ce mois(?: ci)?", lambda day: _month(day, 0)),
    (r"next month|(?:nachste[nrms]*|kommende[nrms]*) monat|(?:el )?proximo mes|el mes que viene|le mois prochain", lambda day: _month(day, 1)),
    (r"last month|letzte[nrms]* monat|el mes pasado|le mois dernier", lambda day: _month(day, -1)),
    (r"this year|dieses jahr|diesem jahr|este ano|cette annee", lambda day: (date(day.year, 1, 1), date(day.year, 12, 31))),
    (r"next year|nachste[nrms]* jahr|(?:el )?proximo ano|el ano que viene|l annee prochaine", lambda day: (date(day.year + 1, 1, 1), date(day.year + 1, 12, 31))),
    (r"last year|letzte[nrms]* jahr|el ano pasado|l annee derniere", lambda day: (date(day.year - 1, 1, 1), date(day.year - 1, 12, 31))),
)  # fmt: skip
_RELATIVE_PATTERNS = tuple((re.compile(rf"\b(?:{pattern})\b"), span) for pattern, span in _RELATIVE)
_MONTH_ALONE = re.compile(rf"\b(?:in|im|en|de|for|fur|para|pour|this|next|last|mois de|due|until|before|by|bis|hasta|avant|its|our|my|the)(?: el| le| the| mois d)? (?P<n>{'|'.join(sorted((name for name in MONTH_NUMBER if len(name) > 2), key=len, reverse=True))})\b(?! \d)")  # fmt: skip
# A long name is no other word, and may stand without a word in front: "december dates". A short one ("mar") may not.
_MONTH_NAMES = "|".join(sorted((name for name in MONTH_NUMBER if len(name) > 2), key=len, reverse=True))
_MONTH_PLAIN = re.compile(rf"(?<!\d )\b(?P<n>{'|'.join(name for name in MONTH_NUMBER if len(name) > 5)})\b(?! \d)")
_MONTH_AHEAD = re.compile(
    rf"\b(?:this(?: coming)?|{_NEXT}|diese[nrms]?|este|ce(?:tte)?) (?P<n>{_MONTH_NAMES})\b(?! \d)"
)
# What dates stand in is a document: "in the newsletter", "im Elternbrief", "according to my list".
_CONTAINED = re.compile(
    r"\b(?:(?:in|from|according to|out of|per) (?:the|my|our|this|that|his|her)|im|aus dem|in (?:der|dem|meine[mr]|unsere[mr]|diese[mr])|laut|gemass|"
    r"en (?:el|la|mi|este|esta)|del|segun|dans (?:le|la|l|mon|ma|ce|cette)|du|d apres|selon) "
    rf"(?!(?:{_MONTH_NAMES}|next|last|coming|future|meantime|week|month|year|woche|monat|jahr|mes|ano|semana|mois)\b)\w{{3,}}"
)
_PIECES = re.compile(r"(?P<mark>[,;:?])|[^\W_]+(?:['’][^\W_]+)?")
_LISTS = re.compile(r":[^:]*\w,[^:]*\w")  # "What is coming up for the house: windows, roof, meeting?"


@dataclass(frozen=True, slots=True)
class AskedDates:
    """`first` to `last`: the days that are asked for, open ends are None. `month`: a month of any year. `topic`: the words
    that say what the dates are of, "" for all; `apart`: they name several things, one for each "when";
    `contained`: it names what they stand in ("in the newsletter")."""

    kind: DateKind
    first: date | None
    last: date | None
    month: int | None
    topic: str
    apart: bool = False
    contained: bool = False

    @property
    def has_time(self) -> bool:
        return self.first is not None or self.last is not None or self.month is not None


def fits_dates(question: str) -> tuple[float, DateKind]:
    """How much the question is one about dates (0..1), and which kind of them."""
    text = _spoken(question)
    for kind, value, pattern in _PATTERNS:
        if pattern.search(text):
            return value, kind
    if _HAPPENS.search(text) and _names_a_time(question, text):
        return _IN_A_TIME, "any"
    several = fits_several(text, names_a_time=_names_a_time(question, text), is_short=_is_short_time(question, text))
    return several, "any"


def _names_a_time(question: str, text: str) -> bool:
    if any(pattern.search(text) for pattern, _ in _RELATIVE_PATTERNS) or _month_named(text):
        return True
    return bool(find_dates(question[:_READ_CHARS]) or years_in(question[:_READ_CHARS]))


def _is_short_time(question: str, text: str) -> bool:
    """Whether the question names a month or less, and no single day: a day may be that of the thing asked about."""
    found = find_dates(question[:_READ_CHARS])
    if any(one.precision == "month" for one in found) or _month_named(text):
        return not any(one.precision in ("day", "yearless") for one in found)
    today = date(2000, 1, 1)
    spans = [span(today) for pattern, span in _RELATIVE_PATTERNS if pattern.search(text)]
    return any((last - first).days <= 31 for first, last in spans)


def read_asked(question: str, today: date, before: str = "") -> AskedDates:
    """What `question` asks for; `before` is the question that it goes on with, which gives kind and time."""
    text = _spoken(question)
    kind = fits_dates(question)[1] if not before else fits_dates(before)[1]
    first, last = _period(question, text, today)
    month = _month_named(text) if first is None and last is None else None
    if before and first is None and last is None and month is None:
        earlier = read_asked(before, today)
        return AskedDates(earlier.kind, earlier.first, earlier.last, earlier.month, _topic(question))
    apart = asks_when_twice(text) or bool(_LISTS.search(question))
    contained = _CONTAINED.search(text) is not None
    month_number = MONTH_NUMBER[month["n"]] if month else None
    return AskedDates(kind, first, last, month_number, _topic(question), apart, contained)


def _spoken(question: str) -> str:
    return " ".join(words(question[:_READ_CHARS]))


def _topic(question: str) -> str:
    """The words of the question that say what the dates are of, as they are written, with the marks between clauses."""
    spans = [(found.start, found.end) for found in find_dates(question[:_READ_CHARS])]
    kept: list[str] = []
    for match in _PIECES.finditer(question[:_READ_CHARS]):
        if match["mark"]:
            if kept and not kept[-1].endswith(match["mark"]):
                kept[-1] += match["mark"]
            continue
        if any(start <= match.start() < end for start, end in spans):
            continue
        folded = fold_accents(match.group())
        if stemmed(folded) & _NO_TOPIC or folded in MONTH_NUMBER or re.fullmatch(r"(?:19|20)\d\d", folded):
            continue
        kept.append(match.group())
    return " ".join(kept).rstrip(",;:?")


def _period(question: str, text: str, today: date) -> tuple[date | None, date | None]:
    for pattern, span in _RELATIVE_PATTERNS:
        if match := pattern.search(text):
            return _open_ended(text[: match.start()].rstrip(), *span(today))
    found = [one for one in find_dates(question[:_READ_CHARS]) if one.precision in ("day", "month", "quarter")]
    if len(found) >= 2:
        return found[0].first, max(one.last for one in found)
    if found:
        before = _spoken(question[: found[0].start])
        return _open_ended(before, found[0].first, found[0].last)
    years = sorted(years_in(question[:_READ_CHARS]))
    if years:
        before = text.partition(str(years[0]))[0].rstrip()
        return _open_ended(before, date(years[0], 1, 1), date(years[-1], 12, 31))
    if (month := _MONTH_AHEAD.search(text)) is not None:
        return _open_ended(text[: month.start()].rstrip(), *_next_month(MONTH_NUMBER[month["n"]], today))
    if _FUTURE.search(text) and not _WHEN.match(text):
        return today, None
    return (None, today - timedelta(1)) if _PAST.search(text) and "overdue" in text else (None, None)


def _month_named(text: str) -> re.Match[str] | None:
    return _MONTH_ALONE.search(text) or _MONTH_PLAIN.search(text)


def _next_month(number: int, today: date) -> tuple[date, date]:
    """The month `number` that is not over yet."""
    year = today.year + (number < today.month)
    last = calendar.monthrange(year, number)[1]
    return date(year, number, 1), date(year, number, last)


def _open_ended(before: str, first: date, last: date) -> tuple[date | None, date | None]:
    if _UNTIL.search(before):
        return None, last
    return (first, None) if _SINCE.search(before) else (first, last)


def _week(day: date, weeks: int) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)
    return monday, monday + timedelta(days=6)


def _month(day: date, months: int) -> tuple[date, date]:
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
