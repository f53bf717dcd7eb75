"""The text of a rich text file, with what it raises, hides, notes and ticks.

The tables of control words and code pages are striprtf's. Invariant: one pass, and memory that grows with the
text alone; hidden text, pictures and objects are never decoded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from assistant.ingest.parse.marks.raised import lowered, raised
from assistant.ingest.parse.marks.remark import comment_line
from assistant.ingest.parse.marks.symbols import is_symbol_font, symbols
from assistant.ingest.parse.marks.ticks import tick
from assistant.ingest.parse.plain.decoding import encoding_of

# The end of a table's cell, and in front of it: that it goes on with the one beside it, or above it. `clean` leaves
# none of a file's own.
CELL, WITH_LEFT, WITH_ABOVE = "\x1d", "\x1e", "\x1f"
_TOKEN = re.compile(
    r"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.IGNORECASE
)
_NUMBER, _CODE, _SIGN, _BRACE_TOKEN = 2, 3, 4, 5  # groups of a token
_INNER = re.compile(r"\{\\\*[^{}]*\}")
_FONT = re.compile(r"\\f(\d{1,9})\b([^;]{0,500});")
_CHARSET, _CONTROLS = re.compile(r"\\fcharset(\d+)"), re.compile(r"\\[a-z]+-?\d* ?|[{}]")
_LINK = re.compile(r'HYPERLINK\s+"?((?:https?|mailto|ftp):[^"\s]+)', re.IGNORECASE)
_BRACE = re.compile(r"\\[{}\\]|[{}]")
# Groups without text of their own that may hold text boxes, fields or comments.
_HOLDING = frozenset(
    {"shp", "shpinst", "shpgrp", "shprslt", "do", "dptxbxtext", "object", "result", "sp", "sv", "fldinst", "formfield"}
    | {"header", "footer", "atnid", "atnref", "atrfstart", "atrfend", "field", "nonesttables"}
)
_CODE_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}  # by the word at the head of the file
_CHECK_BOX, _CHOICE, _AS_DEFAULT = 1, 2, 25
_DEFAULT_RISE = 6  # half points


@dataclass(frozen=True, slots=True)
class Words:
    """striprtf's tables: words of groups without text, signs by their words, encodings by a font's charset."""

    without_text: frozenset[str]
    signs: dict[str, str]
    charsets: dict[int, str]


class _State(NamedTuple):
    """What holds in a group. `target` is where its text goes."""

    target: list[str]
    skip: bool = False
    rise: int = 0
    hidden: bool = False
    font: str = ""
    after_unicode: int = 1  # characters to skip behind a Unicode character
    at_end: Callable[[], None] | None = None  # called when the group ends
    in_table: bool = False


_FORMATS = frozenset({"ansicpg", "uc", "f", "v", "plain", "super", "sub", "nosupersub", "up", "dn", *_CODE_PAGES})
_PARTS = frozenset({"footnote", "annotation", "shptxt", "atnauthor", "fldinst", "ffl", "fldrslt", "pntext"})
_MERGES = {"clmrg": WITH_LEFT, "clvmrg": WITH_ABOVE}
_TABLES = frozenset({"trowd", "cellx", "intbl", "pard", *_MERGES})
_OTHERS = frozenset({"bin", "fonttbl", "colortbl", "fftype", "ffres", "ffdefres", "u", "chftn"})


class RtfText:
    """Reads a whole file. `text`: its lines, a table's cells ending in CELL; `hides`: whether hidden text was left."""

    def __init__(self, data: str, words: Words) -> None:
        self.text: list[str] = []
        self.hides = False
        self._words = words
        self._known = _FORMATS | _PARTS | _OTHERS | _TABLES | words.without_text | words.signs.keys()
        self._code_page = "cp1252"
        self._fonts: dict[str, tuple[str, str]] = {}  # id: name, encoding
        self._state = _State(self.text)
        self._stack: list[_State] = []
        self._bytes = bytearray()
        self._left = 0  # characters still to skip
        self._notes: list[str] = []  # what stands behind the paragraph
        self._count = 0
        self._author: list[str] = []
        self._link = ""
        self._form: dict[str, int] = {}
        self._merges: list[str] = []  # how each cell of the row is merged
        self._merge = ""
        self._cell = 0
        self._choices: list[list[str]] = []
        self._read(data)

    def _read(self, data: str) -> None:
        tokens = _TOKEN.finditer(data)
        while (token := next(tokens, None)) is not None:
            group = token.lastindex
            if self._bytes and group != _CODE:
                self._decode()
            if group is None:
                continue
            if group <= _NUMBER:
                self._left = 0
                if token[1] in self._known:  # most words say how it looks
                    skipped = self._word(token[1], token[2], data, token.end())
                    tokens = _TOKEN.finditer(data, token.end() + skipped) if skipped else tokens
            elif group == _BRACE_TOKEN:
                if token[0] == "{":
                    self._begin_group()
                elif len(self._stack) < 2:  # the end of the document: what follows is no part of it
                    break
                else:
                    self._end_group()
            elif group == _CODE:
                self._code(token[3])
            elif group == _SIGN:
                self._sign(token[4])
            else:
                kept, self._left = token[0][self._left :], max(0, self._left - len(token[0]))
                self._add(kept)
        self._decode()
        self._add_notes()

    def _begin_group(self) -> None:
        self._left = 0
        self._stack.append(self._state)
        if self._state.at_end is not None:
            self._state = self._state._replace(at_end=None)

    def _end_group(self) -> None:
        ended, self._state = self._state, self._stack.pop()
        self._left = 0
        if ended.at_end is not None:
            ended.at_end()

    def _add(self, text: str) -> None:
        state = self._state
        if state.skip or not text:
            return
        if state.hidden:
            self.hides = self.hides or bool(text.strip())
            return
        font = self._fonts.get(state.font)
        if font is not None and is_symbol_font(font[0]):
            text = symbols(font[0], text)
        state.target.append(raised(text) if state.rise > 0 else lowered(text) if state.rise < 0 else text)

    def _code(self, code: str) -> None:
        if self._left:
            self._left -= 1
        elif not self._state.skip:
            self._bytes.append(int(code, 16))

    def _decode(self) -> None:
        raw, self._bytes = bytes(self._bytes), bytearray()
        name, encoding = self._fonts.get(self._state.font, ("", self._code_page))
        self._add(raw.decode("latin-1" if is_symbol_font(name) else encoding, "replace"))

    def _sign(self, sign: str) -> None:
        self._left = 0
        if sign == "*":
            self._state = self._state._replace(skip=True)
        elif sign in self._words.signs:
            self._add(self._words.signs[sign])

    def _word(self, word: str, number: str | None, data: str, at: int) -> int:
        """Do what a control word says; returns how many characters behind it are no text."""
        value = int(number) if number else None
        if word == "bin":
            return max(0, value or 0)
        if word == "fonttbl":
            self._read_fonts(data[at : _end_of_group(data, at)])
        if word in _PARTS and self._begins_part(word):
            return 0
        if word in self._words.without_text or word in ("fonttbl", "colortbl"):
            self._state = self._state._replace(skip=True)
            if word not in _HOLDING and "\\bin" not in data:
                return _end_of_group(data, at) - at - 1
        elif word in ("fftype", "ffres", "ffdefres"):
            self._form[word] = value or 0
        elif word in _TABLES:
            self._table(word)
        elif word in self._words.signs:
            self._sign_of(word)
        elif word == "u" and value is not None:
            self._add(chr(value % 0x10000))
            self._left = self._state.after_unicode
        elif word == "chftn":
            self._count += self._state.target is self.text
            self._add(str(self._count))
        elif word in _FORMATS:
            self._format(word, value)
        return 0

    def _sign_of(self, word: str) -> None:
        if word in ("par", "line") and self._state.in_table and self._state.target is self.text:
            self._add(" ")  # a line inside a cell
            return
        if word in ("par", "row", "sect", "page"):
            self._end_paragraph()
        if word in ("cell", "nestcell"):
            merge = self._merges[self._cell] if word == "cell" and self._cell < len(self._merges) else ""
            self._cell += word == "cell"
            self._add(merge + CELL)
            return
        if word == "row":
            self._cell = 0
            self._state = self._state._replace(in_table=False)
        self._add(self._words.signs[word])

    def _table(self, word: str) -> None:
        """What is said of a row before its cells."""
        if word == "trowd":
            self._merges, self._merge = [], ""
        elif word == "cellx":
            self._merges.append(self._merge)
            self._merge = ""
        elif word in _MERGES:
            self._merge = _MERGES[word]
        elif self._state.in_table != (word == "intbl"):
            self._state = self._state._replace(in_table=word == "intbl")

    def _format(self, word: str, value: int | None) -> None:
        state = self._state
        if word in _CODE_PAGES:
            self._code_page = _CODE_PAGES[word]
        elif word == "ansicpg":
            self._code_page = _encoding(f"cp{value}")
        elif word == "uc":
            self._state = state._replace(after_unicode=max(0, value or 0))
        elif word == "f" and str(value) != state.font:
            self._state = state._replace(font=str(value))
        elif word == "v":
            self._state = state._replace(hidden=value != 0)
        elif word == "plain" and (state.rise or state.hidden):
            self._state = state._replace(rise=0, hidden=False)
        elif word in ("super", "sub", "nosupersub"):
            self._state = state._replace(rise=0 if value == 0 else {"super": 1, "sub": -1, "nosupersub": 0}[word])
        elif word in ("up", "dn"):
            rise = _DEFAULT_RISE if value is None else value
            self._state = state._replace(rise=0 if rise < 4 else 1 if word == "up" else -1)

    def _begins_part(self, word: str) -> bool:
        """Whether the group holds text that stands elsewhere, or says what is shown there."""
        part: list[str] = []
        ends: dict[str, Callable[[], None]] = {
            "footnote": lambda: self._notes.append("".join(part).strip()),
            "annotation": lambda: self._notes.append(comment_line("".join(self._author), "".join(part))),
            "shptxt": lambda: self._notes.append("".join(part).strip()),
            "atnauthor": lambda: self._author.__setitem__(slice(None), part),
            "fldinst": lambda: self._instructed("".join(part)),
            "ffl": lambda: self._choices.append(part),
        }
        if word in ends and (word == "shptxt" or not self._stack or not self._stack[-1].skip or word == "ffl"):
            self._state = self._state._replace(target=part, skip=False, hidden=False, rise=0, at_end=ends[word])
            return True
        if word == "fldrslt":
            self._state = self._state._replace(at_end=self._end_of_link)
            return True
        return word == "pntext"

    def _instructed(self, told: str) -> None:
        """A field's instruction has ended: what it shows is added in its place."""
        link = _LINK.search(told)
        self._link = link[1] if link is not None else ""
        form, self._form = self._form, {}
        choices, self._choices = ["".join(choice).strip() for choice in self._choices], []
        result = form.get("ffres", _AS_DEFAULT)
        result = form.get("ffdefres", 0) if result == _AS_DEFAULT else result
        if form.get("fftype") == _CHECK_BOX:
            self._add(tick(result == 1))
        elif form.get("fftype") == _CHOICE and 0 <= result < len(choices):
            self._add(choices[result])

    def _end_of_link(self) -> None:
        link, self._link = self._link, ""
        self._add(f" ({link})" if link else "")

    def _end_paragraph(self) -> None:
        if self._state.target is self.text and not self._state.skip:
            self._add_notes()

    def _add_notes(self) -> None:
        notes, self._notes = self._notes, []
        for note in notes:
            self.text.append(f"\n{note}")

    def _read_fonts(self, table: str) -> None:
        for number, told in _FONT.findall(_INNER.sub("", table)):
            charset = _CHARSET.search(told)
            encoding = self._words.charsets.get(int(charset[1]) if charset else 1, self._code_page)
            self._fonts[number] = (_CONTROLS.sub("", told).strip(), _encoding(encoding))


def _end_of_group(data: str, at: int) -> int:
    """The place behind the brace that ends the group around `at`."""
    depth = 1
    for brace in _BRACE.finditer(data, at):
        if len(brace.group()) > 1:  # a brace or stroke that is text
            continue
        depth += 1 if brace.group() == "{" else -1
        if depth == 0:
            return brace.end()
    return len(data)


def _encoding(name: str) -> str:
    """The encoding if it is known, else that of most files."""
    return encoding_of(name) or "cp1252"
