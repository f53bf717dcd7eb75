"""The value of a cell as all spreadsheets are read: dates in ISO form, figures with a point for the decimals.

Invariant: nothing is rounded but as the cell shows it, and what is not understood is shown as the cell shows it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping

from assistant.ingest.parse.office.number_format import plain_number

_FIGURES = re.compile(r"\d(?:[\d.,'\u2019\u00a0\u202f\u2009 ]*\d)?")
_TIME = re.compile(r"-?PT(\d{1,6})H(\d{1,2})M(\d{1,2})(?:[.,]\d{1,9})?S")
_MAX_DECIMALS = 15
_NUMBERS = ("float", "currency", "percentage")


def shown_value(values: Mapping[str, str], shown: str) -> str:
    """What the cell holds; `values`: its attributes by their names, `shown`: its text as the program shows it."""
    kind = values.get("value-type", "")
    if kind in _NUMBERS and not _is_error(values, shown):
        with contextlib.suppress(ValueError, OverflowError):
            return _number(float(values.get("value", "")), kind, values.get("currency", ""), shown)
    elif kind == "date" and (date := values.get("date-value", "")):
        return _moment(date)
    elif kind == "time" and not shown:
        return _clock(values.get("time-value", ""))
    elif kind == "boolean":
        return {"true": "TRUE", "false": "FALSE"}.get(values.get("boolean-value", ""), shown)
    return shown or values.get("string-value", "")


def _is_error(values: Mapping[str, str], shown: str) -> bool:
    """Whether a formula failed: the program keeps 0 as its value and shows "#DIV/0!" or "Err:502"."""
    return shown.startswith(("#", "Err:")) and values.get("value", "") in ("", "0")


def _number(value: float, kind: str, currency: str, shown: str) -> str:
    """The figures of `shown` written with a point, where they are those of the value; what is around them stays."""
    share = value * 100 if kind == "percentage" else value
    found = _FIGURES.findall(shown)
    if len(found) == 1 and (figures := _written(abs(share), found[0])):
        return shown.replace(found[0], figures)
    if shown:
        return shown
    plain = plain_number(share)
    return f"{plain}%" if kind == "percentage" else f"{plain} {currency}".strip()


def _written(value: float, figures: str) -> str:
    """`value` with as many decimals as `figures` has, and grouped if those are; "" if they are of another number."""
    digits = re.sub(r"\D", "", figures)
    signs = len(figures) - len(digits)
    for decimals in range(min(len(digits), _MAX_DECIMALS + 1)):
        plain = f"{value:.{decimals}f}"
        if plain.replace(".", "").lstrip("0") == digits.lstrip("0") and (signs or not decimals):
            if not signs and len(digits) > len(plain):
                return figures  # with zeros in front, as a number of a house or of an article
            return f"{value:,.{decimals}f}" if signs > (decimals > 0) else plain
    return ""


def _moment(date: str) -> str:
    """A date, with its time of day if it has one: "2024-05-03 14:30"."""
    day, _, clock = date.partition("T")
    clock = re.sub(r"[.,]\d+$", "", clock.removesuffix("Z"))
    return f"{day} {clock.removesuffix(':00')}" if clock.replace("0", "").strip(":") else day


def _clock(duration: str) -> str:
    found = _TIME.fullmatch(duration)
    if found is None:
        return duration
    hours, minutes, seconds = (int(part) for part in found.groups())
    return f"{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")
