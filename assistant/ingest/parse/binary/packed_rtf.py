"""Rich text as Outlook packs it (LZFu): references into a window that begins with usual words of rich text.

Invariant: no more comes out than the header says, and than the limit.
"""

from __future__ import annotations

import struct

from assistant.domain.errors import ParseFailure

_WINDOW = 4_096
_PACKED, _PLAIN = 0x75465A4C, 0x414C454D
_USUAL = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


def unpacked(data: bytes, most_bytes: int) -> bytes:
    """The rich text. Raises ParseFailure."""
    if len(data) < 16:
        raise ParseFailure("damaged", "Its text is cut off.")
    size, kind = struct.unpack_from("<II", data, 4)
    if kind == _PLAIN:
        return data[16 : 16 + size]
    if kind != _PACKED:
        raise ParseFailure("damaged", "Its text is packed in an unknown way.")
    if size > most_bytes:
        raise ParseFailure("limit", "It unpacks to far more than a document holds.")
    window = bytearray(_USUAL.ljust(_WINDOW, b" "))
    written, at = len(_USUAL), 16
    out = bytearray()
    while at < len(data) and len(out) < size:
        flags = data[at]
        at += 1
        for bit in range(8):
            pair = data[at : at + 2]
            if not pair or len(out) >= size:
                break
            if flags >> bit & 1:
                if len(pair) < 2:
                    return bytes(out)
                at += 2
                start, length = (pair[0] << 8 | pair[1]) >> 4, (pair[1] & 15) + 2
                if start == written % _WINDOW:  # the end
                    return bytes(out)
                signs = range(start, start + length)
            else:
                at += 1
                window[written % _WINDOW] = pair[0]
                out.append(pair[0])
                written += 1
                continue
            for place in signs:
                sign = window[place % _WINDOW]
                window[written % _WINDOW] = sign
                out.append(sign)
                written += 1
    return bytes(out[:size])
