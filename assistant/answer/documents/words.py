"""The program's own words in answers over many files, in the question's language.

Invariant: each phrase stands in all four languages, with the same fields.
"""

from __future__ import annotations

from typing import Final

from assistant.text.asked_language import Language

PHRASES: Final[dict[str, dict[Language, str]]] = {
    "looking": {
        "en": "looking through the files",
        "de": "die Dateien werden durchgesehen",
        "es": "se miran los archivos",
        "fr": "les fichiers sont parcourus",
    },
    "choosing": {
        "en": "choosing a sentence from each file",
        "de": "aus jeder Datei wird ein Satz gewählt",
        "es": "se elige una frase de cada archivo",
        "fr": "une phrase est choisie dans chaque fichier",
    },
    "asking": {
        "en": "asking each file",
        "de": "jede Datei wird gefragt",
        "es": "se pregunta a cada archivo",
        "fr": "chaque fichier est interrogé",
    },
    "filling": {
        "en": "reading the files without a value again",
        "de": "die Dateien ohne Wert werden noch einmal gelesen",
        "es": "se leen otra vez los archivos sin valor",
        "fr": "les fichiers sans valeur sont relus",
    },
    "mention_one": {
        "en": "1 file mentions {things}.",
        "de": "1 Datei erwähnt {things}.",
        "es": "1 archivo menciona {things}.",
        "fr": "1 fichier mentionne {things}.",
    },
    "mention_many": {
        "en": "{count} files mention {things}.",
        "de": "{count} Dateien erwähnen {things}.",
        "es": "{count} archivos mencionan {things}.",
        "fr": "{count} fichiers mentionnent {things}.",
    },
    "topic_one": {
        "en": "1 file has something on {things}.",
        "de": "1 Datei hat etwas zu {things}.",
        "es": "1 archivo tiene algo sobre {things}.",
        "fr": "1 fichier contient quelque chose sur {things}.",
    },
    "topic_many": {
        "en": "{count} files have something on {things}.",
        "de": "{count} Dateien haben etwas zu {things}.",
        "es": "{count} archivos tienen algo sobre {things}.",
        "fr": "{count} fichiers contiennent quelque chose sur {things}.",
    },
    "found_one": {
        "en": "1 file fits the question.",
        "de": "1 Datei passt zur Frage.",
        "es": "1 archivo corresponde a la pregunta.",
        "fr": "1 fichier correspond à la question.",
    },
    "found_many": {
        "en": "{count} files fit the question.",
        "de": "{count} Dateien passen zur Frage.",
        "es": "{count} archivos corresponden a la pregunta.",
        "fr": "{count} fichiers correspondent à la question.",
    },
    "found_none": {
        "en": "No file fits the question.",
        "de": "Keine Datei passt zur Frage.",
        "es": "Ningún archivo corresponde a la pregunta.",
        "fr": "Aucun fichier ne correspond à la question.",
    },
    "and": {"en": "and", "de": "und", "es": "y", "fr": "et"},
    "or": {"en": "or", "de": "oder", "es": "o", "fr": "ou"},
    "file": {"en": "File", "de": "Datei", "es": "Archivo", "fr": "Fichier"},
    "quote": {"en": "Quote", "de": "Zitat", "es": "Cita", "fr": "Citation"},
    "value": {"en": "Value", "de": "Wert", "es": "Valor", "fr": "Valeur"},
    "net": {"en": "Net", "de": "Netto", "es": "Neto", "fr": "Net"},
    "gross": {"en": "Gross", "de": "Brutto", "es": "Bruto", "fr": "Brut"},
    "no_value": {
        "en": "not found",
        "de": "nicht gefunden",
        "es": "no encontrado",
        "fr": "pas trouvé",
    },
    "looked": {
        "en": "Looked through: {count} of {total} files.",
        "de": "Durchgesehen: {count} von {total} Dateien.",
        "es": "Mirados: {count} de {total} archivos.",
        "fr": "Parcourus : {count} fichiers sur {total}.",
    },
    "unread": {
        "en": "Could not be read: {count} ({names}).",
        "de": "Nicht lesbar: {count} ({names}).",
        "es": "No se pudieron leer: {count} ({names}).",
        "fr": "Impossibles à lire : {count} ({names}).",
    },
    "unread_count": {
        "en": "Could not be read: {count}.",
        "de": "Nicht lesbar: {count}.",
        "es": "No se pudieron leer: {count}.",
        "fr": "Impossibles à lire : {count}.",
    },
    "and_more": {
        "en": "and {count} more",
        "de": "und {count} weitere",
        "es": "y {count} más",
        "fr": "et {count} autres",
    },
    "kept_out": {
        "en": "Kept out by a rule: {count}.",
        "de": "Von einer Regel ausgeschlossen: {count}.",
        "es": "Excluidos por una regla: {count}.",
        "fr": "Exclus par une règle : {count}.",
    },
    "left": {
        "en": "Stopped before it was done: {count} not looked at.",
        "de": "Vorher angehalten: {count} nicht durchgesehen.",
        "es": "Detenido antes del final: {count} sin mirar.",
        "fr": "Arrêté avant la fin : {count} non parcourus.",
    },
    "not_shown": {
        "en": "Stopped: {count} more files are not shown.",
        "de": "Angehalten: {count} weitere Dateien werden nicht gezeigt.",
        "es": "Detenido: no se muestran {count} archivos más.",
        "fr": "Arrêté : {count} autres fichiers ne sont pas montrés.",
    },
    "values_in": {
        "en": "Values from {count} of {total} files.",
        "de": "Werte aus {count} von {total} Dateien.",
        "es": "Valores de {count} de {total} archivos.",
        "fr": "Valeurs de {count} fichiers sur {total}.",
    },
    "sum": {"en": "In all: {value}", "de": "Zusammen: {value}", "es": "En total: {value}", "fr": "En tout : {value}"},
    "average": {
        "en": "On average: {value}",
        "de": "Im Durchschnitt: {value}",
        "es": "De media: {value}",
        "fr": "En moyenne : {value}",
    },
    "greatest": {
        "en": "Highest: {value} in {file}",
        "de": "Höchster Wert: {value} in {file}",
        "es": "El mayor: {value} en {file}",
        "fr": "Le plus élevé : {value} dans {file}",
    },
    "least": {
        "en": "Lowest: {value} in {file}",
        "de": "Niedrigster Wert: {value} in {file}",
        "es": "El menor: {value} en {file}",
        "fr": "Le plus bas : {value} dans {file}",
    },
    "newest": {
        "en": "Newest: {value} in {file}",
        "de": "Neuester Wert: {value} in {file}",
        "es": "El más reciente: {value} en {file}",
        "fr": "Le plus récent : {value} dans {file}",
    },
    "oldest": {
        "en": "Oldest: {value} in {file}",
        "de": "Ältester Wert: {value} in {file}",
        "es": "El más antiguo: {value} en {file}",
        "fr": "Le plus ancien : {value} dans {file}",
    },
    "latest": {
        "en": "Latest: {value} in {file}",
        "de": "Spätestes Datum: {value} in {file}",
        "es": "La última fecha: {value} en {file}",
        "fr": "La date la plus tardive : {value} dans {file}",
    },
    "earliest": {
        "en": "Earliest: {value} in {file}",
        "de": "Frühestes Datum: {value} in {file}",
        "es": "La primera fecha: {value} en {file}",
        "fr": "La date la plus ancienne : {value} dans {file}",
    },
    "of_one_file": {
        "en": "{figure} ({count} file).",
        "de": "{figure} ({count} Datei).",
        "es": "{figure} ({count} archivo).",
        "fr": "{figure} ({count} fichier).",
    },
    "of_files": {
        "en": "{figure} ({count} files).",
        "de": "{figure} ({count} Dateien).",
        "es": "{figure} ({count} archivos).",
        "fr": "{figure} ({count} fichiers).",
    },
    "not_added": {
        "en": "Amounts in different currencies are not added.",
        "de": "Beträge in verschiedenen Währungen werden nicht zusammengezählt.",
        "es": "Los importes en monedas distintas no se suman.",
        "fr": "Les montants en monnaies différentes ne sont pas additionnés.",
    },
    "empty": {"en": "empty", "de": "leer", "es": "vacío", "fr": "vide"},
    "no_text": {
        "en": "a picture without text",
        "de": "ein Bild ohne Text",
        "es": "una imagen sin texto",
        "fr": "une image sans texte",
    },
    "picture": {
        "en": "a picture without text",
        "de": "ein Bild ohne Text",
        "es": "una imagen sin texto",
        "fr": "une image sans texte",
    },
    "needs_password": {
        "en": "needs a password",
        "de": "braucht ein Passwort",
        "es": "pide una contraseña",
        "fr": "demande un mot de passe",
    },
    "damaged": {"en": "damaged", "de": "beschädigt", "es": "dañado", "fr": "endommagé"},
    "unsupported": {
        "en": "of a kind that is not read",
        "de": "wird in dieser Art nicht gelesen",
        "es": "de un tipo que no se lee",
        "fr": "d'un type qui n'est pas lu",
    },
    "too_large": {"en": "too large", "de": "zu groß", "es": "demasiado grande", "fr": "trop volumineux"},
    "limit": {
        "en": "took too long to read",
        "de": "dauerte beim Lesen zu lange",
        "es": "tardaba demasiado en leerse",
        "fr": "trop long à lire",
    },
    "crashed": {
        "en": "its reader failed",
        "de": "beim Lesen abgebrochen",
        "es": "falló al leerse",
        "fr": "échec de la lecture",
    },
    "unreadable": {
        "en": "refused by the system",
        "de": "vom System verweigert",
        "es": "denegado por el sistema",
        "fr": "refusé par le système",
    },
    "not_stored": {
        "en": "could not be stored",
        "de": "konnte nicht gespeichert werden",
        "es": "no se pudo guardar",
        "fr": "n'a pas pu être enregistré",
    },
    "pending": {"en": "not read yet", "de": "noch nicht gelesen", "es": "aún sin leer", "fr": "pas encore lu"},
}


def say(phrase: str, language: Language, **fields: object) -> str:
    """A phrase of the table with its fields filled in. Raises KeyError for an unknown phrase."""
    return PHRASES[phrase][language].format(**fields)
