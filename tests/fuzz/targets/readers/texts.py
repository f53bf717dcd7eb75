"""Text files of all kinds, web pages and mail."""

from __future__ import annotations

from collections.abc import Iterable

from tests.fuzz.engine.target import Target
from tests.fuzz.targets.readers import files
from tests.fuzz.targets.readers.reading import reader

_MORE: dict[str, tuple[bytes, ...]] = {
    ".txt": ("Rent: 500 €\n\n1. Größe\n".encode("utf-16"), "Prix: 5 euros, déjà payé.".encode("cp1252"), b"\0\1\2"),
    ".rst": (
        b"=====\nTitle\n=====\n\nPart one\n--------\nText of it.\n\nDeeper\n~~~~~~\n\n* a\n* b\n",
        b"* Org heading\n** TODO Second :tag:\n\n== AsciiDoc ==\n\nwords\n",
    ),
    ".md": (
        b"# A\n\n- [x] b\n  1. c\n\n| a | b |\n|---|---|\n| 1 | 2^3^ |\n\n```py\nx\n```\n> q\n\n<b>t</b> [l](u) ![i](j)\n",
        b"---\ntitle: x\ntags: [a]\n---\n10<sup>6</sup> and H<sub>2</sub>O\n\nUnder\n=====\n\nLower\n---\n\n[^1]: note\n\n    code\n",
    ),
    ".rtf": (rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Symbol;}}\b a\b0\par \u8364?\'e9{\super 2}\trowd a\cell b\cell\row}",),
    ".mht": (
        b"From: <Saved>\nSubject: Page\nMIME-Version: 1.0\nContent-Type: multipart/related; type=\"text/html\"; boundary=B\n\n"
        b"--B\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n<h1>A</h1><p>b\n--B\n"
        b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBO\n--B--\n",
    ),
    ".csv": (b"Name;Price;When\nRope;4,50;1.2.2024\n\"a \"\"b\"\"\";;\n", b"a\tb\n1\t2\n"),
    ".ics": (
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Dive\\, deep\nDTSTART;TZID=Europe/Berlin:20240501T100000\n"
        b"RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20250101\nDURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR\n",
    ),
    ".vcf": (b"BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nTEL;TYPE=home:+49 1\nADR:;;Quay 1;Town;;;\nBDAY:19700102\nEND:VCARD\n",),
    ".json": (b'{"a": [1, 2.5e3, null, true, {"b": "c\\u20ac"}], "d": {}}', b'[{"name": "x", "n": 1}, {"name": "y", "n": -2}]'),
    ".jsonl": (b'{"a": 1}\n{"a": "two"}\n',),
    ".html": (
        b"<html><head><title>T</title><meta charset=latin1></head><body><nav>m</nav><h1>A</h1><p>10<sup>6</sup> m<sup>2</sup>"
        b"<table><tr><th rowspan=2>a<th colspan=3>b<tr><td>1<td>2</table><ul><li>x<ol start=3><li>y</ol></ul><pre>z</pre>"
        b"<input type=checkbox checked><select><option selected>o</select><details><summary>s</summary>d</details>",
        b"<dl><dt>Term<dd>What it is<dt>Alone</dl><p hidden>h<p style='display:none'>i<math><mfrac><mn>1</mn><mn>2</mn></mfrac>"
        b"<msup><mi>x</mi><mn>3</mn></msup></math><ruby>a<rt>b</ruby><del>c</del><ins>d</ins><br><hr><blockquote>e<footer>f"
        b"<article><header>g</header><aside>h</aside></article><table><caption>k<thead><tr><td colspan=0>l</table>",
    ),
    ".eml": (
        b"From: =?utf-8?q?J=C3=B6rg?= <j@x.de>\nTo: a@b\nSubject: =?iso-8859-1?b?R3L832U=?=\nDate: Mon, 1 Jan 2024 10:00:00 +0100\n"
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain; charset=utf-8\n"
        b"Content-Transfer-Encoding: quoted-printable\n\nHall=C3=B6=\n you\n> old\n--B\nContent-Type: text/html\n"
        b"Content-Transfer-Encoding: base64\n\nPHA+SGk8L3A+\n--B\nContent-Type: message/rfc822\n\nSubject: in\n\ninner\n--B\n"
        b"Content-Type: text/csv; name=a.csv\nContent-Disposition: attachment; filename*=utf-8''a%20b.csv\n\na,b\n1,2\n--B--\n",
        b"From: MAILER\nSubject: Failed\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=C\n\n"
        b"--C\n\nSorry.\n--C\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b\n"
        b"Status: 5.1.1\n--C\nContent-Type: text/rfc822-headers\n\nSubject: The oars\n--C--\nOf the list\nFrom x@y Mon Jan 1\n",
        b"Subject: two forms\nContent-Type: multipart/alternative; boundary=D\n\n--D\nContent-Type: text/plain\n\nshort\n--D\n"
        b"Content-Type: multipart/related; boundary=E\n\n--E\nContent-Type: text/html\n\n<p>longer\n--E\nContent-Type: image/png; name=l.png\n"
        b"Content-Transfer-Encoding: base64\n\niVBO\n--E--\n--D\nContent-Type: text/enriched\n\n<bold>b</bold><nl>\n--D--\n",
        b"Subject: sealed\nContent-Type: multipart/signed; boundary=F\n\n--F\nContent-Type: text/calendar; method=REQUEST\n\n"
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR\n--F\nContent-Type: application/pkcs7-signature\n\nAA\n"
        b"--F\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--F\nContent-Type: application/rtf\n\n{\\rtf1 r}\n--F--\n",
    ),
    ".mbox": (
        b"From a@b Mon Jan  1 10:00:00 2024\nFrom: a@b\nSubject: =?utf-8?q?J=C3=B6?=\n\nHello\n>From here\n\nFrom c@d Tue Jan  2 "
        b"10:00:00 2024\r\nSubject: two\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nx\r\n--B--\r\n",
    ),
    ".srt": (
        b"1\n00:00:01,000 --> 00:00:04,000\nThe <i>last</i>\n\n2\n00:01:05,5 --> 1:07:00\nferry.\n3\n99:99:99,0 -> 0:0:0\n{\\an8}Go\n",
        b"WEBVTT\n\nNOTE n\n\nid\n00:01.000 --> 00:02.000 align:start\n<v Anna>It &amp; <c.a>b</c> <00:02.000>c\n",
    ),
    ".ipynb": (
        b'{"nbformat": 4, "cells": [{"cell_type": "markdown", "source": ["# A\\n", "- b"]}, {"cell_type": "code", "source": "x = 1", '
        b'"outputs": [1]}]}',
        b'{"worksheets": [{"cells": [{"cell_type": "code", "input": ["y"]}, 7, {}]}]}',
    ),
    ".toml": (b"[a]\nb = 1\n\n[[c]]\n# d\n", b"<?xml version='1.0' encoding='iso-8859-2'?>\n<n>\xae</n>\n"),
    ".py": (b"# coding: latin-1\nx = 1\n\ndef f():\n\treturn '\xe9'\n",),
    ".tex": (b"% -*- coding: latin-1 -*-\n\\title{K}\n\\section{B}\n\xe9\n\\subsection*{c} d\n",),
    "": (
        b"all:\n\tcc a.c\n\nclean:\n\trm a\n",
        b"Words of a note.\n\n- one\n- two\n",
        b"From a@b Mon Jan  1 10:00:00 2024\nSubject: x\n\nHello\n",
    ),
}  # fmt: skip
_SHARED = {".jsonl": ".json", ".vcf": ".ics"}  # which seeds serve as well, because the reader is the same


def _target(suffix: str) -> Target:
    def seeds() -> Iterable[bytes]:
        yield from _MORE.get(suffix, ())
        yield from files.archive(suffix)
        yield from _MORE.get(_SHARED.get(suffix, ""), ())

    return Target(f"reader{suffix.replace('.', '-') or '-unnamed'}", seeds, reader(suffix))


TARGETS = tuple(map(_target, _MORE))
