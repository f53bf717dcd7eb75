"""Texts whose lines count: programs, settings, notebooks, subtitles, and what has no ending."""

from __future__ import annotations

import json

import pytest

from assistant.domain.errors import ParseFailure
from assistant.text.pages import file_and_page
from tests.ingest.parse.conftest import Read, shown

PROGRAM = '"""Rope."""\n\ndef price(metres):\n    # the shop\'s price\n    return metres * 4.5\n'


@pytest.mark.parametrize("name", ["rope.py", "rope.js", "Rope.java", "rope.rs", "rope.sh", "rope.cs", "ROPE.PY"])
def test_a_program_is_read_as_it_stands(read: Read, name: str) -> None:
    page = read(name, PROGRAM).pages[0]
    assert page.text == PROGRAM
    assert shown(page) == [
        ("code", '"""Rope."""'),
        ("code", "def price(metres):\n    # the shop's price\n    return metres * 4.5"),
    ]


@pytest.mark.parametrize("name", ["boat.ini", "boat.cfg", "boat.conf", "boat.toml"])
def test_a_section_of_settings_is_the_heading_of_its_lines(read: Read, name: str) -> None:
    page = read(name, "[engine]\npower = 12\n[mast]\nheight = 9\n").pages[0]
    assert shown(page) == [("h1", "[engine]"), ("code", "power = 12"), ("h1", "[mast]"), ("code", "height = 9")]


@pytest.mark.parametrize("name", ["boat.yaml", "boat.yml", "boat.sql", "boat.bib"])
def test_brackets_of_other_files_are_no_sections(read: Read, name: str) -> None:
    assert shown(read(name, "- a\n[b]\n").pages[0]) == [("code", "- a\n[b]")]


def test_latex_has_its_title_and_its_sections(read: Read) -> None:
    document = read("paper.tex", "\\title{Knots}\n\\section{Bowline}\nIt holds.\n\\subsection*{Under load}\nStill.\n")
    assert document.title == "Knots"
    assert shown(document.pages[0])[1:] == [
        ("h3", "\\section{Bowline}"),
        ("code", "It holds."),
        ("h4", "\\subsection*{Under load}"),
        ("code", "Still."),
    ]


def test_the_encoding_that_a_file_names_is_used(read: Read) -> None:
    markup = "<?xml version='1.0' encoding='iso-8859-2'?>\n<name>Žofia Dvořák</name>\n"
    assert "Žofia Dvořák" in read("a.xml", markup.encode("iso-8859-2")).pages[0].text


def test_a_film_that_is_called_like_a_program_is_no_text(read: Read) -> None:
    with pytest.raises(ParseFailure) as failure:
        read("film.ts", b"G\x40\x00\x10" + bytes(180))
    assert failure.value.reason == "damaged"


FILM = """\
1
00:00:01,000 --> 00:00:04,000
The <i>last</i> ferry to Holm Island

2
00:00:58,500 --> 00:01:02,000
leaves at a quarter

3
00:01:03,000 --> 00:01:05,000
past nine.

4
01:02:10,000 --> 01:02:12,000
Then we stay.
"""


def test_what_is_said_is_read_and_the_minute_is_its_place(read: Read) -> None:
    document = read("ferry.srt", FILM)
    assert [(page.number, page.text) for page in document.pages] == [
        (1, "The last ferry to Holm Island\n\nleaves at a quarter\npast nine."),
        (63, "Then we stay."),
    ]
    assert file_and_page("ferry.srt", 63) == "ferry.srt, minute 63"
    assert document.pages_without_text == ()


def test_web_subtitles_lose_their_form_and_keep_who_speaks(read: Read) -> None:
    film = (
        "WEBVTT - Ferry\n\nNOTE not heard\n\nSTYLE\n::cue { color: red }\n\nintro\n"
        "00:01.000 --> 00:04.000 align:start\n"
        "<v Anna>It &amp; the <c.loud>dog</c> <00:02.000>go.\n"
    )
    assert shown(read("ferry.vtt", film).pages[0]) == [("paragraph", "Anna: It & the dog go.")]


def test_cues_without_blank_lines_and_with_times_that_go_back(read: Read) -> None:
    film = "1\n0:02:00 --> 0:02:01\nOne.\n2\n0:01:00,0 --> 0:01:01,0\nTwo.\n3\n99:99:99,9 --> 0:0:0,0\nThree.\n"
    assert [(page.number, page.text) for page in read("a.srt", film).pages] == [(3, "One.\nTwo."), (6041, "Three.")]


def notebook(*cells: tuple[str, object]) -> str:
    return json.dumps(
        {"nbformat": 4, "cells": [{"cell_type": kind, "source": text, "outputs": ["drawn"]} for kind, text in cells]}
    )


def test_a_notebook_is_its_cells_without_their_outputs(read: Read) -> None:
    document = read(
        "tides.ipynb", notebook(("markdown", ["# Tides\n", "\n", "- high\n", "- low\n"]), ("code", "x = 1\nx + 1"))
    )
    assert document.title == "Tides"
    assert shown(document.pages[0]) == [
        ("h1", "Tides"),
        ("list", "- high"),
        ("list", "- low"),
        ("code", "x = 1\nx + 1"),
    ]
    assert document.notes == ("The outputs of 2 cells were not read.",)


def test_a_notebook_of_the_form_before(read: Read) -> None:
    content = json.dumps({"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": ["y = 2"]}, 7]}]})
    assert read("old.ipynb", content).pages[0].text == "y = 2"


@pytest.mark.parametrize("content", ["[1, 2]", '{"cells": ', "{}", "[" * 100_000])
def test_what_is_no_notebook_is_told(read: Read, content: str) -> None:
    with pytest.raises(ParseFailure) as failure:
        read("a.ipynb", content)
    assert failure.value.reason == "damaged"


@pytest.mark.parametrize("name", ["README", "notes", "Dr. Smith", "report 12.3.2024", "syslog.1"])
def test_a_text_whose_name_has_no_ending_is_read(read: Read, name: str) -> None:
    page = read(name, "The key hangs\nbehind the door.\n\n- one\n- two\n").pages[0]
    assert shown(page)[0] == ("paragraph", "The key hangs\nbehind the door.")
    assert [kind for kind, _ in shown(page)] == ["paragraph", "list", "list"]


def test_a_program_without_an_ending_keeps_its_indentation(read: Read) -> None:
    page = read("Makefile", "all:\n\tcc boat.c\n\nclean:\n\trm boat\n").pages[0]
    assert shown(page) == [("code", "all:\n\tcc boat.c"), ("code", "clean:\n\trm boat")]
