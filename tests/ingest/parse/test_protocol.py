"""What a parser process says is foreign input: only well-formed messages get through, and they survive the way."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.records.documents import Block, ParsedPage
from assistant.ingest.parse.page import PageBuilder, tidy
from assistant.ingest.parse.process.protocol import Done, Failed, Job, Ready, decode, decode_job, encode, encode_job
from assistant.ingest.parse.source import MAX_NOTES, Limits, Source
from assistant.text.clean import clean, one_line


@pytest.mark.parametrize(
    "message",
    [
        ParsedPage(3, "Küche\n\nzwei", (Block("heading", 0, 5, 2), Block("paragraph", 7, 11)), ("hidden_text",)),
        Done("Title", True, ("a note",)),
        Failed("damaged", "It is not a PDF.", ""),
        Ready(True, ("memory",), ("files", "system calls")),
    ],
)
def test_messages_survive_the_way(message: ParsedPage | Done | Failed | Ready) -> None:
    line = encode(message)
    assert line.endswith(b"\n") and line.count(b"\n") == 1
    assert decode(line) == message


def test_jobs_survive_the_way() -> None:
    job = Job(".pdf", 10, Limits(max_pages=3), "päss\nword", True)
    assert decode_job(encode_job(job)) == job and encode_job(job).count(b"\n") == 1


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"page": [1, "x", [], []], "done": ["", True, []]},
        {"page": "x"},
        {"page": [0, "x", [], []]},
        {"page": [True, "x", [], []]},
        {"page": [1, "\x1b[31m", [], []]},
        {"page": [1, "x", [["heading", 0, 2, 1]], []]},
        {"page": [1, "xy", [["paragraph", 1, 2, 0], ["paragraph", 0, 1, 0]], []]},
        {"page": [1, "xy", [["paragraph", 1, 1, 0]], []]},
        {"page": [1, "xy", [["paragraph", 0, True, 0]], []]},
        {"page": [1, "xy", [["evil", 0, 1, 0]], []]},
        {"page": [1, "xy", [["paragraph", 0, 1]], []]},
        {"done": ["x" * 2000, True, []]},
        {"done": ["x", 1, []]},
        {"failed": ["damaged", 3, ""]},
        {"failed": ["owned", "x", ""]},
        {"page": [1 << 63, "x", [], []]},
        {"table": ["", ["a"], True, True, [[1 << 63, 0, 4, ["x"]]]]},
        {"ready": [True, ["x"] * 100]},
        {"run": ["rm"]},
        {"table": ["", ["a"], True, True, [[1, 0, 4, ["x\ny"]]]]},
        {"table": ["", ["a"], True, True, [[1, 0, 4, ["x" * 501]]]]},
        {"table": ["", ["a"], True, True, [[1, 0, 4, ["x"] * 201]]]},
        {"table": ["", ["a"], True, True, [[1, 4, 4, ["x"]]]]},
        {"table": ["", ["a"], True, True, [[0, 0, 4, ["x"]]]]},
        {"table": ["", ["a"], True, True, [[1, 0, 4, ["x"]], [2, 3, 5, ["y"]]]]},
        {"table": ["", ["a"], 1, True, []]},
        {"table": ["", "a", True, True, []]},
        {"table": ["\u202e", ["a"], True, True, []]},
    ],
)
def test_nonsense_is_refused(value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        decode(json.dumps(value).encode())


@pytest.mark.parametrize("hidden", ["\x7f", "\u200b", "\u202e", "\ufeff", "\x01\x02", "\U000e0041"])
def test_what_hides_between_a_letter_and_its_accent_leaves_one_letter(hidden: str) -> None:
    assert tidy(f"cafe{hidden}\u0301") == "caf\u00e9"
    assert tidy(f"n{hidden}\u0303o") == "\u00f1o"


def test_remarks_are_bounded_where_they_are_made() -> None:
    source = Source(io.BytesIO(), ".eml", 0)
    for number in range(200):
        source.note(f"part {number} \x1b[31m\ud800 " + "x" * 5_000)
    done = Done("", False, tuple(source.notes))
    assert decode(encode(done)) == done and len(done.notes) == MAX_NOTES
    assert done.notes[0].startswith("part 0 [31m xxx") and done.notes[-1].startswith("There is more")


@pytest.mark.parametrize("text", ["\ud800", "\x1b[31mred\x1b[0m", "a\u202eb", "a\nb\u2028c", "a\U000e0041"])
def test_what_a_reader_says_of_a_file_is_cleaned(text: str) -> None:
    """A title goes to the ledger and to the terminal; a reader that was taken over may have written it."""
    cleaned = one_line(text)
    assert decode(json.dumps({"done": [text, True, [text]]}).encode()) == Done(cleaned, True, (cleaned,))
    assert decode(json.dumps({"failed": ["limit", text, text]}).encode()) == Failed("limit", cleaned, cleaned)
    assert decode(json.dumps({"ready": [True, [text], [text]]}).encode()) == Ready(True, (cleaned,), (cleaned,))


@given(
    st.lists(
        st.tuples(st.sampled_from(["heading", "paragraph", "list", "table_row", "code"]), st.text(), st.booleans())
    )
)
def test_whatever_is_added_a_page_is_clean_and_fits_the_protocol(parts: list[tuple[str, str, bool]]) -> None:
    builder = PageBuilder(1)
    for kind, text, _ in parts:
        builder.add(kind, text, 2)  # type: ignore[arg-type]
    page = builder.build()
    assert page.text == clean(page.text) and len(page.text) == builder.length
    assert decode(encode(page)) == page
