"""Questions about the program: recognised in four languages, answered with the figures of the moment, never refused."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer.about import words
from assistant.answer.about.topics import Topic, topic_of
from assistant.cli.main import COMMANDS
from assistant.domain.scope import Scope
from assistant.tui.actions.registry import ACTIONS
from tests.answer.archive import Archive, tasks_of

ASKED: tuple[tuple[Topic, str], ...] = (
    ("abilities", "What can you do?"),
    ("abilities", "help"),
    ("abilities", "Was kannst du alles?"),
    ("abilities", "¿Qué puedes hacer?"),
    ("abilities", "Que sais-tu faire ?"),
    ("count", "How many files do you know?"),
    ("count", "Wie viele Dateien kennst du?"),
    ("count", "¿Cuántos archivos has leído?"),
    ("count", "Combien de fichiers connais-tu ?"),
    ("read", "what did you read?"),
    ("read", "Was hast du indexiert?"),
    ("unread", "Which files could you not read and why?"),
    ("unread", "and which could you not read?"),
    ("unread", "Welche Dateien konntest du nicht lesen?"),
    ("unread", "¿Qué archivos no has podido leer?"),
    ("unread", "Quels fichiers n'as-tu pas pu lire ?"),
    ("kept", "Where is my data kept?"),
    ("kept", "and where do you keep my data?"),
    ("kept", "Wo liegen meine Daten?"),
    ("kept", "Où sont mes données ?"),
    ("leaves", "Does anything leave this machine?"),
    ("leaves", "Verlässt etwas diesen Rechner?"),
    ("leaves", "¿Sale algo de este ordenador?"),
    ("leaves", "Est-ce que quelque chose quitte cette machine ?"),
    ("model", "which model are you running on?"),
    ("model", "Welches Modell antwortet?"),
    ("policy", "What is your policy?"),
    ("policy", "¿Cuál es tu política?"),
    ("forget", "How do I forget a file?"),
    ("forget", "Wie kann ich eine Datei löschen und vergessen lassen?"),
    ("forget", "Comment oublier un fichier ?"),
    ("folders", "which folders"),
    ("folders", "Welche Ordner liest du?"),
    ("languages", "what languages do you speak?"),
    ("languages", "Sprichst du Deutsch?"),
    ("add", "how do I add a folder?"),
    ("add", "¿Cómo añado una carpeta?"),
    ("list", "List all files"),
    ("list", "Which files are there?"),
    ("list", "Welche Dateien gibt es?"),
    ("list", "¿Qué archivos hay?"),
    ("list", "Montre-moi tous les fichiers"),
)
OF_THE_FILES = (
    "What does the policy cover?",
    "Does the washing machine leave water on the floor?",
    "Which files mention the ferry?",
    "What can the landlord do about noise?",
    "How do I add salt to the dishwasher?",
    "Where is the spare key kept?",
    "Which languages does Nora speak at work?",
    "How many bicycles fit into the room?",
    "Who reads the meters?",
    "Jonas could not open the door, why?",
    "What is the policy number?",
    "Wo liegt der Adapter?",
    "How many files fit into the drawer of the cabinet?",
    "Was ist in der roten Kiste?",
    "Which model is the washing machine?",
    "List all files about the ferry",
    "Which documents do I need for the visa?",
)


@pytest.mark.parametrize(("topic", "question"), ASKED)
def test_a_question_about_the_program_has_its_topic(topic: Topic, question: str) -> None:
    assert topic_of(question) == topic


@pytest.mark.parametrize("question", OF_THE_FILES)
def test_a_question_about_the_files_has_none(question: str) -> None:
    assert topic_of(question) is None


def test_a_question_of_a_whole_page_is_none_about_the_program() -> None:
    assert topic_of("what can you do " * 5_000) is None


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    files = {"home/lease.txt": "The rent is EUR 900.", "notes.md": "# Notes\n\nPaint: oat milk.", "b.txt": "Bread."}
    return Archive(
        tmp_path, files, {"scan.pdf": "no_text", "locked.pdf": "needs_password", "odd|[1] name.pdf": "damaged"}
    )


def test_the_count_has_the_figures_of_the_library(archive: Archive) -> None:
    answer, events = archive.ask("How many files do you know?")
    assert answer.text.strip() == "In the library: 3 files read, in 3 passages; not readable: 3 files."
    assert tasks_of(events) == ["about"] and answer.own_words and not answer.refused


def test_a_scope_limits_what_is_counted(archive: Archive) -> None:
    answer, _ = archive.ask("Wie viele Dateien kennst du?", scope=Scope(suffixes=(".txt",)))
    assert "2 Dateien gelesen, in 2 Textstellen; nicht lesbar: 0 Dateien" in answer.text


def test_what_could_not_be_read_is_a_table_with_reasons(archive: Archive) -> None:
    answer, _ = archive.ask("¿Qué archivos no has podido leer?")
    assert answer.table is not None and answer.table.columns == ("Archivo", "Por qué")
    assert ("scan.pdf", "no contiene texto (¿escaneado?)") in answer.table.rows
    assert ("odd|(1) name.pdf", "dañado") in answer.table.rows  # a name is no citation
    assert answer.citations == ()


def test_the_kinds_and_folders_that_were_read(archive: Archive) -> None:
    answer, _ = archive.ask("what did you read?")
    assert answer.table is not None and answer.table.rows == ((".txt", "2"), (".md", "1"))
    assert f"- {archive.root} (6 files)" in answer.text


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Where is my data kept?", "/data/library"),
        ("Does anything leave this machine?", "No."),
        ("which model answers?", "mini"),
        ("What is your policy?", "‘family’ is in use: For a family's papers. It has 12 rules"),
        ("What can you do?", "Version 1.2."),
        ("which folders", "papers"),
        ("what languages do you know?", "German"),
        ("How do I forget a file?", "assistant forget FILE"),
        ("how do I add a folder?", "assistant index FOLDER"),
    ],
)
def test_each_topic_is_told(archive: Archive, question: str, says: str) -> None:
    answer, events = archive.ask(question)
    assert says in answer.text and tasks_of(events) == ["about"] and not answer.refused


def test_no_model_is_asked(archive: Archive) -> None:
    model = archive.says("I can do everything.")
    answer, _ = archive.ask("What can you do?")
    assert model.prompts == [] and "everything" not in answer.text


def test_a_server_elsewhere_is_said_first(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.says("Hello.")
    facts = archive.facts()
    there = replace(facts, summary=replace(facts.summary, leaves_to="box.example:8080"))
    monkeypatch.setattr(archive, "facts", lambda: there)
    assert archive.ask("Does anything leave this machine?")[0].text.startswith("Yes, by your own settings")
    assert "at box.example:8080" in archive.ask("which model answers?")[0].text


def all_words() -> list[str]:
    """Every text of the word tables of about and talk."""
    from assistant.answer.talk import words as talk_words

    found: list[str] = []
    for module in (words, talk_words):
        tables = [value for value in vars(module).values() if isinstance(value, dict)]
        while tables:
            for value in tables.pop().values():
                tables += [value] if isinstance(value, dict) else []
                found += [value] if isinstance(value, str) else []
    return found


def test_commands_that_are_named_exist() -> None:
    named = {match for text in all_words() for match in re.findall(r"`assistant ([a-z]+)", text)}
    assert named and named <= set(COMMANDS)


def test_keys_that_are_named_do_what_is_said_of_them() -> None:
    keys = {key for action in ACTIONS for key in action.keys.split(",")}
    named = {match.lower() for text in all_words() for match in re.findall(r"\b(F\d{1,2}|ctrl\+[a-z])\b", text)}
    assert named and named <= keys
    by_key = {action.keys.split(",")[0]: action.id for action in ACTIONS}
    expected = {
        "f1": "help",
        "f2": "policy",
        "f3": "models",
        "f4": "settings",
        "f6": "start",
        "ctrl+b": "library",
        "ctrl+p": "palette",
    }
    assert {key: by_key[key] for key in expected} == expected and named == set(expected)


def test_every_table_of_words_has_all_four_languages() -> None:
    tables = [value for value in vars(words).values() if isinstance(value, dict) and "en" in value]
    assert tables and all(set(table) == {"en", "de", "es", "fr"} for table in tables)


def test_a_question_that_forces_the_task_is_told_what_there_is(archive: Archive) -> None:
    answer, _ = archive.ask("What is the rent?", task="about")
    assert answer.task == "about" and "Ask in your own words" in answer.text
