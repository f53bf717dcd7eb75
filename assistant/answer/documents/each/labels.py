"""What stands beside a value and says what it is ("Net pay", "Nettolohn"), compared by meaning and not by spelling.

Invariant: a word has the same concepts in a question and in a document, whatever its language; a word that is not
listed is a concept of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from assistant.answer.retrieve.gloss.distance import edit_cost
from assistant.text.languages import word_set
from assistant.text.stems import stem, strip_ending
from assistant.text.words import words

# One concept a line. A German compound has the concepts of its parts: "Nettolohn" is net and pay.
_CONCEPTS = """
net netto neto nette nets nettos
gross brutto bruto brut brute bruttos
pay payment paid salary wage lohn gehalt salario sueldo salaire paie zahlen zahlung bezahlt ausgezahlt auszahlung
pay pagar pagado pagada pague pagamos pago payer paye verse zahlbetrag bezuge bezahlung
tax steuer steuern impuesto impuestos impot impots mwst vat iva tva mehrwertsteuer umsatzsteuer
income einkommen einkommens einkommensteuer ingresos revenu renta irpf
leave urlaub resturlaub vacaciones conges ferien urlaubstage
remaining left rest ubrig restantes restants restant verbleibend offen
deduction deductions deducted abzug abzuge deduccion deducciones retenue retenues cotisation
pension rente rentenversicherung rv jubilacion retraite
health gesundheit kranken krankenversicherung kv salud sante krankenkasse
unemployment arbeitslosen arbeitslosenversicherung av desempleo chomage
overtime uberstunden extra extras supplementaires
total sum summe gesamt insgesamt gesamtsumme gesamtbetrag rechnungsbetrag endbetrag suma somme
total totale together altogether
amount betrag importe montant cantidad price preis precio prix cost costs kosten kostet cuesta coste cout value wert
due fallig falligkeit vencimiento vence echeance deadline zahlbar
date datum fecha
invoice rechnung factura facture
contract vertrag contrato contrat
notice kundigung kundigungsfrist preaviso preavis
period frist plazo duree
term laufzeit vertragslaufzeit
excess selbstbeteiligung selbstbehalt franquicia franchise deductible
premium pramie beitrag prima prime versicherungsbeitrag jahresbeitrag
yearly annual annually jahrlich jahres anual annuel annuelle year jahr
monthly monatlich monats mensual mensuel mensuelle month monat
rent miete kaltmiete grundmiete alquiler loyer
deposit kaution fianza caution
hours stunden horas heures hour stunde
working arbeits arbeitszeit trabajo travail
time zeit tiempo temps
number nummer numero nr no num
personnel personal personalnummer matricule empleado
account konto cuenta compte
fee gebuhr cuota frais honorar
bonus pramien sonderzahlung gratifikation prime
weight gewicht peso poids
temperature temperatur temperatura grad degrees
"""
_WITHOUT = word_set(
    "without subtotal zwischensumme excl excluding ohne zzgl netto hors ht sin base net before advances anzahlung"
)
EARNED = word_set(
    """earn earns earned earning earnings make made verdient verdiente verdienen verdienst bekam bekommen gana gano
    ganado ganar gagne gagner gagnait touche"""
)
TOTAL = "total"
_LONGEST_END = 5  # letters behind a word that is named within another: "Hämoglobinwert"
_LEAST_ALIKE = 6  # letters of words that are compared by their spelling
_LEAST_PART = 4  # letters of the parts of a compound


@cache
def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in filter(None, _CONCEPTS.split("\n")):
        first = line.split()[0]
        for word in line.split():
            table.setdefault(word, first)
            table.setdefault(stem(word), first)
    return table


@lru_cache(maxsize=65_536)
def concepts_of(word: str) -> frozenset[str]:
    """The concepts of a folded word."""
    table = _table()
    for form in (word, stem(word), strip_ending(word)):
        if form in table:
            return frozenset({table[form]})
    for at in range(len(word) - _LEAST_PART, _LEAST_PART - 1, -1):
        before, after = word[:at], word[at:]
        first = table.get(before) or table.get(before.removesuffix("s"))
        second = table.get(after) or table.get(stem(after))
        if first and second:
            return frozenset({first, second})
    return frozenset({stem(word)})


def concepts(text_words: Iterable[str]) -> frozenset[str]:
    """The concepts of folded words, numbers left out."""
    return frozenset(concept for word in text_words if not word.isdigit() for concept in concepts_of(word))


def is_listed(word: str) -> bool:
    """Whether the folded word is one of those that values are commonly called by."""
    return word in _table()


def is_part_only(text: str) -> bool:
    """Whether a line gives a sum before something is added or taken away: "Sum without tax", "Zwischensumme"."""
    return not _WITHOUT.isdisjoint(words(text))


def as_written(labels: frozenset[str], held: frozenset[str]) -> frozenset[str]:
    """The labels, each that a document does not hold as the word of another language that it holds, if that is spelled
    nearly alike: "creatinine" for "Kreatinin"."""
    return frozenset(label if label in held else _alike(label, held) for label in labels)


def _alike(label: str, held: frozenset[str]) -> str:
    bare = _bare(label)
    if len(bare) < _LEAST_ALIKE:
        return label
    near = [word for word in held if bare[0] == _bare(word)[:1] and _is_near(bare, _bare(word))]
    return min(near, default=label)


def _is_near(bare: str, other: str) -> bool:
    """Whether the words differ by a letter, or one is the other with an end: "Hämoglobinwert", "Patientin"."""
    if edit_cost(bare, other, 1.0) <= 1.0:
        return True
    short, long = sorted((bare, other), key=len)
    ends_later = len(short) >= _LEAST_ALIKE and len(long) - len(short) <= _LONGEST_END
    cuts = range(len(short) - 1, len(short) + 2)
    return ends_later and any(edit_cost(short, long[:cut], 1.0) <= 1.0 for cut in cuts)


def _bare(word: str) -> str:
    """The word without what differs between the spellings of one word in several languages."""
    for written, plain in (("ph", "f"), ("th", "t"), ("c", "k"), ("y", "i")):
        word = word.replace(written, plain)
    return word[:-1] if word.endswith(("a", "e", "o")) else word
