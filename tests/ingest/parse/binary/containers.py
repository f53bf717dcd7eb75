"""Writes small files of Office before 2007 and of Outlook, byte by byte, as no library that is here does.

Every stream is filled up with zeros to the size from which it has sectors of its own.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from itertools import pairwise

_SECTOR, _SMALLEST = 512, 4_096
_FREE, _END, _FAT = 0xFFFF_FFFF, 0xFFFF_FFFE, 0xFFFF_FFFD
_NONE = 0xFFFF_FFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5

Tree = Mapping[str, "bytes | Tree"]


def container(tree: Tree) -> bytes:
    """A compound file with these streams; what is no bytes is a folder."""
    entries: list[list[int | str | bytes]] = [["Root Entry", _ROOT, _NONE, _NONE, b""]]
    _add(entries, 0, tree)
    sectors: list[bytes] = []
    chains: list[int] = []
    places = []
    for entry in entries:
        data = entry[4]
        assert isinstance(data, bytes)
        places.append((_place(data, sectors, chains), len(data)) if data else (_END, 0))
    listed = b"".join(_entry(entry, *place) for entry, place in zip(entries, places, strict=True))
    first = _place(listed, sectors, chains)
    count = -(-(len(sectors) + 1) // 127)
    numbers = [len(sectors) + number for number in range(count)]
    table = chains + [_FAT] * count
    table += [_FREE] * (count * 128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, count, first, 0, _SMALLEST, _END, 0, _END, 0)
    header += struct.pack("<109I", *numbers, *[_FREE] * (109 - count))
    return header + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table)


def _add(entries: list[list[int | str | bytes]], parent: int, tree: Tree) -> None:
    added = []
    for name, content in tree.items():
        added.append(len(entries))
        if isinstance(content, bytes):
            size = max(_SMALLEST, -(-len(content) // _SECTOR) * _SECTOR)
            entries.append([name, _STREAM, _NONE, _NONE, content.ljust(size, b"\0")])
        else:
            entries.append([name, _STORAGE, _NONE, _NONE, b""])
            _add(entries, added[-1], content)
    if added:
        entries[parent][3] = added[0]
    for before, after in pairwise(added):
        entries[before][2] = after


def _entry(entry: Sequence[int | str | bytes], start: int, size: int) -> bytes:
    name, kind, right, child, _ = entry
    written = str(name).encode("utf-16-le") + b"\0\0"
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBB3I", len(written), kind, 1, _NONE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def _place(data: bytes, sectors: list[bytes], chains: list[int]) -> int:
    first = len(sectors)
    parts = [data[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(data), _SECTOR)]
    sectors += parts
    chains += [first + number + 1 for number in range(len(parts) - 1)] + [_END]
    return first


def doc(text: str, notes: str = "", *, flags: int = 0x0200, pieces: int = 2) -> bytes:
    """A Word document whose text stands in `pieces` pieces, every second one in single bytes."""
    whole = text + notes
    main = bytearray(2_048)
    struct.pack_into("<HH", main, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", main, 10, flags)
    struct.pack_into("<2i", main, 0x4C, len(text), len(notes))
    step = -(-len(whole) // pieces)
    bounds = [*range(0, len(whole), step), len(whole)]
    listed = b""
    for number, (start, end) in enumerate(pairwise(bounds)):
        place = len(main)
        if number % 2:
            main += whole[start:end].encode("cp1252")
            listed += struct.pack("<HIH", 0, place * 2 | 0x4000_0000, 0)
        else:
            main += whole[start:end].encode("utf-16-le")
            listed += struct.pack("<HIH", 0, place, 0)
    listed = struct.pack(f"<{len(bounds)}I", *bounds) + listed
    table = b"\x01\x02\x00ab" + b"\x02" + struct.pack("<I", len(listed)) + listed
    struct.pack_into("<II", main, 0x01A2, 0, len(table))
    return container({"WordDocument": bytes(main), "1Table": table})


Cell = str | float | bool


def xls(
    sheets: Mapping[str, Sequence[Sequence[Cell]]],
    *,
    hidden: str = "",
    formats: Mapping[tuple[int, int], int] = {},
    merged: Sequence[tuple[int, int, int, int]] = (),
    encrypted: bool = False,
) -> bytes:
    """An Excel workbook. `formats`: the number format (3 is "#,##0", 14 a date) of a cell; `merged`: rows, columns."""
    book = _record(0x0809, struct.pack("<4HII", 0x0600, 0x0005, 0, 0, 0, 0))
    if encrypted:
        book += _record(0x002F, struct.pack("<3H", 0, 1, 1))
    book += b"".join(
        _record(0x0031, struct.pack("<5H4B", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + b"\5\0Arial") for _ in range(5)
    )
    styles = [0, *sorted(set(formats.values()))]
    for number in styles:
        book += _record(0x00E0, struct.pack("<3H4B", 0, number, 0, 0x20, 0, 0, 0) + bytes(8) + b"\0\0")
    bodies = []
    for rows in sheets.values():
        body = _record(0x0809, struct.pack("<4HII", 0x0600, 0x0010, 0, 0, 0, 0))
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                body += _cell(row, column, styles.index(formats.get((row, column), 0)), value)
        if merged:
            body += _record(
                0x00E5, struct.pack("<H", len(merged)) + b"".join(struct.pack("<4H", *one) for one in merged)
            )
        bodies.append(body + _record(0x000A, b""))
    listed = [(name, 8 + 4 + len(name.encode("latin-1"))) for name in sheets]
    start = len(book) + sum(size for _, size in listed) + 4
    for (name, _), body in zip(listed, bodies, strict=True):
        state = 1 if name == hidden else 0
        book += _record(0x0085, struct.pack("<I4B", start, state, 0, len(name), 0) + name.encode("latin-1"))
        start += len(body)
    return container({"Workbook": book + _record(0x000A, b"") + b"".join(bodies)})


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _cell(row: int, column: int, style: int, value: Cell) -> bytes:
    at = struct.pack("<3H", row, column, style)
    if isinstance(value, bool):
        return _record(0x0205, at + bytes([value, 0]))
    if isinstance(value, str):
        return _record(0x0204, at + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")) if value else b""
    return _record(0x0203, at + struct.pack("<d", value))


def msg(texts: Mapping[str, str | bytes], *, sent: int = 0, attached: Sequence[str] = ()) -> bytes:
    """An Outlook message: texts by the number of their property, `sent` in ticks of 100 ns since 1601."""
    tree: dict[str, bytes | Tree] = {
        f"__substg1.0_{key}{'0102' if isinstance(text, bytes) else '001F'}": text
        if isinstance(text, bytes)
        else text.encode("utf-16-le")
        for key, text in texts.items()
    }
    tree["__properties_version1.0"] = bytes(32) + struct.pack("<HHIQ", 0x0040, 0x0039, 0, sent)
    for number, name in enumerate(attached):
        tree[f"__attach_version1.0_#{number:08X}"] = {"__substg1.0_3707001F": name.encode("utf-16-le")}
    return container(tree)
