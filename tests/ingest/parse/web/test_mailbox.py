"""Mailboxes: a page for each message, read as a mail of its own is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.domain.errors import ParseFailure
from assistant.ingest.parse.source import Limits
from assistant.text.pages import file_and_page
from tests.ingest.parse.conftest import Read, shown
from tests.ingest.parse.direct import DirectParser
from tests.ingest.parse.made import write

FIRST = "From: Anna <anna@quay.example>\nTo: Ben <ben@quay.example>\nSubject: Oak door\n\nIt costs 480 euros.\n"
REPLY = "From: Ben <ben@quay.example>\nSubject: Re: Oak door\n\nWith the handle 530 euros.\n\n> It costs 480 euros.\n"


def mailbox(*messages: str, begin: str = "From x@quay.example Mon Jan  1 10:00:00 2024\n") -> str:
    return "".join(f"{begin}{message}\n" for message in messages)


def test_each_message_is_a_page_that_reads_as_the_mail_does(read: Read) -> None:
    document = read("old.mbox", mailbox(FIRST, REPLY))
    assert document.paged and [page.number for page in document.pages] == [1, 2]
    for page, mail in zip(document.pages, (FIRST, REPLY), strict=True):
        heading, *blocks = shown(page)
        assert blocks == shown(read("one.eml", mail).pages[0])
        assert heading == ("h1", read("one.eml", mail).title)
    assert file_and_page("old.mbox", 2) == "old.mbox, message 2"


@pytest.mark.parametrize("name", ["Inbox", "Sent 2024", "old.mbox", "old.mbx"])
def test_a_mailbox_is_known_by_what_it_holds(read: Read, name: str) -> None:
    assert len(read(name, mailbox(FIRST, REPLY)).pages) == 2


def test_words_of_a_message_begin_no_other(read: Read) -> None:
    text = FIRST + "\nFrom here on: nothing else.\n\n>From the quay it is near.\n>>From there too.\n"
    pages = read("a.mbox", mailbox(text, REPLY)).pages
    assert len(pages) == 2
    assert [text for _, text in shown(pages[0])][-2:] == [
        "From here on: nothing else.",
        "From the quay it is near.\n>From there too.",
    ]


def test_lines_of_windows_and_no_blank_line_between(read: Read) -> None:
    content = mailbox(FIRST, REPLY).replace("\n\nFrom x", "\nFrom x").replace("\n", "\r\n")
    assert [page.text.split("\n")[0] for page in read("a.mbox", content).pages] == ["Oak door", "Re: Oak door"]


def test_attachments_of_all_messages_are_counted_together(read: Read) -> None:
    mail = (
        "Subject: Plan\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n--B\n"
        "Content-Type: text/plain\n\n"
        "Here.\n--B\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=plan.pdf\n\nx\n--B--\n"
    )
    document = read("a.mbox", mailbox(mail, mail))
    assert document.notes == ("2 attachments not read.",)
    assert all("Attachments: plan.pdf" in page.text for page in document.pages)


def test_a_message_without_a_subject_has_not_that_of_the_message_before(read: Read) -> None:
    pages = read("a.mbox", mailbox(FIRST, "From: c@quay.example\n\nThe boat is sold.\n")).pages
    assert shown(pages[1])[0] == ("h1", "(no subject)")


def test_only_as_many_messages_as_pages_are_allowed(tmp_path: Path) -> None:
    file = write(tmp_path, "a.mbox", mailbox(*[FIRST] * 5))
    document = DirectParser(limits=Limits(max_pages=3)).parse(file)
    assert len(document.pages) == 3
    assert document.notes == ("Only the first 3 messages were read.",)


@pytest.mark.parametrize("content", ["Dear Ben,\n\nit is sold.\n", "From here on\nthere is nothing.\n"])
def test_what_is_no_mailbox_is_told(read: Read, content: str) -> None:
    with pytest.raises(ParseFailure) as failure:
        read("a.mbox", content)
    assert failure.value.reason == "damaged"
