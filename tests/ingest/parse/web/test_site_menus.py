"""Menus of a site are no text: links alone, in a menu or in the head or foot. Links that say something are kept."""

from __future__ import annotations

import pytest

from tests.ingest.parse.conftest import Read

_STORY = f"<main><h1>Kilns</h1><p>{'A kiln is warmed slowly. ' * 8}</p></main>"


def _links(*names: str) -> str:
    return "<ul>" + "".join(f'<li><a href="/x">{name}</a></li>' for name in names) + "</ul>"


@pytest.mark.parametrize(
    "menu",
    [
        f"<nav>{_links('Start', 'Glazes', 'Courses')}</nav>",
        '<nav><a href="/">Start</a><a href="/g">Glazes</a><a href="/c">Courses</a></nav>',
        f'<div role="navigation"><h2>Explore</h2>{_links("Start", "Glazes", "Firing", "Courses")}</div>',
        f'<div role="MENUBAR"><div>{_links("Start", "Glazes", "Courses")}</div></div>',
        f"<header>{_links('Start', 'Glazes', 'Courses')}</header>",
        '<footer><p><a href="/i">Imprint</a> | <a href="/p">Privacy</a> | <a href="/t">Terms</a></p></footer>',
    ],
    ids=["list", "inline", "role", "nested", "head", "foot"],
)
@pytest.mark.parametrize("around", ["{menu}{story}", "{story}{menu}"], ids=["before", "behind"])
def test_menus_of_mere_links_are_left_out(read: Read, menu: str, around: str) -> None:
    text = read("a.html", around.format(menu=menu, story=_STORY)).pages[0].text
    assert "kiln is warmed" in text
    assert not any(word in text for word in ("Glazes", "Courses", "Privacy", "Explore", "Beside the text"))


def test_a_menu_without_a_main_part_is_left_out_too(read: Read) -> None:
    page = f"<nav>{_links('Start', 'Glazes', 'Courses')}</nav><h1>Kilns</h1><p>A kiln is warmed slowly.</p>"
    assert read("a.html", page).pages[0].text == "Kilns\n\nA kiln is warmed slowly."


@pytest.mark.parametrize(
    ("beside", "said"),
    [
        (f"<footer><p>Open on Friday from nine.</p>{_links('Imprint', 'Privacy')}</footer>", "Open on Friday"),
        (f"<footer>{_links('Coins: Eva Holm', 'Stamps: Ben Roy')}</footer>", "Coins: Eva Holm"),
        (f"<nav>{_links('Call 0431 5550', 'Map')}</nav>", "0431 5550"),
        (f"<nav>{_links('Lisbon – Porto', 'Porto – Braga')}</nav>", "Lisbon – Porto"),
        (f"<header>{_links('ida@kiln.example', 'leo@kiln.example')}</header>", "ida@kiln.example"),
        (f"<footer>{_links('Day ticket 9 €', 'Child 4 €')}</footer>", "Day ticket 9 €"),
        (f"<aside><h2>Board</h2>{_links('Ida Brandt', 'Leo Kuhn')}</aside>", "Ida Brandt"),
        (f"<div>{_links('Ida Brandt', 'Leo Kuhn', 'Ana Ruiz')}</div>", "Ana Ruiz"),
        ("<nav>Ring at the side door, then go up to the second floor.</nav>", "side door"),
        (f"<nav>{_links('How to dry clay in a cellar without cracks in the base', 'More')}</nav>", "dry clay"),
    ],
    ids=["hours", "names", "phone", "dash", "mail", "price", "box", "unmarked", "sentence", "long"],
)
def test_what_says_something_is_kept_beside_the_text(read: Read, beside: str, said: str) -> None:
    text, kept = read("a.html", f"{beside}{_STORY}").pages[0].text.split("Beside the text")
    assert "kiln is warmed" in text and said in kept


def test_a_footer_loses_its_links_alone(read: Read) -> None:
    foot = f"<footer><p>Quay 4, Oldmoor</p><div>{_links('Imprint', 'Privacy')}</div></footer>"
    text = read("a.html", _STORY + foot).pages[0].text
    assert text.endswith("Beside the text\n\nQuay 4, Oldmoor")


def test_a_page_of_links_alone_stays(read: Read) -> None:
    members = _links(*(f"Member {letter}" for letter in "ABCDEFGHIJ"))
    assert "Member J" in read("a.html", f"<h1>Members</h1>{members}").pages[0].text
