"""The language that a question is written in, for the program's own words in the answer.

Invariant: every text has one of four languages; where nothing speaks for another one it is English.
"""

from __future__ import annotations

import re
from typing import Literal

from assistant.text.folding import fold_accents
from assistant.text.languages import ENGLISH, GERMAN, SPANISH, word_set

Language = Literal["en", "de", "es", "fr"]

FRENCH = word_set(
    """a afin ai ainsi alors apres as au aucun aussi autre autres aux avant avec avez avoir avons bien c ca car ce cela
    celle celles celui ces cet cette ceux chaque chez ci combien comme comment d dans de depuis des dernier derniere
    deux dois doit doivent donc dont du elle elles en encore entre es est et etait ete etes etre eux faire fait fais
    faut fois il ils j je jusqu jusque l la le les leur leurs lequel laquelle lors lui m ma mais me meme mes moi moins
    mon n ne ni nos notre nous on ont ou par parce pas pendant peu peut peux plus pour pourquoi pouvez pouvons qu
    quand que quel quelle quelles quels qui quoi s sa sans se selon ses si son sont sous suis sur t ta tes toi ton
    tous tout toute toutes tres tu un une va vais vers veut veux voici vos votre vous y"""
)
# Words of short questions and greetings that are no stop words; each belongs to one language alone.
_TELLING: dict[Language, frozenset[str]] = {
    "en": word_set(
        """hello hi hey thanks thank please compare difference deadlines deadline due dates write draft letter files
        file shorter simpler help bye good morning evening appointments upcoming documents today summarise list show"""
    ),
    "de": word_set(
        """hallo danke bitte guten morgen moin servus tschuss fristen frist termine termin fallig dateien datei
        unterschied vergleiche vergleich schreib schreibe schreiben brief kurzer einfacher hilfe ordner heute
        ubersetze kundigen ablauf wann welche zwischen entwurf anstehende nachste nachsten rechne"""
    ),
    "es": word_set(
        """hola gracias adios buenos buenas dias fechas fecha limite plazos plazo archivos archivo carpeta carpetas
        diferencia compara escribe carta correo corto breve sencillo ayuda hoy traduce vence vencen citas cuanto
        ficheros politica olvidar proximas proximos calcula redacta documentos"""
    ),
    "fr": word_set(
        """bonjour bonsoir salut merci revoir echeances echeance delais delai fichiers fichier dossier dossiers
        difference compare ecris redige lettre courriel court simple aide aujourd hui traduis expire rendez
        politique oublier prochaines prochains prochain calcule brouillon donnees plait machine"""
    ),
}
_STOP_WORDS: dict[Language, frozenset[str]] = {"en": ENGLISH, "de": GERMAN, "es": SPANISH, "fr": FRENCH}
# Letters that only one of the four languages uses, and openings that it alone has.
_LETTERS: dict[Language, re.Pattern[str]] = {
    "de": re.compile("[ßäöÄÖ]"),
    "es": re.compile("[¿¡ñÑ]"),
    "fr": re.compile("[çœèêàâîùëÇŒÈÊÀ]"),
}
_LETTER_WEIGHT = 2.0
_TELLING_WEIGHT = 1.5
_WORD = re.compile(r"[^\W\d_]+")
_READ_CHARS = 2_000  # enough to tell a language by


def language_of(text: str) -> Language:
    """The language with most of its stop words, telling words and letters in `text`; of equals the first of en, de,
    es, fr."""
    head = text[:_READ_CHARS]
    words = _WORD.findall(fold_accents(head))
    scores: dict[Language, float] = {}
    for language, stop_words in _STOP_WORDS.items():
        scores[language] = sum((word in stop_words) + _TELLING_WEIGHT * (word in _TELLING[language]) for word in words)
    for language, letters in _LETTERS.items():
        scores[language] += _LETTER_WEIGHT * (letters.search(head) is not None)
    return max(scores, key=lambda language: scores[language])
