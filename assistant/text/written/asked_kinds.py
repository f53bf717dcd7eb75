"""The kind of thing that a question asks for, and whether a text holds such a thing.

Invariant: a question has a kind only if it names it; an open question has none.
"""

from __future__ import annotations

import re

from assistant.text.folding import fold_accents
from assistant.text.written.chinese_kinds import chinese_asked, chinese_holds
from assistant.text.written.kinds import Kind as Kind

OF_MONEY: frozenset[Kind] = frozenset({"money", "amount"})  # "how much" may mean money

# Patterns read folded text. The first kind whose pattern fits is the question's kind.
_ASKS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (
        "contact",
        (
            r"\b(?:phone|telephone|e-?mail address|iban|account number|policy number|customer number|contract number)\b",
            r"\b(?:telefonnummer|kontonummer|kundennummer|telefono|correo electronico|numero de (?:cuenta|telephone|compte))\b",
        ),
    ),
    (
        "duration",
        (
            r"\bhow long\b|\bhow early\b|\bhow soon\b|\bhow (?:many|much) (?:\w+ )?(?:days|weeks|months|years|hours|minutes|time|notice)\b",
            r"\b(?:for|in|within|of) how many (?:\w+ )?(?:days|weeks|months|years|hours|minutes)\b|\bnotice period\b",
            r"\bwie lange?\b|\bwie viele? (?:tage|wochen|monate|jahre|stunden|minuten)\b|\bkundigungsfrist\b",
            r"\bcuanto (?:tiempo|dura|tarda)\b|\bcuantos (?:dias|meses|anos|minutos)\b|\bcuantas (?:semanas|horas)\b",
            r"\bcombien de (?:temps|jours|semaines|mois|annees|ans|heures|minutes)\b|\bcombien dure\b",
        ),
    ),
    (
        "time",
        (
            r"\bwhat time\b|\bat what hour\b|\bopening hours\b|\bwhen (?:does|do|is) .*\b(?:open|close|leave|arrive|depart)\b",
            r"\bum wie ?viel uhr\b|\ba que hora\b|\ba quelle heure\b",
        ),
    ),
    (
        "date",
        (
            r"^(?:and |but |so |und |y |e )?(?:when|wann|cuando)\b|\b(?:since|until|till|by|from) when\b|, when\b|\b(?:seit|bis|ab) wann\b",
            r"\b(?:what|which) (?:date|day|days|weekday|month|year)\b|\bdeadline\b|\bdue date\b|\bexpiry date\b",
            r"\bwelche[mnrs]? (?:datum|(?:wochen)?tag(?:en?)?|monat(?:en?)?|jahr(?:en?)?)\b|\bque (?:dias?|fecha|ano|mes)\b|\bdesde cuando\b|\bhasta cuando\b",
            r"\bquand\b|\bquel(?:le)?s? (?:jours?|date|mois|annee)\b",
        ),
    ),
    (
        "money",
        (
            r"\bhow much (?:money|rent|tax|interest)\b|\bhow much .*\b(?:cost|costs|pay|pays|paid|earn|earns|earned|spend|spent|owe|owed|charge|"
            r"charges|charged|worth|refund\w*|transfer\w*)\b",
            r"\bhow (?:high|large|big) (?:is|was|are|were) .*\b(?:rent|deposit|fee|premium|fine|payment|bonus|sum|excess|security|salary|wage|pension|price|costs?|bill|tax|interest|loan|debt|balance|allowance|surcharge|charge|fare|grant)\b",
            r"\b(?:what|which) .*\b(?:cost|costs|price|fee|rent|deposit|salary|premium|excess|sum|worth|wage|charge|pay|budget|"
            r"balance|bill|the fine|security|spent|owed?|earn(?:ed|s)?)\b|\bwhat (?:am|are|is|was|were|will|did|do|does) .*\b(?:paid|charged)\b",
            r"\bwas (?:kostet\w*|zahl(?:t|en|st|e)|bezahl(?:t|en|st|e)|verdien(?:t|en|st|e))\b|\bwie ?viel .*(?:kost|zahl|verdien|geld|eur)|\bwie hoch (?:ist|war|sind) .*(?:miete|kaution|gebuhr|preis|beitrag|betrag|kosten|gehalt)",
            r"\bcuanto (?:cuesta|costo|cobra|pag\w+|vale|gan\w+|dinero)\b|\bcombien (?:coute|a coute|paie|paye|gagne|valent|vaut)\b|\bquel est le (?:prix|montant|loyer)\b",
            r"\bwas (?:hat|haben|hatte|hatten) .*\b(?:gekostet|bezahlt|gezahlt)\b|\bque (?:ha |han )?cost(?:o|aron|ado)\b|\bcuanto (?:ha |han )?cost\w+\b",
            r"\b(?:was|welche\w?|wie hoch) .*\b(?:gebuhr|preis|kosten|miete|kaution|beitrag|lohn|gehalt|praemie|pramie)\w{0,2}\b",
            r"\b(?:que|cual|cuales) .*\b(?:precio|tarifa|tasa|cuota|coste|alquiler|fianza|sueldo|importe)s?\b",
            r"\bque(?:l(?:le)?s?)? .*\b(?:prix|cout|tarif|frais|loyer|caution|salaire|montant)s?\b",
        ),
    ),
    (
        "weight",
        (
            r"\bhow heavy\b|\bhow much (?:does|do|did) .*\bweigh|\bwhat weight\b|\bwie schwer\b|\bwie viel wieg\w+\b|\bcuanto pesa\b|"
            r"\bcombien pese\b|\b(?:how many|wie viele|cuantos|combien de|in|en) (?:kilos?|kg|kilogram\w*|gram+\w*|gramos|tons?|tonnen)\b",
        ),
    ),
    (
        "temperature",
        (
            r"\bhow (?:hot|warm|cold)\b|\bwhat temperature\b|\bwie (?:heiss|warm|kalt)\b|\btemperatur[ae]?\b|\bhow many degrees\b|\b(?:wie viele?|wieviel) grad\b|\bcuantos grados\b|\bcombien de degres\b",
        ),
    ),
    ("speed", (r"\bhow fast\b|\bwhat speed\b|\bwie schnell\b|\bque velocidad\b",)),
    ("age", (r"\bhow old\b|\bwhat age\b|\bwie alt\b|\bque edad\b|\bcuantos anos tiene\b|\bquel age\b",)),
    (
        "distance",
        (r"\bhow far\b|\bwhat distance\b|\bwie weit\b|\bque distancia\b|\bhow many (?:km|kilomet\w+|miles|met\w+)\b",),
    ),
    (
        "size",
        (
            r"\bhow (?:tall|large|big|high|wide|deep|thick)\b|\bwhat (?:size|height|width|area)\b|\bque (?:tamano|altura)\b",
            r"\bin (?:cm|mm|centimet\w+|zentimetern?|millimet\w+)\b|\bwie (?:gross|breit|tief|dick)\b|\bwelche \w*(?:weite|grosse|hohe|breite|lange)\b",
        ),
    ),
    (
        "amount",
        (
            r"\bhow much (?!notice|time)|\b(?:what|which) .*\b(?:amount|rate)\b",
            r"\bwie ?viel\b|\bwie hoch\b|\bcuanto\b|\bcombien\b(?! de)",
        ),
    ),
    (
        "number",
        (
            r"\bhow (?:many|often)\b|\b(?:what|which) (?:\w+ )?(?:percentage|percent|number|code|mileage)\b|\bwhat did .*\bmeter\b",
            r"\bwie (?:viele|oft)\b|\bcuant[ao]s\b|\bcombien de\b|\bquelle frequence\b|\bque frecuencia\b",
        ),
    ),
    (
        "person",
        (
            r"\b(?:who|whom|whose|wer|wem|wen|wessen|quien|quienes)\b|\bname of the\b|^qui\b|\b(?:a|de|pour|avec|par) qui\b",
        ),
    ),
    (
        "place",
        (
            r"\b(?:where|wo|wohin|woher|donde|adonde)\b|^ou\b",
            r"\b(?:which|what) (?:city|town|country|place|address|street|room|station|shelf|drawer|cupboard)\b",
        ),
    ),
)
_QUESTION_PATTERNS = tuple((kind, re.compile("|".join(patterns))) for kind, patterns in _ASKS)

_MONTHS = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch|z)?|maerz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|"
    r"sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|"
    r"septiembre|octubre|noviembre|diciembre|janvier|fevrier|mars|avril|juin|juillet|aout|septembre|octobre|novembre|"
    r"decembre)"
)
_DAYS = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|"
    r"lunes|martes|miercoles|jueves|viernes|sabados?|domingos?|(?:lun|mar|mercre|jeu|vendre|same)dis?|dimanches?|"
    r"wochentags?|werktags?|sonnabends?|weekdays?|weekends?)"
)
NUMBERS = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|hundred|"
    r"thousand|once|twice|half|ein(?:e[mnrs]?)?|zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn|elf|zwolf|"
    r"dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|une?|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze)"
)
_HOURS = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eins?|zwei|drei|vier|funf|sechs|sieben|acht|neun|"
    r"zehn|elf|zwolf|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|une|deux|trois|quatre|cinq|sept|huit|"
    r"neuf|dix|onze|douze)"
)
UNITS_OF_TIME = (
    r"(?:days?|weeks?|months?|years?|hours?|minutes?|mins?|seconds?|nights?|tagen?|wochen?|monaten?|jahren?|stunden?|"
    r"minuten?|dias?|semanas?|mes(?:es)?|anos?|horas?|minutos?|noches?|jours?|semaines?|mois|ans|annees?|heures?|"
    r"nuits?|sekunden?|segundos?|secondes?)"
)
_ANSWER_PATTERNS: dict[Kind, re.Pattern[str]] = {
    "money": re.compile(
        r"[€$£¥]\s?\d|\d\s?[€$£¥%]|\b(?:eur|euros?|usd|chf|gbp|dollars?|pounds?|cents?|per ?cent|prozent)\b|\d[.,]\d\d\b|"
        r"\b(?:free of charge|for free|no charge|kostenlos|kostenfrei|umsonst|gratis|gratuit\w*|included)\b"
    ),
    "amount": re.compile(
        r"[€$£¥]\s?\d|\d\s?[€$£¥%]|\b(?:eur|euros?|usd|chf|gbp|dollars?|pounds?|cents?|per ?cent|prozent)\b|\d[.,]\d\d\b|"
        r"\d\s?(?:k?g|mg|m?l|gramm?s?|gramos|litres?|liter|drops|pieces)\b"
    ),
    "number": re.compile(rf"\d|\b{NUMBERS}\b"),
    "date": re.compile(
        rf"\b(?:19|20)\d\d\b|\b\d{{1,2}}[./-]\d{{1,2}}\b|\b{_MONTHS}\b|\b{_DAYS}\b|"
        r"\b(?:every|each|yesterday|today|tomorrow|century|easter|christmas|calendar|before the end)\b|"
        r"\b(?:jeden|jede[rs]?|taglich|wochentlich|monatlich|heute|gestern|ostern|weihnachten|cada|todos los|hoy|ayer|"
        r"chaque|tous les|toutes les|aujourd'hui|demain|paques|noel)\b"
    ),
    "time": re.compile(
        r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2}\s?(?:am|pm|uhr|h|o'clock|heures?)\b|(?<![\d.-])\d{1,2}\s?[-\u2013]\s?\d{1,2}(?![\d.-])|\b(?:noon|midnight|mittags?|mitternacht|mediodia|medianoche|midi|minuit)\b|"
        rf"\b(?:from|between|von|zwischen|de|entre)\s(?:las\s)?\d{{1,2}}\s(?:to|till|until|and|bis|und|a|y|et)\s(?:las\s)?\d{{1,2}}\b|\b\d{{1,2}}\s(?:to|bis)\s\d{{1,2}}\b|"
        rf"\b(?:at|from|until|till|before|after|um|ab|bis|gegen|halb|las|la)\s{_HOURS}\b|\b{_HOURS}\s(?:o'clock|uhr|heures?)\b"
    ),
    "duration": re.compile(
        rf"\b(?:\d+|{NUMBERS}|an?|una?|each|every|chaque|cada|jede[rsn]?)[\s-]+(?:\w+\s)?{UNITS_OF_TIME}\b|\d\s?(?:h|min)\b|\b\d:\d\d\b|\b(?:(?:un)?til|bis zu[mr]?|hasta el|jusqu'a[ux]?)\b"
    ),
    "weight": re.compile(r"\d\s?(?:kg|kilos?|kilogram\w*|g|grams?|gramm|gramos|t|tons?|tonnen|mg|lbs?)\b"),
    "temperature": re.compile(r"\d\s?(?:degrees?|grad|grados|°)|\bdegrees\b"),
    "distance": re.compile(
        rf"\b(?:\d+|{NUMBERS})\s?(?:km|kilomet\w+|m|met(?:re|er|ro)s?|miles?|cm|mm|stops|minutes)\b"
    ),
    "size": re.compile(
        r"\d\s?(?:m|cm|mm|km|met\w+|square|quadrat\w+|m2|m²|litres?|liter|l|inch\w*|%|per ?cent)\b|\d\s?(?:x|by|mal|por|sur)\s?\d|\b(?:size|grosse|talla|taille)\b"
    ),
    "speed": re.compile(r"\d\s?(?:km an hour|km/h|kmh|mph|mbit|kbit|m/s|knots|revolutions|rev)"),
    "age": re.compile(rf"\b(?:\d+|{NUMBERS})\b|\bborn\b|\bgeboren\b"),
    "contact": re.compile(
        r"(?:\d[\s/-]?){5,}|\S@\S|[a-z]{2}\d{2}\s?\d{4}|\b(?!(?:eur|usd|chf|gbp)\b|(?:eur|usd|chf|gbp)\d)[a-z]{1,4}[- ]?\d{3,}"
    ),
}
# A name of Chinese, Japanese, Korean or Cyrillic letters is one in a sentence of Latin ones, too.
_NAME = re.compile(
    r"(?<![.!?]\s)(?<!^)\b[A-ZÄÖÜÁÉÍÓÚÑ][\w'’-]+|[\u3400-\u9fff\uac00-\ud7a3]{2}|(?<![.!?]\s)(?<!^)\b[\u0410-\u042f][\u0430-\u044f]"
)
# They are written with a capital and name nobody: "GBP 865", "from Friday".
_NO_PERSON = re.compile(rf"\b(?:eur|gbp|chf|usd|vat|iban|{_MONTHS}|{_DAYS})\b", re.IGNORECASE)
# "The tenants may set off" names no month, nor does "a march of two hours"; "3 may" does.
_NO_MONTH = re.compile(r"(?<!\d )(?<!\d\. )(?<!\dth )\b(?:may|march)\b(?! \d)")
_SOMEWHERE = re.compile(
    r"\b(?:in|on|at|under|behind|next to|beside|above|below|between|near|inside|im|am|unter|hinter|neben|auf|vor|en|bajo|detras|encima|debajo|dentro|junto|"
    r"dans|sous|derriere|devant|au[- ]dess(?:us|ous)|a cote|"
    r"address|adresse|anschrift|direccion|domicilio)\b|\b(?:place|location|room|shelf|ort|raum|regal|lieu|salle|lugar|sala)\b:"
)


def asked_kind(question: str) -> Kind | None:
    """The kind of thing asked for, or None for an open question."""
    folded = fold_accents(question).strip(" \t\n¿¡\"'")
    found: Kind | None = next((kind for kind, pattern in _QUESTION_PATTERNS if pattern.search(folded)), None)
    return found or chinese_asked(question)


def holds(kind: Kind, text: str) -> bool:
    """Whether `text` has anything of that kind in it."""
    if kind == "person":
        return any(_NO_PERSON.fullmatch(fold_accents(name[0])) is None for name in _NAME.finditer(text))
    folded = fold_accents(_NO_MONTH.sub(" ", text) if kind == "date" else text)
    if kind == "place":
        return _SOMEWHERE.search(folded) is not None or chinese_holds(kind, text)
    return _ANSWER_PATTERNS[kind].search(folded) is not None or chinese_holds(kind, text)
