"""The program's own words in a summary, in the language of the question."""

from __future__ import annotations

from assistant.text.asked_language import Language

_WORDS: dict[str, dict[Language, str]] = {
    "reading": {
        "en": "reading {name}", "de": "{name} wird gelesen", "es": "leyendo {name}", "fr": "lecture de {name}",
    },
    "topic": {"en": "on {topic}", "de": "zu {topic}", "es": "sobre {topic}", "fr": "sur {topic}"},
    "more": {
        "en": "{count} more documents fit these words; name the file with @ for another one.",
        "de": "{count} weitere Dokumente passen zu diesen Wörtern; nenne die Datei mit @.",
        "es": "{count} documentos más encajan con estas palabras; nombra el archivo con @.",
        "fr": "{count} autres documents correspondent à ces mots ; nommez le fichier avec @.",
    },
    "instruction": {
        "en": "Summarise these excerpts of one document in four short sentences, with the figures, names and dates.",
        "de": "Fasse diese Auszüge in vier kurzen deutschen Sätzen zusammen, mit Zahlen, Namen und Daten.",
        "es": "Resume estos extractos en cuatro frases cortas en español, con cifras, nombres y fechas.",
        "fr": "Résume ces extraits en quatre phrases courtes en français, avec chiffres, noms et dates.",
    },
}  # fmt: skip


def say(key: str, language: Language, **values: object) -> str:
    """The words for `key`, filled in. Raises KeyError for an unknown key."""
    return _WORDS[key][language].format(**values)
