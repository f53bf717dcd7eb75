"""The program's own words around a table, in four languages.

Invariant: every language has every phrase; numbers and months are written as that language writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from assistant.answer.tables.asked.vocabulary import Language
from assistant.answer.tables.reading import Condition, Reading

_MONTHS: Final[Mapping[Language, str]] = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar M\u00e4rz April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier f\u00e9vrier mars avril mai juin juillet ao\u00fbt septembre octobre novembre d\u00e9cembre",
}
_PHRASES: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "sum": "Sum of {what}", "average": "Average of {what}", "count": "Number of rows",
        "distinct": "Number of different values of {what}", "max": "Highest {what}", "min": "Lowest {what}",
        "first": "First row by {what}", "last": "Last row by {what}", "list": "Rows", "value": "{what}",
        "difference": "Difference of {what}", "used": "{what} from each reading to the next", "per": " per {what}",
        "where": " where ", "and": " and ", "is": "{column} is {value}", "in": "{column} is in {value}",
        "from": "{column} is from {value} on", "before": "{column} is before {value}", "out": "{column} goes out",
        "compared": "{column} is {sign} {value}", "comes": "{column} comes in",
        "between": "between {first} and {second}",
        "row": "1 row", "rows": "{n} rows", "more": "and {n} more", "where_column": "Place", "number": "Rows",
        "total": "Total", "in_file": "in {file}", "row_name": "row {n}", "groups": "{n} groups",
        "incomplete": "The table is longer than what was read of it: there may be more.",
        "left_out": "Left out by a rule: {rows}.", "step": "reading tables: {file}",
        "written": "Asked of the tables",
        "month": "month", "year": "year", "quarter": "quarter", "week": "week", "day": "day",
    },
    "de": {
        "sum": "Summe von {what}", "average": "Durchschnitt von {what}", "count": "Anzahl der Zeilen",
        "distinct": "Anzahl der verschiedenen Werte von {what}", "max": "H\u00f6chster Wert von {what}",
        "min": "Niedrigster Wert von {what}", "first": "Erste Zeile nach {what}", "last": "Letzte Zeile nach {what}",
        "list": "Zeilen", "value": "{what}", "difference": "Unterschied von {what}",
        "used": "{what} von einem Stand zum n\u00e4chsten", "per": " je {what}", "where": ", wobei ", "and": " und ",
        "is": "{column} gleich {value}", "in": "{column} in {value}", "from": "{column} ab {value}",
        "before": "{column} vor {value}", "out": "{column} ist eine Ausgabe", "compared": "{column} {sign} {value}",
        "comes": "{column} ist eine Einnahme", "between": "zwischen {first} und {second}", "row": "1 Zeile",
        "rows": "{n} Zeilen", "more": "und {n} weitere", "where_column": "Stelle", "number": "Zeilen", "total": "Summe",
        "in_file": "in {file}", "row_name": "Zeile {n}", "groups": "{n} Gruppen",
        "incomplete": "Die Tabelle ist l\u00e4nger als das, was von ihr gelesen wurde: Es kann mehr geben.",
        "left_out": "Wegen einer Regel nicht dabei: {rows}.", "step": "Tabellen werden gelesen: {file}",
        "written": "Abfrage der Tabellen", "month": "Monat", "year": "Jahr", "quarter": "Quartal", "week": "Woche",
        "day": "Tag",
    },
    "es": {
        "sum": "Suma de {what}", "average": "Promedio de {what}", "count": "N\u00famero de filas",
        "distinct": "N\u00famero de valores distintos de {what}", "max": "Valor m\u00e1s alto de {what}",
        "min": "Valor m\u00e1s bajo de {what}", "first": "Primera fila por {what}",
        "last": "\u00daltima fila por {what}",
        "list": "Filas", "value": "{what}", "difference": "Diferencia de {what}",
        "used": "{what} de una lectura a la siguiente", "per": " por {what}", "where": " donde ", "and": " y ",
        "is": "{column} es {value}", "in": "{column} est\u00e1 en {value}", "from": "{column} es desde {value}",
        "before": "{column} es antes de {value}", "out": "{column} es un gasto",
        "compared": "{column} es {sign} {value}",
        "comes": "{column} es un ingreso", "between": "entre {first} y {second}", "row": "1 fila", "rows": "{n} filas",
        "more": "y {n} m\u00e1s", "where_column": "Lugar", "number": "Filas", "total": "Total", "in_file": "en {file}",
        "row_name": "fila {n}", "groups": "{n} grupos",
        "incomplete": "La tabla es m\u00e1s larga que lo que se ley\u00f3 de ella: puede haber m\u00e1s.",
        "left_out": "Fuera por una regla: {rows}.", "step": "leyendo tablas: {file}",
        "written": "Consulta de las tablas", "month": "mes", "year": "a\u00f1o", "quarter": "trimestre",
        "week": "semana",
        "day": "d\u00eda",
    },
    "fr": {
        "sum": "Somme de {what}", "average": "Moyenne de {what}", "count": "Nombre de lignes",
        "distinct": "Nombre de valeurs diff\u00e9rentes de {what}", "max": "Valeur la plus haute de {what}",
        "min": "Valeur la plus basse de {what}", "first": "Premi\u00e8re ligne par {what}",
        "last": "Derni\u00e8re ligne par {what}", "list": "Lignes", "value": "{what}",
        "difference": "Diff\u00e9rence de {what}",
        "used": "{what} d'un relev\u00e9 au suivant", "per": " par {what}", "where": " o\u00f9 ", "and": " et ",
        "is": "{column} est {value}", "in": "{column} est en {value}", "from": "{column} est \u00e0 partir de {value}",
        "before": "{column} est avant {value}", "out": "{column} est une d\u00e9pense",
        "compared": "{column} est {sign} {value}", "comes": "{column} est un revenu",
        "between": "entre {first} et {second}", "row": "1 ligne", "rows": "{n} lignes", "more": "et {n} de plus",
        "where_column": "Endroit", "number": "Lignes", "total": "Total", "in_file": "dans {file}",
        "row_name": "ligne {n}",
        "groups": "{n} groupes",
        "incomplete": "Le tableau est plus long que ce qui en a \u00e9t\u00e9 lu : il peut y en avoir plus.",
        "left_out": "Laiss\u00e9 de c\u00f4t\u00e9 par une r\u00e8gle : {rows}.",
        "step": "lecture des tableaux : {file}",
        "written": "Requ\u00eate sur les tableaux", "month": "mois", "year": "ann\u00e9e", "quarter": "trimestre",
        "week": "semaine", "day": "jour",
    },
}  # fmt: skip
_SIGNS = {">": ">", ">=": "\u2265", "<": "<", "<=": "\u2264"}


def say(language: Language, phrase: str, **values: object) -> str:
    """A phrase in a language, its gaps filled."""
    return _PHRASES[language][phrase].format(**values)


def count_rows(language: Language, number: int) -> str:
    return say(language, "row") if number == 1 else say(language, "rows", n=written(language, float(number), 0))


def written(language: Language, number: float, decimals: int) -> str:
    """A number as the language writes it: 1,234.50, 1.234,50 or 1 234,50."""
    plain = f"{number:,.{decimals}f}"
    if language == "en":
        return plain
    thousands = "." if language in ("de", "es") else " "
    return plain.replace(",", "\0").replace(".", ",").replace("\0", thousands)


def date_words(language: Language, date: str) -> str:
    """ "2024-03" as "March 2024", "03" as "March"; other dates as they are."""
    parts = date.split("-")
    months = _MONTHS[language].split()
    if len(parts) == 2 and parts[1].isdecimal():
        return f"{months[int(parts[1]) - 1]} {parts[0]}"
    return months[int(date) - 1] if len(date) == 2 and date.isdecimal() else date


def query_words(reading: Reading, language: Language) -> str:
    """The query in words: "Sum of amount_eur where category is groceries and date is in March 2024"."""
    what = reading.measure.name if reading.measure is not None else ""
    if reading.operation in ("first", "last"):
        what = _ordered_by(reading)
    elif (reading.operation == "distinct" and reading.target is not None) or (
        reading.operation == "value" and not what and reading.target is not None
    ):
        what = reading.target.name
    if reading.of_use:
        what = say(language, "used", what=what)
    operation = reading.operation
    if operation in ("max", "min") and not what:
        operation = "count"
    elif operation in ("max", "min") and reading.is_top:
        operation = "sum"
    text = say(language, operation, what=what)
    if reading.group is not None:
        unit = reading.group.unit
        text += say(language, "per", what=say(language, unit) if unit else reading.group.column.name)
    if reading.sides:
        first, second = (_condition(side, language) for side in reading.sides)
        text += " " + say(language, "between", first=first, second=second)
    conditions = [_condition(condition, language) for condition in reading.conditions]
    return text + (say(language, "where") + say(language, "and").join(conditions) if conditions else "")


def _ordered_by(reading: Reading) -> str:
    dates = reading.sheet.dates()
    if reading.target is not None and reading.target in dates:
        return reading.target.name
    limited = [condition.column for condition in reading.conditions if condition.limit is not None]
    return (limited or dates)[0].name


def _condition(condition: Condition, language: Language) -> str:
    column = condition.column.name
    if condition.values:
        return say(language, "is", column=column, value=_values(condition))
    if condition.equals is not None:
        return say(language, "is", column=column, value=f"{condition.equals:g}")
    if condition.comparison is not None:
        sign, number = condition.comparison
        value = written(language, number, 0 if number == int(number) else 2)
        return say(language, "compared", column=column, sign=_SIGNS[sign], value=value)
    if condition.sign:
        return say(language, "out" if condition.sign == "<" else "comes", column=column)
    limit = condition.limit
    assert limit is not None
    if limit.any_of:
        dates = ", ".join(date_words(language, date) for date in limit.any_of)
        return say(language, "in", column=column, value=dates)
    parts = []
    if limit.start:
        parts.append(say(language, "from", column=column, value=date_words(language, limit.start)))
    if limit.end:
        parts.append(say(language, "before", column=column, value=date_words(language, limit.end)))
    return say(language, "and").join(parts)


def _values(condition: Condition) -> str:
    """The value as the file shows it; of several, the words of the question that they all hold."""
    return next(iter(condition.values)) if len(condition.values) == 1 else condition.words
