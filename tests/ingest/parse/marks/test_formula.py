"""Formulas as one line of text."""

from __future__ import annotations

from typing import Any

import lxml.etree
import pytest

from assistant.ingest.parse.marks.formula import formula_text
from assistant.ingest.parse.marks.raised import written

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def _office(inner: str) -> Any:
    return lxml.etree.fromstring(f'<m:oMath xmlns:m="{_OFFICE}">{inner}</m:oMath>')


def _run(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def _read(inner: str) -> str:
    return written(formula_text(_office(inner)))


@pytest.mark.parametrize("name", ["nary", "d", "f", "sSup", "sSubSup", "rad"])
def test_formulas_in_formulas_are_read_once_each(name: str) -> None:
    """Each sum read its parts three times: twenty of them in one another took hours."""
    assert "x" in _read(f"<m:{name}>" * 25 + f"<m:e>{_run('x')}</m:e>" + f"</m:{name}>" * 25)


def test_a_sum_with_one_bound_shows_it_once() -> None:
    above = f"<m:nary><m:sup>{_run('n')}</m:sup><m:e>{_run('a')}</m:e></m:nary>"
    below = f"<m:nary><m:sub>{_run('i')}</m:sub><m:e>{_run('a')}</m:e></m:nary>"
    assert (_read(above).count("n"), _read(below).count("i")) == (1, 1)


def test_brackets_are_those_of_the_formula_itself() -> None:
    square = '<m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr>'
    assert _read(f"<m:d><m:e><m:d>{square}<m:e>{_run('a')}</m:e></m:d></m:e></m:d>") == "([a])"
    assert _read(f"<m:d>{square}<m:e><m:d><m:e>{_run('a')}</m:e></m:d></m:e></m:d>") == "[(a)]"
