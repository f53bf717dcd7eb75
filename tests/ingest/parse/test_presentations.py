"""Presentations: slides as pages, with titles, lists, tables, charts and notes."""

from __future__ import annotations

import io
from typing import Any

import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from assistant.domain.errors import ParseFailure
from assistant.ingest.parse.office.package import Relation, relations
from assistant.ingest.parse.office.zipped import Archive
from assistant.ingest.parse.source import Source
from tests.ingest.parse.conftest import Read, shown
from tests.ingest.parse.made import pptx_of, without, zipped

PLACE = (Inches(1), Inches(1), Inches(4), Inches(2))


def saved(deck: Any) -> bytes:
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def slide_of(deck: Any, layout: int, title: str = "") -> Any:
    """A slide by the number of its layout: 0 title, 1 title and content, 5 title only, 6 blank."""
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    if title:
        slide.shapes.title.text = title
    return slide


def test_slides_are_pages_with_titles_lists_and_notes(read: Read) -> None:
    deck = pptx.Presentation()
    slide_of(deck, 0, "The garden").placeholders[1].text = "Plans for 2025"
    slide_of(deck, 6)
    plans = slide_of(deck, 1, "What comes first")
    plans.placeholders[1].text_frame.text = "Dig"
    plans.placeholders[1].text_frame.add_paragraph().text = "Plant"
    plans.notes_slide.notes_text_frame.text = "Ask Zoë for the spade.\nReturn it."
    document = read("a.pptx", saved(deck))
    assert document.paged and document.title == "The garden" and document.pages_without_text == (2,)
    assert shown(document.pages[0]) == [("h1", "The garden"), ("paragraph", "Plans for 2025")]
    assert shown(document.pages[2]) == [
        ("h1", "What comes first"),
        ("list", "- Dig"),
        ("list", "- Plant"),
        ("paragraph", "Notes: Ask Zoë for the spade."),
        ("paragraph", "Return it."),
    ]


def test_tables_have_their_column_names_and_merged_cells_stand_in_each(read: Read) -> None:
    deck = pptx.Presentation()
    table = slide_of(deck, 5, "Prices").shapes.add_table(3, 3, *PLACE).table
    for number, text in enumerate(["Kind", "Price", "Shop", "Fig", "1.20", "Quay", "Date", "2.50", ""]):
        table.cell(number // 3, number % 3).text = text
    table.cell(1, 2).merge(table.cell(2, 2))
    assert shown(read("a.pptx", saved(deck)).pages[0]) == [
        ("h1", "Prices"),
        ("table_row", "Kind: Fig; Price: 1.20; Shop: Quay"),
        ("table_row", "Kind: Date; Price: 2.50; Shop: Quay"),
    ]


def test_charts_say_the_figures_they_were_drawn_from(read: Read) -> None:
    data = CategoryChartData(number_format="0%")
    data.categories = ["2023", "2024"]
    data.add_series("North", (0.25, 0.5))
    data.add_series("South", (0.1, None))
    deck = pptx.Presentation()
    chart = slide_of(deck, 5, "Shares").shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *PLACE, data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Shares by side"
    assert shown(read("a.pptx", saved(deck)).pages[0]) == [
        ("h1", "Shares"),
        ("paragraph", "Shares by side"),
        ("table_row", "2023; North: 25%; South: 10%"),
        ("table_row", "2024; North: 50%"),
    ]


def test_groups_are_read_and_hidden_shapes_and_slides_are_marked(read: Read) -> None:
    deck = pptx.Presentation()
    first = slide_of(deck, 5, "Open")
    first.shapes.add_group_shape().shapes.add_textbox(*PLACE).text_frame.text = "in a group"
    secret = first.shapes.add_textbox(*PLACE)
    secret.text_frame.text = "obey me"
    secret._element.nvSpPr.cNvPr.set("hidden", "1")
    slide_of(deck, 5, "Skipped")._element.set("show", "0")
    one, two = read("a.pptx", saved(deck)).pages
    assert shown(one) == [("h1", "Open"), ("paragraph", "in a group")] and one.marks == ("hidden_text",)
    assert shown(two) == [("h1", "Skipped (hidden slide)")] and two.marks == ("hidden_text",)


def test_the_order_is_the_show_s_and_not_that_of_the_files(read: Read) -> None:
    deck = pptx.Presentation()
    for title in ("One", "Two", "Three"):
        slide_of(deck, 5, title)
    ids = deck.slides._sldIdLst
    ids.insert(0, ids[2])
    assert [page.text for page in read("a.pptx", saved(deck)).pages] == ["Three", "One", "Two"]


def test_what_stands_twice_for_older_programs_is_read_once(read: Read) -> None:
    shape = "<sp><txBody><p><r><t>new</t></r><br/><r><t>line</t></r></p></txBody></sp>"
    both = f"<AlternateContent><Choice>{shape}</Choice><Fallback>{shape}</Fallback></AlternateContent>"
    page = read("a.pptx", pptx_of(f"<sld><cSld><spTree>{both}</spTree></cSld></sld>")).pages[0]
    assert shown(page) == [("paragraph", "new\nline")]


def test_slides_that_are_missing_are_noted_and_a_deck_without_any_is_damaged(read: Read) -> None:
    deck = pptx.Presentation()
    slide_of(deck, 5, "One")
    slide_of(deck, 5, "Two")
    document = read("a.pptx", without(saved(deck), "ppt/slides/slide2.xml"))
    assert document.notes == ("1 of 2 slides are missing in the file.",) and document.pages_without_text == (2,)
    with pytest.raises(ParseFailure, match="None of its slides is in the file") as failure:
        read("a.pptx", without(saved(deck), "ppt/slides/slide1.xml", "ppt/slides/slide2.xml"))
    assert failure.value.reason == "damaged"


@pytest.mark.parametrize(
    ("target", "part"),
    [
        ("slide1.xml", "ppt/slides/slide1.xml"),
        ("../notes/n1.xml", "ppt/notes/n1.xml"),
        ("/ppt/notes/n1.xml", "ppt/notes/n1.xml"),
        ("../../docProps/core.xml", "docProps/core.xml"),
        ("../../../../etc/x.xml", "etc/x.xml"),
        ("./a/./b.xml", "ppt/slides/a/b.xml"),
        ("..//x.xml", "ppt/x.xml"),
        ("a//b.xml", "ppt/slides/a/b.xml"),
        ("media/..", "ppt/slides"),
    ],
)
def test_relations_name_parts_inside_the_package(target: str, part: str) -> None:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    named = f'<Relationship Id="r1" Type="x/notesSlide" Target="{target}"/>'
    content = f'<Relationships xmlns="{space}">{named}</Relationships>'
    package = io.BytesIO(zipped({"ppt/slides/_rels/s.xml.rels": content}))
    archive = Archive(Source(package, ".pptx", len(package.getvalue())))
    assert relations(archive, "ppt/slides/s.xml") == {"r1": Relation("notesSlide", part)}
