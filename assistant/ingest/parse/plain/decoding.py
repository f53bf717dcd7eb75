"""Bytes to text: by byte-order mark, as Unicode, by the charset that the file names, else by what reads best.

Invariant: a byte that cannot be read becomes a single replacement character, and the rest stays as it is; what is
guessed or lost is told to `note`.
"""

from __future__ import annotations

import codecs
import functools
import re
from collections.abc import Callable

from assistant.domain.errors import ParseFailure
from assistant.ingest.parse.plain.legacy import guess
from assistant.ingest.parse.plain.twice_encoded import put_right

Note = Callable[[str], None]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY_STARTS = (
    b"PK\x03\x04",
    b"%PDF-",
    b"\x7fELF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
)
_SAMPLE_BYTES = 65_536
_MAX_CONTROLS, _MAX_CONTROL_SHARE = 16, 0.02  # a few may have slipped into a text
_LONGEST_NAME = 100  # of an encoding, in characters
_CONTROLS = bytes(set(range(32)) - {8, 9, 10, 12, 13, 27})
_LOST = "\ufffd"
# Shift sequences: the bytes behind them are ASCII and mean other signs.
_SHIFTED = ((re.compile(rb"\x1b\$[@B]"), "iso2022_jp_ext"), (re.compile(rb"\x1b\$\)C"), "iso2022_kr"))
_MAX_LOST_SHARE = 0.1  # of the signs outside ASCII: with more, the charset that the file names is a wrong one

# Browsers read these as the larger set that programs write under the smaller name.
_SUPERSETS = {
    "iso8859-1": "cp1252",
    "iso8859-8": "cp1255",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "euc_jp": "euc_jis_2004",
    "iso2022_jp": "iso2022_jp_ext",
}
_OTHER_NAMES = {
    "iso-8859-8-i": "cp1255",
    "iso-8859-8-e": "cp1255",
    "iso-8859-6-i": "iso8859-6",
    "x-sjis": "cp932",
    "mac_japanese": "cp932",
    "mac_chinesetrad": "big5",
    "mac_chinesesimp": "gb2312",
    "mac_korean": "cp949",
    "mac_thai": "cp874",
    "mac_ce": "mac_latin2",
    "mac_rumanian": "mac_romanian",
    "mac_ukrainian": "mac_cyrillic",
}
_WINDOWS = re.compile(r"(?:x-)?(?:win|windows|ms|cp|ibm)[-_ ]?(\d{3,5})")
# Windows' numbers for what Python knows by its name.
_PAGES = {
    "10000": "mac_roman",
    "10004": "mac_arabic",
    "10006": "mac_greek",
    "10007": "mac_cyrillic",
    "10010": "mac_romanian",
    "10029": "mac_latin2",
    "10079": "mac_iceland",
    "10081": "mac_turkish",
    "10082": "mac_croatian",
    "20866": "koi8_r",
    "21866": "koi8_u",
    **{str(28590 + number): f"iso8859-{number}" for number in (*range(1, 12), 13, 14, 15, 16)},
}
_NO_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "ascii"})
_NAMES = {
    "gb18030": "GBK",
    "cp949": "Korean (EUC-KR)",
    "cp932": "Shift JIS",
    "euc_jp": "EUC-JP",
    "big5hkscs": "Big5",
    "mac_roman": "Mac Roman",
    "mac_cyrillic": "Mac Cyrillic",
    "koi8_u": "KOI8",
}


def ignore_note(remark: str) -> None:
    """The `note` of a caller who keeps none."""


def decode(data: bytes, note: Note = ignore_note) -> str:
    """Decode by byte-order mark, as UTF-16 without mark, as UTF-8, or in the old encoding that reads best.

    Raises ParseFailure if the bytes are not text.
    """
    marked = _marked(data)
    if marked is not None:
        return marked
    sample = data[:_SAMPLE_BYTES]
    if sample.startswith(_BINARY_STARTS) or _is_full_of_controls(sample):
        raise ParseFailure("damaged", "It holds binary data, not text.", "Check that the file has the right ending.")
    for shift, encoding in _SHIFTED:
        if data.isascii() and shift.search(sample):
            return _noted(data.decode(encoding, "replace"), note)
    try:
        return _once(data.decode("utf-8"), note)
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and not data[: error.start].isascii():  # a character cut in two at the end
            return data[: error.start].decode("utf-8")
    text = data.decode("utf-8", "replace")
    lost = text.count(_LOST)
    if _high(text) - lost >= 2 * lost:  # other encodings hardly ever look like UTF-8
        return _noted(text, note)
    found = guess(data)
    if not found.sure:
        note(f"Its encoding is a guess: {_shown(found.encoding)}.")
    return _noted(data.decode(found.encoding, "replace"), note)


def decode_as(data: bytes, charset: str, note: Note = ignore_note) -> str:
    """Decode in the `charset` that the file names. If that is unknown, or plainly a wrong one, like `decode`.

    Raises ParseFailure if the bytes are not text.
    """
    encoding = encoding_of(charset)
    if not encoding or _marked(data) is not None or _is_utf8(data):
        return decode(data, note)
    text = data.decode(encoding, "replace")
    lost = text.count(_LOST)
    if lost and lost > _high(text) * _MAX_LOST_SHARE and lost > 1:
        return decode(data, note)
    return _noted(_once(text, note) if encoding == "utf-8" else text, note)


def encoding_of(charset: str) -> str:
    """Python's name of the encoding that is meant by a name in a file; "" if nobody knows it."""
    return _looked_up(charset) if len(charset) < _LONGEST_NAME else ""


@functools.lru_cache(maxsize=64)  # the parts of a mail and the fields of a card name the same one over and over
def _looked_up(charset: str) -> str:
    name = charset.strip().strip("\"'").lower()
    windows = _WINDOWS.fullmatch(name)
    page = windows[1] if windows else ""
    pages = (_PAGES.get(page), f"cp{page}") if page else ()
    candidates = (_OTHER_NAMES.get(name), name, *pages, name.removeprefix("x-"))
    for candidate in filter(None, candidates):
        try:
            known = codecs.lookup(candidate)
            b"a".decode(candidate, "replace")  # refuses what is a codec and no charset, such as zlib
        except (LookupError, ValueError):
            continue
        return "" if known.name in _NO_CHARSETS else _SUPERSETS.get(known.name, known.name)
    return ""


def _marked(data: bytes) -> str | None:
    """The text if a byte-order mark, or the zeros of UTF-16, say how it is encoded."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace")
    utf16 = _utf16_without_mark(data[:_SAMPLE_BYTES])
    return data.decode(utf16, "replace") if utf16 else None


def _is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8 with several characters outside ASCII, which no other text is by chance."""
    try:
        return _high(data.decode("utf-8")) > 2
    except UnicodeDecodeError:
        return False


def _once(text: str, note: Note) -> str:
    found = put_right(text)
    if found is not text:
        note("Its letters were encoded twice and were put right.")
    return found


def _noted(text: str, note: Note) -> str:
    lost = text.count(_LOST)
    if lost:
        note(f"{lost:,} character{'s' if lost > 1 else ''} could not be read.")
    return text


def _high(text: str) -> int:
    """How many characters are outside ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


def _shown(encoding: str) -> str:
    """The name of an encoding as people know it."""
    windows = re.fullmatch(r"cp(125\d|874)", encoding)
    return _NAMES.get(encoding) or (f"Windows-{windows[1]}" if windows else encoding.upper().replace("_", "-"))


def _utf16_without_mark(sample: bytes) -> str:
    """The UTF-16 encoding of `sample`, else "". In Western text, nearly every second byte is zero."""
    pairs = len(sample) // 2
    if pairs < 8 or 0 not in sample:
        return ""
    even, odd = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
    if odd > 0.4 * pairs and even < 0.1 * pairs:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * pairs and odd < 0.1 * pairs else ""


def _is_full_of_controls(sample: bytes) -> bool:
    count = len(sample) - len(sample.translate(None, _CONTROLS))
    return count > _MAX_CONTROLS and count > len(sample) * _MAX_CONTROL_SHARE
