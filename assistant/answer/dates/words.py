"""The words of answers with dates, in four languages."""

from __future__ import annotations

from assistant.text.asked_language import Language

Words = dict[Language, str]

LOOKING: Words = {
    "en": "looking for dates in the files",
    "de": "suche Daten in den Dateien",
    "es": "buscando fechas en los archivos",
    "fr": "recherche des dates dans les fichiers",
}
CHECKING: Words = {
    "en": "checking what was found",
    "de": "prüfe, was gefunden wurde",
    "es": "comprobando lo hallado",
    "fr": "vérification de ce qui a été trouvé",
}
DATE: Words = {"en": "Date", "de": "Datum", "es": "Fecha", "fr": "Date"}
WHAT: Words = {"en": "What", "de": "Was", "es": "Qué", "fr": "Quoi"}
FILE: Words = {"en": "File", "de": "Datei", "es": "Archivo", "fr": "Fichier"}
FOUND: Words = {
    "en": "{count}, in order of time.",
    "de": "{count}, nach der Zeit geordnet.",
    "es": "{count}, por orden de tiempo.",
    "fr": "{count}, par ordre chronologique.",
}
AHEAD: Words = {
    "en": "Ahead of today ({today}) lie {count}; the next: {next}.",
    "de": "Noch vor uns (heute ist {today}) liegen {count}; als Nächstes: {next}.",
    "es": "Por delante (hoy es {today}): {count}; la próxima: {next}.",
    "fr": "À venir (nous sommes le {today}) : {count} ; la prochaine : {next}.",
}
AHEAD_FIRST: Words = {
    "en": "They stand first; what lies behind today stands last, the latest of it first.",
    "de": "Sie stehen zuerst; was hinter uns liegt, steht zuletzt, das Jüngste davon zuerst.",
    "es": "Van primero; lo que ya pasó va al final, empezando por lo más reciente.",
    "fr": "Elles viennent en premier ; ce qui est passé vient à la fin, le plus récent d'abord.",
}
ALL_BEHIND: Words = {
    "en": "{count}; none with a known day lies ahead of today ({today}). Rules and days without a year stand first, then what lies behind, the latest first.",
    "de": "{count}; keines mit bekanntem Tag liegt noch vor uns (heute ist {today}). Regeln und Tage ohne Jahr stehen zuerst, dann was hinter uns liegt, das Jüngste zuerst.",
    "es": "{count}; ninguna con día conocido está por delante (hoy es {today}). Primero van las reglas y los días sin año, después lo pasado, empezando por lo más reciente.",
    "fr": "{count} ; aucune dont le jour est connu n'est à venir (nous sommes le {today}). D'abord les règles et les jours sans année, puis le passé, le plus récent d'abord.",
}
NONE_AHEAD: Words = {
    "en": "None of the dates that were found lies ahead of today ({today}). The last ones:",
    "de": "Keines der gefundenen Daten liegt noch vor uns (heute ist {today}). Die letzten:",
    "es": "Ninguna de las fechas halladas está por delante (hoy es {today}). Las últimas:",
    "fr": "Aucune des dates trouvées n'est à venir (nous sommes le {today}). Les dernières :",
}
COMPUTED: Words = {
    "en": "* counted by the program from the date of the document itself.",
    "de": "* vom Programm vom Datum des Schreibens an gezählt.",
    "es": "* contado por el programa desde la fecha del propio documento.",
    "fr": "* compté par le programme à partir de la date du document même.",
}
WITHOUT_YEAR: Words = {
    "en": "Dates without a year, and rules, are shown as they are written: the file does not give the day.",
    "de": "Daten ohne Jahr und Regeln stehen da, wie sie geschrieben sind: die Datei nennt den Tag nicht.",
    "es": "Las fechas sin año y las reglas figuran como están escritas: el archivo no da el día.",
    "fr": "Les dates sans année et les règles sont données comme elles sont écrites : le fichier ne donne pas le jour.",
}
LEFT_OUT: Words = {
    "en": "{count} more are not shown; a topic or a time in the question makes the list shorter.",
    "de": "{count} weitere stehen hier nicht; ein Thema oder eine Zeit in der Frage macht die Liste kürzer.",
    "es": "{count} más no se muestran; un tema o un período en la pregunta acorta la lista.",
    "fr": "{count} de plus ne sont pas montrées ; un sujet ou une période dans la question raccourcit la liste.",
}
_DATES: dict[Language, tuple[str, str]] = {
    "en": ("1 date", "{count} dates"),
    "de": ("1 Datum", "{count} Daten"),
    "es": ("1 fecha", "{count} fechas"),
    "fr": ("1 date", "{count} dates"),
}


def dates(count: int, language: Language) -> str:
    """ "1 date", "12 dates"."""
    one, many = _DATES[language]
    return one if count == 1 else many.format(count=count)
