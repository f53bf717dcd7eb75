"""OpenDocument presentations: read as those of PowerPoint are."""

from __future__ import annotations

import pytest

from assistant.domain.errors import ParseFailure
from tests.ingest.parse.conftest import Read, shown
from tests.ingest.parse.made import zipped
from tests.ingest.parse.office.opendocument.open_made import content, slides_of, table, words


def frame(inside: str, role: str = "", place: str = "") -> str:
    named = f'presentation:class="{role}"' if role else ""
    return f"<draw:frame {named} {place}>{inside}</draw:frame>"


def box(*paragraphs: str) -> str:
    return f"<draw:text-box>{''.join(f'<text:p>{text}</text:p>' for text in paragraphs)}</draw:text-box>"


def page(*shapes: str, style: str = "on") -> str:
    return f'<draw:page draw:name="p" draw:style-name="{style}">{"".join(shapes)}</draw:page>'


def test_a_slide_has_its_title_its_texts_its_table_and_its_notes(read: Read) -> None:
    items = "<text:list><text:list-item><text:p>Short boats</text:p></text:list-item></text:list>"
    notes = f"<presentation:notes>{frame(box('Ask about winter.'), 'notes')}</presentation:notes>"
    comment = "<office:annotation><dc:creator>Ada</dc:creator><text:p>Too long.</text:p></office:annotation>"
    first = page(
        frame(f"<draw:text-box>{items}</draw:text-box>", "outline"),
        frame(box("Harbour fees"), "title"),
        frame(table(words("Length", "Fee") + words("12 m", "40"))),
        "<draw:g><draw:custom-shape><text:p>In a group</text:p></draw:custom-shape></draw:g>",
        frame(box("7"), "page-number"),
        comment,
        notes,
    )
    document = read("a.odp", slides_of(first + page(frame(box("Later"), "title"), style="out") + page()))
    assert document.title == "Harbour fees" and document.pages_without_text == (3,)
    assert shown(document.pages[0]) == [
        ("h1", "Harbour fees"),
        ("list", "- Short boats"),
        ("table_row", "Length: 12 m; Fee: 40"),
        ("paragraph", "In a group"),
        ("paragraph", "Notes: Ask about winter."),
        ("paragraph", "Comment by Ada: Too long."),
    ]
    assert shown(document.pages[1]) == [("h1", "Later (hidden slide)")]
    assert document.pages[1].marks == ("hidden_text",)


def test_shapes_that_were_drawn_upwards_are_read_from_the_top(read: Read) -> None:
    at = 'svg:x="1cm" svg:width="5cm" svg:height="1cm" svg:y="{}cm"'
    shapes = [frame(box(f"Step {step}"), place=at.format(2 * step)) for step in (3, 2, 1)]
    texts = [text for _, text in shown(read("a.odp", slides_of(page(*shapes))).pages[0])]
    assert texts == ["Step 1", "Step 2", "Step 3"]


def test_a_chart_is_its_title_and_its_table(read: Read) -> None:
    rows = words("", "Guests") + words("May", "4") + words("June", "9.5")
    chart = (
        f"<chart:chart><chart:title><text:p>Guests</text:p></chart:title><chart:plot-area/>{table(rows)}</chart:chart>"
    )
    shape = frame('<draw:object xlink:href="./Object 1"/><draw:image xlink:href="./o.png"/>')
    document = read("a.odp", slides_of(page(shape), {"Object 1/content.xml": content(chart)}))
    assert shown(document.pages[0]) == [
        ("paragraph", "Guests"),
        ("table_row", "May; Guests: 4"),
        ("table_row", "June; Guests: 9.5"),
    ]
    assert document.notes == ()


def test_a_slide_that_is_a_picture_is_told(read: Read) -> None:
    shapes = frame('<draw:image xlink:href="Pictures/1.png"/>') + frame(box("Beside it"))
    assert read("a.odp", slides_of(page(shapes))).notes == ("1 picture not read.",)


def test_what_is_no_presentation_is_told(read: Read) -> None:
    with pytest.raises(ParseFailure) as failure:
        read("a.odp", zipped({"content.xml": content("<office:text/>")}))
    assert failure.value.reason == "damaged"


@pytest.mark.parametrize(("name", "kind"), [("a.fodp", "presentation"), ("a.fodt", "text")])
def test_flat_files(read: Read, name: str, kind: str) -> None:
    inside = page(frame(box("Fees"))) if kind == "presentation" else "<text:p>Fees</text:p>"
    assert read(name, content(f"<office:{kind}>{inside}</office:{kind}>", "document")).pages[0].text == "Fees"
