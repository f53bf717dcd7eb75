"""The words of answers that compare, in four languages."""

from __future__ import annotations

from assistant.text.asked_language import Language

Words = dict[Language, str]

READING: Words = {
    "en": "reading each side",
    "de": "lese jede Seite",
    "es": "leyendo cada lado",
    "fr": "lecture de chaque côté",
}
VALUE: Words = {"en": "Value", "de": "Wert", "es": "Valor", "fr": "Valeur"}
QUOTE: Words = {"en": "In the file", "de": "In der Datei", "es": "En el archivo", "fr": "Dans le fichier"}
FILE: Words = {"en": "File", "de": "Datei", "es": "Archivo", "fr": "Fichier"}
NOTHING: Words = {
    "en": "(nothing found)", "de": "(nichts gefunden)", "es": "(no se ha encontrado nada)", "fr": "(rien trouvé)",
}  # fmt: skip
YES: Words = {"en": "Yes", "de": "Ja", "es": "Sí", "fr": "Oui"}
NO: Words = {"en": "No", "de": "Nein", "es": "No", "fr": "Non"}
DIFFERENCE: Words = {
    "en": "{high}: {more}. {low}: {less}. The first is higher, by {difference}{share}.",
    "de": "{high}: {more}. {low}: {less}. Das erste ist höher, um {difference}{share}.",
    "es": "{high}: {more}. {low}: {less}. Lo primero es mayor, en {difference}{share}.",
    "fr": "{high} : {more}. {low} : {less}. Le premier est plus élevé, de {difference}{share}.",
}
LONGER: Words = {
    "en": "{high}: {more}. {low}: {less}. The first is longer{by}.",
    "de": "{high}: {more}. {low}: {less}. Das erste ist länger{by}.",
    "es": "{high}: {more}. {low}: {less}. Lo primero es más largo{by}.",
    "fr": "{high} : {more}. {low} : {less}. Le premier est plus long{by}.",
}
LATER: Words = {
    "en": "{high}: {more}. {low}: {less}. The first is later, by {difference}.",
    "de": "{high}: {more}. {low}: {less}. Das erste ist später, um {difference}.",
    "es": "{high}: {more}. {low}: {less}. Lo primero es posterior, en {difference}.",
    "fr": "{high} : {more}. {low} : {less}. Le premier est plus tard, de {difference}.",
}
SAME: Words = {
    "en": "Both are the same: {value}.",
    "de": "Beides ist gleich: {value}.",
    "es": "Ambos son iguales: {value}.",
    "fr": "Les deux sont égaux : {value}.",
}
RANKED: Words = {
    "en": "From the highest to the lowest: {list}.",
    "de": "Vom Höchsten zum Niedrigsten: {list}.",
    "es": "De mayor a menor: {list}.",
    "fr": "Du plus élevé au plus bas : {list}.",
}
BY: Words = {"en": ", by {difference}", "de": ", um {difference}", "es": ", en {difference}", "fr": ", de {difference}"}
SHARE: Words = {"en": " ({share} %)", "de": " ({share} %)", "es": " ({share} %)", "fr": " ({share} %)"}
_DAYS: dict[Language, tuple[str, str]] = {
    "en": ("1 day", "{count} days"),
    "de": ("1 Tag", "{count} Tage"),
    "es": ("1 día", "{count} días"),
    "fr": ("1 jour", "{count} jours"),
}
BESIDE: Words = {
    "en": "What the files say to each side:",
    "de": "Was die Dateien zu jeder Seite sagen:",
    "es": "Lo que dicen los archivos de cada lado:",
    "fr": "Ce que les fichiers disent de chaque côté :",
}
CHANGE: Words = {"en": "Change", "de": "Änderung", "es": "Cambio", "fr": "Changement"}
CHANGED: Words = {"en": "changed", "de": "geändert", "es": "cambiado", "fr": "modifié"}
ADDED: Words = {"en": "added", "de": "hinzugefügt", "es": "añadido", "fr": "ajouté"}
REMOVED: Words = {"en": "removed", "de": "entfernt", "es": "eliminado", "fr": "supprimé"}
VERSIONS: Words = {
    "en": "{old} beside {new}: {changed} changed, {added} added, {removed} removed, {same} sentences the same.",
    "de": "{old} neben {new}: {changed} geändert, {added} hinzugefügt, {removed} entfernt, {same} Sätze gleich.",
    "es": "{old} junto a {new}: {changed} cambiadas, {added} añadidas, {removed} eliminadas, {same} frases iguales.",
    "fr": "{old} à côté de {new} : {changed} modifiées, {added} ajoutées, {removed} supprimées, {same} phrases identiques.",
}
IDENTICAL: Words = {
    "en": "{old} and {new} have the same text.",
    "de": "{old} und {new} haben denselben Text.",
    "es": "{old} y {new} tienen el mismo texto.",
    "fr": "{old} et {new} ont le même texte.",
}
LEFT_OUT: Words = {
    "en": "{count} more changes are not shown.",
    "de": "{count} weitere Änderungen stehen hier nicht.",
    "es": "{count} cambios más no se muestran.",
    "fr": "{count} changements de plus ne sont pas montrés.",
}
# What a model is asked for in front of two columns of quotes.
ASKED: Words = {
    "en": "In one sentence, how do these excerpts differ? {question}",
    "de": "Worin unterscheiden sich diese Auszüge, in einem Satz? {question}",
    "es": "¿En qué se diferencian estos extractos, en una frase? {question}",
    "fr": "En quoi ces extraits diffèrent-ils, en une phrase ? {question}",
}


def days(count: int, language: Language) -> str:
    """ "1 day", "12 days"."""
    one, many = _DAYS[language]
    return one if count == 1 else many.format(count=count)
