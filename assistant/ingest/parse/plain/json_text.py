"""JSON, also a record a line: the text as it stands, with the escapes in it as the characters that they mean.

A list of records, such as orders or recipes, is read as a table (`json_records`).
Invariant: of other JSON nothing but escapes is changed, so that a quote shows what stands in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.page import deceptive_marks
from assistant.ingest.parse.plain.json_records import records_page
from assistant.ingest.parse.plain.text import blocks_of, read_text
from assistant.ingest.parse.source import Source
from assistant.text.clean import clean

# A backslash stands in strings only. Escapes of code units come in runs: a character may need two of them.
# Both begin with the letters of every match, which are looked for much faster than a choice of beginnings.
_ESCAPE = re.compile(r'\\(?:(?P<units>u[0-9a-fA-F]{4}(?:\\u[0-9a-fA-F]{4})*)|(?P<sign>["\\/bfnrt]))')
_UNITS = re.compile(r"\\u[0-9a-fA-F]{4}(?:\\u[0-9a-fA-F]{4})*")
_SIGNS = {"b": "", "f": "\n", "n": "\n", "r": "\n", "t": "\t"}
# UTF-8 bytes that were each escaped as a character, as some messengers export their chats.
_UTF8_BYTES = re.compile(r"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def read(source: Source) -> Iterator[ParsedPage]:
    """One page. Raises ParseFailure for binary content."""
    raw = read_text(source)
    page = records_page(raw, _repaired if "\\u00" in raw else str) if source.suffix == ".json" else None
    if page is not None:
        yield page
        return
    text = unescaped(raw)
    cleaned = clean(text)
    yield ParsedPage(1, cleaned, tuple(blocks_of(cleaned)), deceptive_marks(text))


def unescaped(text: str) -> str:
    """`text` with its escapes decoded; JSON that is itself a string in JSON has some left, which are decoded too."""
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(lambda match: _units(match.group()) if match["units"] else _sign(match["sign"]), text)
    return _UNITS.sub(lambda match: _units(match.group()), text)


def _repaired(value: str) -> str:
    """A string of JSON whose escapes are decoded: the bytes that were escaped one by one are characters."""
    return value if value.isascii() else _UTF8_BYTES.sub(_as_utf8, value)


def _units(run: str) -> str:
    """The characters of a run of escapes."""
    units = b"".join(bytes.fromhex(unit) for unit in run.split("\\u")[1:])
    return _UTF8_BYTES.sub(_as_utf8, units.decode("utf-16-be", "replace"))


def _as_utf8(match: re.Match[str]) -> str:
    return match.group().encode("latin-1").decode("utf-8", "replace")


def _sign(letter: str) -> str:
    return _SIGNS.get(letter, letter)
