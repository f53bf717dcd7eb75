"""The words of questions over tables, in four languages.

Invariant: patterns are for folded text (lower case, no accents), match whole words and hold no nested repetition.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from assistant.text.languages import ENGLISH, GERMAN, SPANISH, word_set

Language = Literal["en", "de", "es", "fr"]
Sign = Literal["sum", "average", "count", "much", "max", "min", "last", "first", "list", "difference"]

FRENCH = word_set(
    """a au aux avec avons avez ai as ce cela ces cet cette c d dans de des depuis du elle elles en entre est et ete
    etait etaient etre eu fait faut il ils j je l la le les leur leurs lors ma mais me mes moi mon n ne nos notre
    nous on ont ou par pas pendant pour qu que qui s sa se ses si son sont sur ta te tes toi ton tu un une vos
    votre vous y quel quelle quels quelles avoir suis sommes etions avait avaient combien quand ou fois"""
)
_STOP: Final[Mapping[Language, frozenset[str]]] = {
    "en": ENGLISH | word_set("much often ever ever altogether"),
    "de": GERMAN | word_set("mal wurde wurden gab gewesen"),
    "es": SPANISH | word_set("cuanto cuanta veces hubo hizo hicimos fueron tuvo tuvimos hemos han he"),
    "fr": FRENCH,
}
# What a question says of any table: it names nothing in one.
FILLER = word_set(
    """leave left shopped eingekauft einkaufen transaction transactions purchase purchases booking bookings visit visits
    einkauf einkaufe besuch besuche buchung buchungen compra compras visita visitas achat achats visite visites
    row rows entry entries record records line lines item items table tables list lists file files document
    spreadsheet sheet csv data figure figures value values money euro euros eur dollar dollars pound pounds usd
    gbp chf franken overall time times tell show give find calculate compute add please according there listed
    recorded noted entered done made happen happened carried place took take taken need needed go went family
    household ours everything anything something see saw seen get got visit visited gave given kind sort type
    worth come came booked book zeile zeilen eintrag eintrage datensatz datensatze tabelle liste datei dokument
    wert werte geld zeige zeig nenne gib berechne rechne laut stehen steht gemacht durchgefuhrt fand statt
    haushalt familie angefallen betragt betrug fila filas registro registros entrada entradas tabla lista archivo
    documento valor valores dinero muestra dime dame calcula segun hay hecho hechos hicieron familia realizo
    realizaron ligne lignes entree entrees tableau liste fichier document valeur valeurs argent montre donne
    calcule selon faits fait famille realise effectue"""
)
# Verbs that a table may have in a name; where it has not, they say nothing of it.
SOFT = word_set(
    """work worked works live lives lived run ran drive drove driven belong own have use buy bought borrowed lent
    order ordered change changed check checked checkup done replaced renewed serviced
    wechsel gewechselt gewechselte erneuert gepruft cambio cambiado cambiamos cambiaron revisado changement change
    remplace controle
    arbeitet arbeitete gearbeitet gelaufen lief wohnt wohnen lebt kaufte gekauft kommt kommen bestellt far weit long
    trabajo trabajado trabaja trabajaron vive viven corrio corri compro compramos viene vienen lejos
    travaille travaillait habite habitent vient viennent couru achete loin cost costs"""
)
# Adjectives and adverbs that name the column that they compare.
_QUALITIES = (
    (
        "=distance =length =duration",
        "longest shortest longer shorter long langste langsten langster kurzeste kurzesten",
    ),
    (
        "=distance =length =duration",
        "langer kurzer weiteste far weit furthest farthest lejos loin larga largo corta corto",
    ),
    ("=distance =length =duration", "longue court courte"),
    ("=age", "old oldest youngest older younger age"),
    (
        "=age",
        "joven jovenes viejo vieja jeune jeunes vieux vieille alt alteste altester alteren jungste jungster alter",
    ),
    ("=weight", "heaviest lightest heavier lighter schwerste leichteste schwerer leichter pesado pesada lourd lourde"),
    ("=temperature", "warmest coldest hottest warmste kalteste warmer colder"),
    ("=height", "tallest taller alto"),
    ("=speed =duration", "fastest slowest faster slower schnellste langsamste rapide lent rapido lento"),
)
QUALITIES: Final = {word: tuple(groups.split()) for groups, words in _QUALITIES for word in words.split()}
# Their meaning turns a condition around, which this grammar does not do.
NEGATIONS = word_set(
    "not without except excluding nor never nicht ohne ausser keine keinen sin sauf sans salvo excepto pas no"
)
RELATIVE = re.compile(
    r"\bhow much of\b|\bwie ?viel (?:von|davon)\b|\bcuanto del?\b|\bcombien (?:du|sur)\b"  # a part of something
    r"|\b(?:(?:last|this|next|past|previous|current) (?:year|month|week|quarter|few|\d+)|today|yesterday"
    r"|tomorrow|ago|now"
    r"|(?:letzte[nsmr]?|diese[nsmr]?|nachste[nsmr]?|vorige[nsmr]?) (?:jahr|jahres|monat|monats|woche"
    r"|quartal)|heute|gestern"
    r"|(?:este|esta|pasado|proximo) (?:ano|mes|semana)|(?:ano|mes) pasado|hoy|ayer"
    r"|(?:cette|ce) (?:annee|mois|semaine)|(?:annee|mois|semaine) (?:derniere|dernier|prochaine)|aujourd|hier)\b"
)

_SIGNS: Final[Mapping[Language, Mapping[Sign, str]]] = {
    "en": {
        "difference": "difference|how (?:much|many) (?:more|less|fewer|higher|lower)",
        "count": "how many(?: different)?|how often|number of(?: different)?|count(?: of)?",
        "much": "how much|how far|how high|how long|how old|how heavy|how tall",
        "average": "average|averages|mean|on average",
        "sum": "total|totals|totalled|sum|sum of|sum up|altogether|in all|all together|combined|add up|overall",
        "max": "most expensive|highest|largest|biggest|maximum|max|greatest|dearest|costliest|priciest|most"
        "|longest|heaviest|tallest|furthest|farthest|hottest|warmest|fastest"
        "|peak|best",
        "min": "least expensive|cheapest|lowest|smallest|minimum|min|least|fewest|shortest|lightest|worst|coldest"
        "|slowest",
        "last": "latest|last|most recent|most recently|newest|youngest",
        "first": "first|earliest|oldest",
        "list": "list|show me|show|which|what are|what were|give me|what",
    },
    "de": {
        "difference": "unterschied|differenz|wie ?viel (?:mehr|weniger|hoher|niedriger)|um wie ?viel",
        "count": "wie ?viele(?: verschiedene)?|wie oft|anzahl|wie haufig",
        "much": "wie ?viel|wie hoch|wie weit|wie lange|wie alt|wie schwer",
        "average": "durchschnitt|durchschnittlich|durchschnittliche|durchschnittlichen|durchschnittlicher"
        "|im schnitt|im mittel"
        "|mittelwert",
        "sum": "insgesamt|gesamt|gesamtsumme|gesamtbetrag|gesamtkosten|summe|zusammen|in summe|total",
        "max": r"am meisten|hochst\w{1,3}|grosst\w{1,3}|teuerst\w{1,3}|meist\w{1,3}|langst\w{1,3}"
        r"|maximal\w{0,2}|maximum",
        "min": r"am wenigsten|niedrigst\w{1,3}|kleinst\w{1,3}|gunstigst\w{1,3}|billigst\w{1,3}"
        r"|wenigst\w{1,3}|geringst\w{1,3}"
        r"|kurzest\w{1,3}|minimal\w{0,2}|minimum",
        "last": r"letzt\w{1,3}|zuletzt|neuest\w{1,3}|jungst\w{1,3}|aktuellst\w{1,3}",
        "first": r"erst\w{1,3}|zuerst|fruhest\w{1,3}|altest\w{1,3}",
        "list": r"welche\w?|zeige?|liste|was|nenne",
    },
    "es": {
        "difference": "diferencia|cuanto (?:mas|menos)",
        "count": "cuant[oa]s(?: veces| diferentes)?|numero de(?: veces)?|cantidad de",
        "much": "cuant[oa]",
        "average": "promedio|en promedio|media|de media|por termino medio",
        "sum": "en total|total|totales|suma|sumar|en conjunto",
        "max": "mas (?:caro|cara|caros|caras|alto|alta|altos|altas|grande|grandes|elevado|elevada|largo"
        "|larga)|mayor|mayores"
        "|maximo|maxima|mas",
        "min": "mas (?:barato|barata|bajo|baja|pequeno|pequena|corto|corta)|menor|menores|minimo|minima|menos",
        "last": "ultim[oa]s?|mas recientes?|mas joven|mas jovenes",
        "first": "primer|primer[oa]s?|mas antigu[oa]s?|mas viej[oa]s?",
        "list": "que|cuales|cual|muestra|lista",
    },
    "fr": {
        "difference": "difference|ecart|combien (?:de )?(?:plus|moins)",
        "count": "combien de fois|nombre d[e ]|combien d[e ]",
        "much": "combien|quel age",
        "average": "moyen|moyenne|en moyenne|moyens|moyennes",
        "sum": "au total|total|totaux|somme|en tout|totale",
        "max": "plus (?:cher|chere|chers|cheres|eleve|elevee|grand|grande|haut|haute|long|longue)|maximum"
        "|maximal|maximale|plus",
        "min": "moins (?:cher|chere|chers|cheres|eleve|elevee)|plus (?:bas|basse|petit|petite|court|courte)"
        "|minimum|minimal|moins",
        "last": r"dernier\w{0,2}|plus recent\w{0,2}|plus jeunes?",
        "first": r"premier\w{0,2}|plus ancien\w{0,3}|plus age\w{0,2}|plus vieux|plus vieille",
        "list": "quels|quelles|quel|quelle|montre|liste",
    },
}
_PER: Final[Mapping[Language, str]] = {
    "en": "per|for each|for every|by|each|every|an?(?= (?:month|year|week|day)\\b)",
    "de": r"pro|je|im(?= (?:monat|jahr)\b)|fur jede[nrs]?|jede[nrsm]?|nach",
    "es": "por cada|por|cada|al",
    "fr": "pour chaque|par|chaque",
}
_ASKS: Final[Mapping[Language, str]] = {
    "en": "which|what|who|whose|when|where",
    "de": r"welche[rsnm]?|wer|wem|wann|wo|was",
    "es": "que|cual|cuales|quien|quienes|cuando|donde",
    "fr": "quel|quelle|quels|quelles|qui|quand|ou",
}
WHEN = word_set("when wann cuando quand")
WHO = word_set("who whose wer wem quien quienes qui")
TIME_UNITS = {"=month": "month", "=year": "year", "=day": "day", "=week": "week", "=quarter": "quarter"}
NUMBER_WORDS: Final = {
    word: number
    for names in (
        "one two three four five six seven eight nine ten",
        "eine zwei drei vier funf sechs sieben acht neun zehn",
        "uno dos tres cuatro cinco seis siete ocho nueve diez",
        "une deux trois quatre cinq six sept huit neuf dix",
    )
    for number, word in enumerate(names.split(), 1)
}
_MARKS: Final[Mapping[Language, frozenset[str]]] = {
    "en": ENGLISH | word_set("list show total average sum per"),
    "de": GERMAN
    | word_set(
        "wieviel viele oft hoch insgesamt zeige durchschnittlich pro je summe gesamt ausgaben kosten anzahl unterschied"
    ),
    "es": SPANISH | word_set("cuanto cuantos cuanta cuantas veces total gastamos ultimo ultima suma gastos por"),
    "fr": FRENCH | word_set("total moyenne dernier derniere premiere premier somme depenses par"),
}

SIGNS: Final[Mapping[Language, Mapping[Sign, re.Pattern[str]]]] = {
    language: {sign: re.compile(rf"\b(?:{words})\b") for sign, words in signs.items()}
    for language, signs in _SIGNS.items()
}
PER: Final = {language: re.compile(rf"\b(?:{words}) ([a-z]+)\b") for language, words in _PER.items()}
ASKS: Final = {
    language: re.compile(rf"\b({words})\b(?: ([a-z]+)\b)?(?: ([a-z]+)\b)?") for language, words in _ASKS.items()
}


def language_of(words: list[str]) -> Language:
    """The language whose everyday words are most frequent among folded `words`; English if none is."""
    counts: dict[Language, int] = {name: sum(word in marks for word in words) for name, marks in _MARKS.items()}
    return max(counts, key=lambda name: counts[name])


def stop_words(language: Language) -> frozenset[str]:
    return _STOP[language]
