"""The figure of a row that a question names, its number within a kind, and the section that it stands in."""

from __future__ import annotations

from pathlib import Path

import docx
import pptx
import pytest
import xlsxwriter
from pptx.util import Inches

from assistant.answer.tables.cells.sheets import Sheet
from assistant.answer.tables.engine.process import SealedQueries
from tests.answer.tables.asking import read_sheets, said

FIGURES = {
    "picnic.csv": "item,number,from\ndeck chairs,64,Hale\ntea urns,3,Hale\nrugs,20,Moor",
    "wiese.csv": "Artikel;Anzahl;Lieferant\nBierbänke;38;Kurz\nZelte;4;Kurz\nFackeln;90;Lang",
    "prado.csv": "artículo;cantidad;proveedor\ntoldos;7;Gil\nbancos;52;Gil\nvelas;110;Paz",
    "verger.csv": "article;nombre;fournisseur\nbancs;46;Roy\ntentes;5;Roy\nbougies;75;Gay",
    "rooms.csv": "Hall,Number of seats,Keeper\nOld barn,120,Ida\nMill room,45,Tom",
    "about.csv": "Bay,Berths,Depth\nNorth bay,about 30,4 m\nSouth bay,12 to 14,3 m",
    "club.csv": "Member,Fee,Band\nAda,30,brass\nBen,45,reed\nCleo,30,reed\nDan,30,brass",
}


@pytest.mark.parametrize(
    ("file", "question", "answer"),
    [
        ("picnic.csv", "How many deck chairs are ordered for the picnic?", "64"),
        ("wiese.csv", "Wie viele Bierbänke sind bestellt?", "38"),
        ("prado.csv", "¿Cuántos bancos hay?", "52"),
        ("verger.csv", "Combien de bancs y a-t-il ?", "46"),
        ("rooms.csv", "How many seats does the mill room have?", "45"),
        ("about.csv", "How many berths does the south bay have?", "12 to 14"),
        ("club.csv", "How many members pay 30?", "3"),
        ("club.csv", "How many members are in the reed band?", "2"),
    ],
)
def test_how_many(file: str, question: str, answer: str, tmp_path: Path, queries: SealedQueries) -> None:
    (tmp_path / file).write_text(FIGURES[file], "utf-8")
    assert said(question, read_sheets([tmp_path / file]), queries) == answer


MARKS = {
    "books.csv": "Shelf mark,Title,Author\nHD 88.2,Bees in Winter,L. Orr\nHD 91.7,A Year of Hedges,M. Voss",
    "karten.csv": "Signatur;Blatt;Zustand\nK 14-b;Nordufer;gut\nK 15-a;Hafen;fleckig",
    "cles.csv": "Code;Porte;Porteur\nZ-31;cave;Luc\nZ-32;grenier;Anne",
}


@pytest.mark.parametrize(
    ("file", "question", "answer"),
    [
        ("books.csv", "Which book has the shelf mark HD 91.7?", "A Year of Hedges"),
        ("karten.csv", "Welche Karte hat die Signatur K 15-a?", "Hafen"),
        ("cles.csv", "Quelle cl\u00e9 a le code Z-31 ?", "cave"),
    ],
)
def test_what_is_given_is_not_the_answer(
    file: str, question: str, answer: str, tmp_path: Path, queries: SealedQueries
) -> None:
    (tmp_path / file).write_text(MARKS[file], "utf-8")
    assert said(question, read_sheets([tmp_path / file]), queries) == answer


STORES = {
    "stores.csv": "Shed,Shelf,Kept there\nNorth,1,paint\nNorth,2,trays\nSouth,1,hoses\nSouth,2,frames",
    "lager.csv": "Schuppen;Regal;Inhalt\nNord;1;Farbe\nNord;2;Schalen\nSüd;1;Schläuche\nSüd;2;Rahmen",
    "cave.csv": "Pièce;Étagère;Contenu\nCave;1;vin\nCave;2;cidre\nCuisine;1;farine\nCuisine;2;sucre",
    "gates.csv": "Gate,Line,Leaves\nGate 1,Red,08:10\nGate 2,Blue,08:25\nGate 3,Green,08:40",
    "inn.csv": "Floor,Room,Beds\nFirst floor,3,2\nFirst floor,4,5\nSecond floor,3,1\nSecond floor,4,6",
}


@pytest.mark.parametrize(
    ("file", "question", "answer"),
    [
        ("stores.csv", "What is kept on shelf 2 of the south shed?", "frames"),
        ("stores.csv", "What is kept on the second shelf of the north shed?", "trays"),
        ("lager.csv", "Was ist der Inhalt von Regal 2 im Schuppen Süd?", "Rahmen"),
        ("cave.csv", "Quel est le contenu de l'étagère 2 de la cuisine ?", "sucre"),
        ("gates.csv", "Which line leaves from gate 2?", "Blue"),
        ("inn.csv", "How many beds does room 4 on the first floor have?", "5"),
        ("inn.csv", "How many beds does room 3 on the second floor have?", "1"),
    ],
)
def test_a_number_with_its_kind(file: str, question: str, answer: str, tmp_path: Path, queries: SealedQueries) -> None:
    (tmp_path / file).write_text(STORES[file], "utf-8")
    assert said(question, read_sheets([tmp_path / file]), queries) == answer


SECTIONS = [
    ("Room", "Seats"),
    ("Ground floor", ""),
    ("Reading room", "24"),
    ("Hall", "9"),
    ("Upper floor", ""),
    ("Reading room", "40"),
    ("Cabins", "6"),
]


def _html(path: Path) -> None:
    rows = [f"<td>{a}</td><td>{b}</td>" if b else f"<td colspan=2>{a}</td>" for a, b in SECTIONS]
    path.write_text("<table><tr>" + "</tr><tr>".join(rows) + "</tr></table>", "utf-8")


def _docx(path: Path) -> None:
    document = docx.Document()
    table = document.add_table(len(SECTIONS), 2)
    for at, (first, second) in enumerate(SECTIONS):
        cell = table.cell(at, 0) if second else table.cell(at, 0).merge(table.cell(at, 1))
        cell.text = first
        if second:
            table.cell(at, 1).text = second
    document.save(str(path))


def _pptx(path: Path) -> None:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    size = (Inches(1), Inches(1), Inches(5), Inches(3))
    table = slide.shapes.add_table(len(SECTIONS), 2, *size).table
    for at, (first, second) in enumerate(SECTIONS):
        table.cell(at, 0).text, table.cell(at, 1).text = first, second
        if not second:
            table.cell(at, 0).merge(table.cell(at, 1))
    show.save(str(path))


def _xlsx(path: Path) -> None:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Rooms")
    for at, (first, second) in enumerate(SECTIONS):
        if second:
            sheet.write_row(at, 0, [first, int(second) if second.isdecimal() else second])
        else:
            sheet.merge_range(at, 0, at, 1, first)
    book.close()


def _csv(path: Path) -> None:
    path.write_text("\n".join(",".join(row) for row in SECTIONS), "utf-8")


MAKERS = {"html": _html, "docx": _docx, "pptx": _pptx, "xlsx": _xlsx, "csv": _csv}


@pytest.fixture(params=list(MAKERS))
def library(request: pytest.FixtureRequest, tmp_path: Path) -> list[Sheet]:
    path = tmp_path / f"seats.{request.param}"
    MAKERS[request.param](path)
    return read_sheets([path])


def test_the_section_of_a_row_tells_it_from_its_like(library: list[Sheet], queries: SealedQueries) -> None:
    question = "How many seats does the reading room on the {} floor have?"
    assert said(question.format("upper"), library, queries) == "40"
    assert said(question.format("ground"), library, queries) == "24"


def test_rows_that_name_sections_are_no_data(library: list[Sheet]) -> None:
    (sheet,) = library
    assert [one.section for one in sheet.rows] == ["Ground floor"] * 2 + ["Upper floor"] * 2
    assert next(column for column in sheet.columns if column.name == "Seats").kind == "number"


def test_a_list_of_names_alone_has_no_sections(tmp_path: Path) -> None:
    (tmp_path / "duty.csv").write_text("Name,Monday,Tuesday\nAda,,\nBen,,\nCleo,,x", "utf-8")
    (sheet,) = read_sheets([tmp_path / "duty.csv"])
    assert len(sheet.rows) == 3
