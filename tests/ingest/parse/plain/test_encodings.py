"""Texts from before Unicode, in every kind of file that can hold one: read as they were written, or noted."""

from __future__ import annotations

import pytest

from assistant.ingest.parse.plain.decoding import decode, decode_as
from assistant.ingest.parse.plain.legacy import guess
from tests.ingest.parse.conftest import Read

SENTENCES = [
    ("cp1252", "Die Küche wird am Mittwoch geschlossen, schöne Grüße!"),
    ("cp1252", "Le relevé d’août a été signé à Genève."),
    ("cp1252", "Señor Ibáñez llegará mañana a las diez."),
    ("cp1252", "It’s Nora’s “spare” key – don’t lose it."),
    ("mac_roman", "Größe und Gewicht der Schränke stehen außen."),
    ("cp850", "Die Bücher für Frau Böhm sind zurück."),
    ("cp1250", "Klucz do piwnicy wisi w łazience, proszę go odłożyć."),
    ("iso8859_2", "Příští schůzka bude v úterý, přijďte včas."),
    ("cp1250", "A kulcs a fürdőszobában lóg, a díj tizenkétezer forint."),
    ("cp1254", "Anahtar bodrumdaki çivide asılı, lütfen geri koyunuz."),
    ("cp1251", "Лодка стоит у второго причала до октября."),
    ("koi8_r", "Лодка стоит у второго причала до октября."),
    ("cp866", "Лодка стоит у второго причала до октября."),
    ("cp1251", "Човен стоїть біля другого причалу."),
    ("cp1253", "Η βάρκα είναι στη δεύτερη προβλήτα."),
    ("iso8859_7", "Η βάρκα είναι στη δεύτερη προβλήτα."),
    ("cp1255", "הסירה עומדת ליד הרציף השני."),
    ("cp1256", "القارب عند الرصيف الثاني."),
    ("cp932", "船は二番目の桟橋にあります。"),
    ("euc_jp", "船は二番目の桟橋にあります。"),
    ("iso2022_jp", "船は二番目の桟橋にあります。"),
    ("gbk", "小船停在第二个码头,十月取回。"),
    ("big5", "小船停在第二個碼頭,十月取回。"),
    ("cp949", "배는 두 번째 부두에 있습니다."),
]


@pytest.mark.parametrize(("encoding", "text"), SENTENCES, ids=[f"{name}-{text[:6]}" for name, text in SENTENCES])
def test_a_sentence_in_an_old_encoding_is_read(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("encoding", "name", "town"),
    [
        ("cp932", "星野渚", "京都市北区"),
        ("gbk", "陈思远", "成都市"),
        ("cp949", "박서연", "부산시"),
        ("cp1251", "Громова Вера", "Казань"),
        ("cp1250", "Światłowska Żaneta", "Łódź"),
    ],
)
def test_lists_pages_and_notes_are_read_alike(read: Read, encoding: str, name: str, town: str) -> None:
    rows = f"No;Name;Town\n17;{name};{town}\n18;{name};{town}\n"
    page = f"<p>{name}, {town}</p>"
    for file, content in (("a.csv", rows), ("a.txt", rows), ("a.md", rows), ("a.html", page)):
        text = read(file, content.encode(encoding)).pages[0].text
        assert name in text and town in text, file


def test_a_page_that_names_the_smaller_set_is_read_in_the_larger_one(read: Read) -> None:
    for declared, encoding, text in [
        ("gb2312", "gbk", "歌手陶喆今晚在此。"),
        ("shift_jis", "cp932", "髙橋①号室"),
        ("euc-kr", "cp949", "똠방각하 공연"),
        ("iso-8859-1", "cp1252", "“9 €”"),
        ("x-sjis", "cp932", "桟橋"),
        ("iso-8859-8-i", "cp1255", "הסירה"),
        ("windows-1251", "cp1251", "Лодка"),
    ]:
        content = f'<html><head><meta charset="{declared}"></head><body><p>{text}</p></body></html>'
        assert read("a.html", content.encode(encoding)).pages[0].text == text, declared


def test_a_byte_that_cannot_be_read_leaves_the_rest_and_is_noted(read: Read) -> None:
    russian, chinese = "Лодка стоит у второго причала. ", "小船停在第二个码头。"
    for file, content, kept in [
        ("a.txt", russian.encode() + b"\xff" + russian.encode(), russian.strip()),
        ("a.csv", "Ort,Preis\nKöln,5\nGöttingen,6\n".encode() + b"M\xfcnchen,7\n", "Ort: Köln; Preis: 5"),
        ("a.html", b"<meta charset=gb2312><p>" + (chinese * 4).encode("gbk") + b"\xff</p>", chinese * 4),
        ("b.html", b"<meta charset=utf-8><p>" + (russian * 2).encode() + b"\xfe</p>", russian.strip()),
    ]:
        document = read(file, content)
        assert kept in document.pages[0].text, file
        assert document.notes == ("1 character could not be read.",), file


def test_what_is_only_guessed_is_noted(read: Read) -> None:
    assert read("a.txt", "Ambrož".encode("iso8859_2")).notes[0].startswith("Its encoding is a guess: ")
    assert read("a.txt", "Schöne Grüße aus Köln".encode("cp1252")).notes == ()
    assert read("a.txt", "Лодка стоит у второго причала".encode("cp1251")).notes == ()
    assert read("a.txt", "Лодка").notes == ()


def test_a_wrong_declaration_is_not_believed() -> None:
    russian = "Лодка стоит у второго причала."
    assert decode_as(russian.encode(), "iso-8859-1") == russian
    assert decode_as(russian.encode("cp1251"), "utf-8") == russian
    assert decode_as(russian.encode("cp1251"), "nonsense") == russian
    assert decode_as(b"abc", "zlib") == decode_as(b"abc", "idna") == "abc"


def test_rich_text_with_bytes_as_they_are(read: Read) -> None:
    for page, text in [(1251, "Лодка у причала"), (932, "船は桟橋に表示"), (936, "小船停在码头")]:
        content = b"{\\rtf1\\ansi\\ansicpg%d{\\fonttbl{\\f0 Arial;}}\\f0 " % page + text.encode(f"cp{page}") + b"\\par}"
        assert read("a.rtf", content).pages[0].text == text
        escaped = "".join(f"\\'{byte:02x}" for byte in text.encode(f"cp{page}"))
        assert read("b.rtf", f"{{\\rtf1\\ansi\\ansicpg{page}\\f0 {escaped}\\par}}").pages[0].text == text


@pytest.mark.parametrize("page", ["", "42", "10010000", "-5", "99999", "0"])
def test_rich_text_of_a_code_page_that_nobody_knows_is_read(read: Read, page: str) -> None:
    content = f"{{\\rtf1\\ansi\\ansicpg{page} The rent is 5\\'80\\par}}"
    assert read("a.rtf", content).pages[0].text == "The rent is 5€"


@pytest.mark.parametrize(
    ("page", "encoding", "text"),
    [
        (10000, "mac_roman", "Größe"),
        (10007, "mac_cyrillic", "Лодка"),
        (20866, "koi8_r", "Лодка"),
        (28592, "iso8859-2", "Łódź"),
        (65001, "utf-8", "Größe"),
    ],
)
def test_rich_text_of_rarer_code_pages(read: Read, page: int, encoding: str, text: str) -> None:
    escaped = "".join(f"\\'{byte:02x}" for byte in text.encode(encoding))
    assert read("a.rtf", f"{{\\rtf1\\ansi\\ansicpg{page} {escaped}\\par}}").pages[0].text == text


@pytest.mark.parametrize(("charset", "encoding", "text"), [(78, "cp932", "船は桟橋"), (89, "mac_latin2", "Łódź")])
def test_rich_text_in_fonts_of_old_macs(read: Read, charset: int, encoding: str, text: str) -> None:
    fonts = f"{{\\fonttbl{{\\f0 Arial;}}{{\\f1\\fcharset{charset} Osaka;}}}}"
    escaped = "".join(f"\\'{byte:02x}" for byte in text.encode(encoding))
    assert read("a.rtf", f"{{\\rtf1\\ansi{fonts}\\f1 {escaped}\\par}}").pages[0].text == text


@pytest.mark.parametrize("chosen", [-1, -7, 2, 24, 9999999999])
def test_rich_text_with_a_choice_that_its_list_lacks(read: Read, chosen: int) -> None:
    field = r"{\field{\*\fldinst FORMDROPDOWN{\*\formfield{\fftype2\ffresN{\*\ffl one}{\*\ffl two}}}}{\fldrslt}}"
    written = "{\\rtf1\\ansi Pick: " + field.replace("N", str(chosen)) + " Done\\par}"
    assert read("a.rtf", written).pages[0].text.split() == ["Pick:", "Done"]


def test_the_same_bytes_get_the_same_guess() -> None:
    data = "Лодка стоит у второго причала.".encode("koi8_r")
    assert guess(data) == guess(data) and guess(data).sure


def test_bytes_of_rich_text_keep_their_code_page_behind_binary_data(read: Read) -> None:
    """The length of binary data is told in bytes, whatever they look like."""
    start = b"{\\rtf1\\ansi\\ansicpg1251{\\pict\\bin6 \xcf}\\\x80\xf0{}"
    assert read("a.rtf", start + "Привет\\par}".encode("cp1251")).pages[0].text == "Привет"
    pages = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
    for word, encoding in pages.items():
        assert (
            read(f"{word}.rtf", b"{\\rtf1\\" + word.encode() + b" caf" + "é".encode(encoding) + b"\\par}").pages[0].text
            == "café"
        )
