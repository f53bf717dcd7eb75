"""Words that turn a statement round: quantifiers, opposites, units of measure, negations, in six languages.

Invariant: all words are folded (`folding.fold_accents`); a word names one quantifier and one unit at most.
"""

from __future__ import annotations

from typing import Final

from assistant.text.languages import NEGATIONS, word_set

_QUANTIFIERS: Final = {
    "all": "all every each everyone everybody everything any anyone alle allen aller alles jede jeder jedes jeden jedem "
    "samtliche tous toutes tout toute chaque todos todas todo toda cada tutti tutte tutto ogni alle elke ieder iedere "
    "iedereen entire whole",
    "none": "no none nobody nothing neither kein keine keinen keiner keinem keines niemand nichts aucun aucune personne rien "
    "ningun ninguno ninguna nadie nada nessun nessuno nessuna niente geen niemand niets",
    "some": "some several certain einige manche mehrere certains certaines quelques plusieurs algunos algunas varios varias "
    "alcuni alcune qualche sommige enkele enige",
    "most": "most majority meisten mehrheit plupart majorite mayoria maggioranza meeste meerderheid",
    "many": "many numerous viele vielen zahlreiche beaucoup nombreux nombreuses muchos muchas numerosos molti molte "
    "numerosi veel talrijke",
    "few": "few wenige wenigen wenigsten peu pocos pocas pochi poche weinig fewest",
    "only": "only solely exclusively just nur lediglich ausschliesslich seulement uniquement solo solamente unicamente "
    "soltanto solamente alleen slechts enkel",
    "also": "also too additionally auch ausserdem aussi egalement tambien ademas anche inoltre ook bovendien",
    "both": "both beide beiden ambos ambas entrambi entrambe",
    "always": "always immer stets toujours siempre sempre altijd",
    "never": "never nie niemals jamais nunca jamas mai nooit",
    "sometimes": "sometimes occasionally rarely seldom manchmal gelegentlich selten parfois rarement vezes rara qualche_volta "
    "raramente soms zelden",
    "least": "minimum mindestens wenigstens minimal minimo minstens",
    "most_of": "maximum hochstens maximal maximo massimo hoogstens maximaal",
    "more": "more mehr plus mas piu meer over exceeding",
    "less": "less fewer weniger moins menos meno minder under below unter",
}
QUANTIFIER: Final = {word: name for name, words in _QUANTIFIERS.items() for word in words.split()}
# Which quantifiers cannot both be right of one thing.
_AGAINST: Final = (
    "all none|all some|all only|some only|many only|most only|all few|all many|all most|none some|none most|none many|none few|most few|many few|some many|only also|"
    "always never|always sometimes|never sometimes|least most_of|more less|both none|both some"
)
CONFLICTS: Final = frozenset(frozenset(pair.split()) for pair in _AGAINST.split("|"))
# Quantifiers that a sentence does not gain by rewording.
STRONG: Final = word_set("all none only always never least most_of both")
# Two words that stand for one of these quantifiers.
PHRASES: Final = {
    ("at", "least"): "least", ("at", "most"): "most_of", ("up", "to"): "most_of", ("no", "more"): "most_of",
    ("no", "less"): "least", ("no", "fewer"): "least", ("not", "all"): "some", ("a", "few"): "some",
    ("au", "moins"): "least", ("au", "plus"): "most_of", ("bis", "zu"): "most_of", ("al", "menos"): "least",
    ("por", "menos"): "least", ("como", "maximo"): "most_of", ("como", "minimo"): "least", ("al", "massimo"): "most_of",
    ("almeno",): "least", ("ten", "minste"): "least", ("ten", "hoogste"): "most_of",
}  # fmt: skip

_OPPOSITES: Final = (
    "allow forbid|allowed forbidden|allowed prohibited|allowed banned|permitted forbidden|permitted prohibited|may cannot|"
    "increase decrease|increased decreased|increases decreases|rise fall|rose fell|rises falls|gain loss|gained lost|grew shrank|"
    "before after|largest smallest|larger smaller|highest lowest|higher lower|first last|win lose|won lost|early late|"
    "earlier later|earliest latest|north south|east west|northern southern|eastern western|with without|more less|large small|"
    "big small|new old|newest oldest|newer older|began ended|begin end|begins ends|start end|started ended|starts ends|high low|"
    "support oppose|supported opposed|supports opposes|accept reject|accepted rejected|approve reject|approved rejected|"
    "approved refused|above below|over under|inside outside|true false|include exclude|included excluded|includes excludes|"
    "open closed|opens closes|opened closed|best worst|better worse|major minor|positive negative|required optional|"
    "mandatory optional|mandatory voluntary|pass fail|passed failed|passes fails|buy sell|bought sold|buyer seller|"
    "landlord tenant|lender borrower|employer employee|credit debit|refundable nonrefundable|paid unpaid|valid invalid|"
    "free paid|present absent|left right|warm cold|hot cold|long short|longer shorter|strong weak|heavy light|public private|"
    "internal external|import export|imported exported|male female|men women|man woman|husband wife|father mother|son daughter|"
    "brother sister|morning evening|day night|enable disable|enabled disabled|deny confirm|denied confirmed|denied granted|"
    "denied admitted|granted refused|agree disagree|agreed refused|arrive leave|arrived left|add remove|added removed|"
    "safe dangerous|safe unsafe|benign malignant|mild severe|acute chronic|improved worsened|success failure|profit loss|"
    "upper lower|maximum minimum|majority minority|entry exit|wet dry|full empty|same different|together separately|"
    "erlaubt verboten|erlaubt untersagt|gestattet untersagt|zulassig unzulassig|vor nach|mit ohne|grosste kleinste|grossten kleinsten|"
    "grosser kleiner|hochste niedrigste|hochsten niedrigsten|erste letzte|ersten letzten|gross klein|grosse kleine|alt neu|"
    "alte neue|alten neuen|hohe niedrige|hoher niedriger|fruh spat|fruher spater|steigt sinkt|stieg sank|gestiegen gesunken|"
    "gewonnen verloren|gewann verlor|angenommen abgelehnt|genehmigt abgelehnt|beginnt endet|begann endete|beginn ende|offen "
    "geschlossen|geoffnet geschlossen|innen aussen|oben unten|uber unter|links rechts|gultig ungultig|bezahlt unbezahlt|kauf verkauf|"
    "mieter vermieter|positiv negativ|nord sud|ost west|norden suden|osten westen|mehr weniger|inklusive exklusive|pflicht freiwillig|"
    "autorise interdit|permis interdit|avant apres|avec sans|plus moins|grand petit|grande petite|premier dernier|premiere derniere|"
    "augmente diminue|hausse baisse|accepte refuse|ouvert ferme|gagne perdu|nouveau ancien|nouvelle ancienne|obligatoire facultatif|"
    "nord sud|haut bas|debut fin|inclus exclu|locataire bailleur|"
    "permitido prohibido|antes despues|con sin|mas menos|grande pequeno|mayor menor|primero ultimo|primera ultima|aumenta disminuye|"
    "subio bajo|aceptado rechazado|abierto cerrado|ganado perdido|nuevo viejo|obligatorio voluntario|norte sur|este oeste|inicio fin|"
    "incluido excluido|inquilino arrendador|"
    "consentito vietato|permesso vietato|prima dopo|con senza|piu meno|grande piccolo|maggiore minore|primo ultimo|prima ultima|"
    "aumenta diminuisce|accettato rifiutato|aperto chiuso|vinto perso|nuovo vecchio|obbligatorio facoltativo|nord sud|incluso escluso|"
    "toegestaan verboden|voor na|met zonder|meer minder|groot klein|grootste kleinste|eerste laatste|stijgt daalt|steeg daalde|"
    "goedgekeurd afgewezen|open gesloten|gewonnen verloren|nieuw oud|nieuwe oude|verplicht vrijwillig|noord zuid|begin einde|"
    "inclusief exclusief|huurder verhuurder"
)
_PAIRS: Final = frozenset(frozenset(pair.split()) for pair in _OPPOSITES.split("|"))
_TURNING: Final = ("un", "in", "im", "ir", "il", "non", "dis", "a")  # in front of a word: unsuccessful, impossible
_LEAST_TURNED: Final = 4  # letters of the word behind

_UNITS: Final = (
    "km kilometre kilometres kilometer kilometers kilometern|m metre metres meter meters metern metro metri|cm centimetre "
    "centimetres centimeter centimeters zentimeter|mm millimetre millimetres millimeter millimeters|mile miles mi meilen|foot feet ft|"
    "inch inches zoll|yard yards yd|kg kilo kilos kilogram kilograms kilogramm kilogramme|g gram grams gramm gramme grammes|mg "
    "milligram milligrams milligramm|mcg microgram micrograms|tonne tonnes ton tons tonnen|lb lbs pound_weight|l litre litres liter "
    "liters litro litros litri|ml millilitre millilitres milliliter milliliters|second seconds sekunde sekunden seconde secondes|"
    "minute minutes min minuten minuto minutos minuti minuut|hour hours h stunde stunden heure heures hora horas ora ore uur uren|"
    "day days tag tage tagen jour jours dia dias giorno giorni dag dagen|week weeks woche wochen semaine semaines semana semanas "
    "settimana settimane weken|month months monat monate monaten mois mes meses mese mesi maand maanden|year years jahr jahre "
    "jahren an ans annee annees ano anos anno anni jaar jaren|decade decades|century centuries jahrhundert jahrhunderte|percent % "
    "prozent pourcent porcento procent|dollar dollars usd $|euro euros eur \u20ac|pound pounds gbp \u00a3|franc francs franken chf|"
    "million millions millionen millones milioni miljoen mio|billion billions milliarden milliarde milliards miliardi miljard mrd|"
    "thousand thousands tausend mille mila duizend|hundred hundreds|acre acres|hectare hectares ha hektar|kwh|kw|mw|gb gigabyte "
    "gigabytes|mb megabyte megabytes|tb terabyte terabytes|celsius|fahrenheit|times mal fois veces volte keer"
)
UNIT: Final = {word: unit.split()[0] for unit in _UNITS.split("|") for word in unit.split()}

NEGATORS: Final = NEGATIONS | word_set("niet geen nooit zonder nessuna niente nadie jamais n")


def are_opposites(first: str, second: str) -> bool:
    """Whether one folded word says the opposite of the other: "before" and "after", "possible" and "impossible"."""
    if frozenset((first, second)) in _PAIRS:
        return True
    short, long = sorted((first, second), key=len)
    return len(short) >= _LEAST_TURNED and any(long == turn + short for turn in _TURNING)
