"""Bytes on which readers have stumbled: edges of numbers, marks without a width, halves of a letter, deep nesting."""

from __future__ import annotations

_LETTERS = (
    "\u0000", "\u0001", "\u001b[31m", "\u007f", "\u0085", "\u00a0", "\u00ad", "\u200b", "\u200d", "\u2028",
    "\u202e", "\u2066", "\ufeff", "\ufffe", "\U000e0041", "\U0010ffff", "\u0301", "\u0130", "\u00df", "\ufb03",
    "\u1e9e", "e\u0301", "\u00b2", "\u00bd", "\u2460", "\u0663", "\uff11", "\U0001d7d8", "\u0bf0", "\u4e09",
    "\u2167", "\u20ac", "\u05d0", "\u0627", "\U0001f469\u200d\U0001f467", "\U0001f1e9",
)  # fmt: skip
_HALVES = (
    b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xe2\x80",
)  # fmt: skip
NUMBERS = (
    b"0", b"-1", b"1", b"2", b"7", b"-0", b"+1", b"00", b"127", b"255", b"256", b"65535", b"65536",
    b"2147483647", b"2147483648", b"-2147483649", b"4294967296", b"9223372036854775808", b"1e5", b"1e309",
    b"-1e309", b"1e-400", b"0.1", b".5", b"5.", b"1_000", b"1,5", b"NaN", b"Infinity", b"-Infinity", b"0x10",
    b"9" * 30, b"9" * 400, b"9" * 5000, b"2958466", b"-693594", b"1e16", b"1.7976931348623157e308",
    b"100000000000000000000",
)  # fmt: skip
WORDS = (
    *(letter.encode() for letter in _LETTERS), *_HALVES, *NUMBERS, b"", b" ", b"\n", b"\r", b"\r\n", b"\t",
    b"\n\n", b"true", b"null", b"None", b"{}", b"[]", b'""', b"''", b"&#0;", b"&#xD800;", b"&#x110000;",
    b"&amp;", b"&a;", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?", b"?>", b"<a>", b"</a>", b"%00", b"%", b"\\",
    b"\\u0000", b"\\ud800", b"\\", b"../", b"/", b"..", b"=?utf-8?q?=", b"=?x?b?!?=", b"=", b"==", b":", b";",
    b",", b'"', b"'", b"`", b"```", b"|", b"#", b"*", b"_", b"-", b"---", b"===", b"(", b")", b"(((", b"{{{",
    b"[[[", b"}}}", b"utf-7", b"utf-16", b"idna", b"rot13", b"unicode_escape", b"zlib", b"A" * 300,
)  # fmt: skip
OPENINGS = (
    b"(", b"[", b"{", b"<<", b"<a>", b'{"a":', b"{\\", b"> ", b"- ", b"<table><tr><td>", b"<ul><li>", b"[[", b"/K[",
)  # fmt: skip
WIDTHS = ("<B", "<H", ">H", "<I", ">I", "<Q", ">Q")
EDGES = (0, 1, 2, *((1 << bits) - 1 for bits in (7, 8, 15, 16, 31, 32, 63, 64)), 1 << 7, 1 << 31, 1 << 63)
