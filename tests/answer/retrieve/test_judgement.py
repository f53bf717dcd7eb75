"""The judgement whether what was found answers: what counts, and how it is fitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest

from assistant.answer.reader.sentences import SentenceReader
from assistant.answer.reader.wanted import wanted
from assistant.answer.reader.weights import load_weights
from assistant.answer.retrieve.evidence import SPAN_FEATURES, Judge
from assistant.domain.records.documents import Excerpt
from tests.answer.reader.test_reader_spans import Flat
from tests.answer.retrieve.made import PageOnly, passage
from tools.training.reader import judgement
from tools.training.reader.judged_cases import JudgedCase, Kind, Search


@dataclass
class Margins:
    """A span reader: the margin of a sentence by a word in it, other ones in a whole passage and alone."""

    whole: dict[str, float]
    alone: dict[str, float]
    identity: str = "margins"

    def margins(self, question: str, excerpts: Sequence[Excerpt]) -> list[list[float]]:
        return [[self._margin(one, start, end) for start, end in one.spans] for one in excerpts]

    def _margin(self, one: Excerpt, start: int, end: int) -> float:
        known = self.alone if (start, end) == (0, len(one.text)) else self.whole
        return next((margin for word, margin in known.items() if word in one.text[start:end]), -12.0)


def score(
    question: str,
    text: str,
    whole: dict[str, float],
    alone: dict[str, float] | None = None,
    headings: tuple[str, ...] = ("Rent",),
) -> float:
    reader = SentenceReader(Flat(), lambda word: 3.0, Margins(whole, whole if alone is None else alone))
    judge = Judge(reader, PageOnly(), load_weights("evidence_spans"))  # type: ignore[arg-type]
    found = passage(text)
    found = replace(found, chunk=replace(found.chunk, headings=headings, header=" / ".join(headings)))
    return judge.judge(question, [found], wanted(question, lambda word: 3.0), 1.0).score


def test_no_feature_of_an_answer_speaks_against_it() -> None:
    shipped = load_weights("evidence_spans")

    assert shipped.features == SPAN_FEATURES
    assert min(shipped.weights) >= 0


@pytest.mark.parametrize(
    ("question", "answer", "near_miss"),
    [
        (
            "What do I owe for a broken oar?",
            "Damaged gear costs members 40 euros. Ask Ute.",
            "A broken oar is no shame. Ask Ute.",
        ),
        (
            "Was kostet der Schlüssel für das Bootshaus?",
            "Ersatz: 18 Euro je Stück. Frag Ute.",
            "Der Schlüssel für das Bootshaus hängt da. Frag Ute.",
        ),
        (
            "¿Quién riega el huerto en agosto?",
            "Del agua se ocupa Inés Roca. Gracias.",
            "El huerto en agosto se riega. Gracias.",
        ),
    ],
)
def test_an_answer_in_other_words_stands_before_what_repeats_the_question(
    question: str, answer: str, near_miss: str
) -> None:
    """The words decide less than what the span reader sees, which it sees in any archive."""
    seen = {answer.split()[0]: -2.0, " ".join(near_miss.split()[:2]): -6.0}

    assert score(question, answer, seen) > score(question, near_miss, seen) + 0.2


def test_a_sentence_that_answers_only_beside_its_neighbours_counts_less() -> None:
    text = "The lantern hangs by the door. Guests sign the book."
    seen = {"lantern": 3.0}

    assert (
        score("Where is the lantern?", text, seen, {"lantern": -9.0})
        < score("Where is the lantern?", text, seen) - 0.05
    )


@pytest.mark.parametrize(
    ("question", "decides", "tells"),
    [
        ("May guests use the sauna?", "The sauna is for members only.", "The sauna of the guests is new."),
        ("Darf man im Garten grillen?", "Im Garten ist Grillen untersagt.", "Im Garten steht ein Grill."),
        ("Les chiens sont-ils admis ?", "Les chiens ne sont pas admis.", "Les chiens dorment ici."),
        ("Is the ferry late?", "The ferry is late.", "The ferry is white."),
    ],
)
def test_yes_or_no_is_decided_by_leave_and_denial(question: str, decides: str, tells: str) -> None:
    seen = {decides.split()[-1]: -2.0, tells.split()[-1]: -2.0}

    assert score(question, decides, seen) > score(question, tells, seen) + 0.1


def test_the_record_of_the_id_asked_for_counts() -> None:
    """The span reader has seen few codes: of an entry in a list of codes it believes nothing."""
    text = "Code: K22; Meaning: The valve is shut\nCode: K27; Meaning: Too much foam"

    assert score("What is K22?", text, {"K22": -7.0}) > 0.3


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How much notice does the lease ask for?", "The lease has a notice period of three months."),
        ("What is the deposit?", "The deposit is EUR 900."),
        ("Wie hoch ist die Miete?", "Die Miete beträgt 845 EUR."),
    ],
)
def test_a_plain_question_whose_words_and_kind_are_held_is_answered(question: str, text: str) -> None:
    """Also where the span reader sees nothing, in a short question."""
    assert score(question, text, {text[:12]: -7.0}) > 0.3


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("What is the eye colour?", "Eye colour: green", "Which eye was treated?"),
        ("Wie ist die Blutgruppe?", "Blutgruppe: 0", "Wann war die letzte Blutspende?"),
        ("¿Cuál es la talla?", "Talla: M", "¿Cuál es la marca?"),
        ("Which instrument does Ida Roos play?", "Name: Ida Roos; Instrument: oboe; Desk: 3", "Where is the oboe?"),
        (
            "Which meal did Tove Lind choose?",
            "Guest: Tove Lind; Meal: fish; Table: 4",
            "Where does the fish come from?",
        ),
    ],
)
def test_the_value_behind_the_label_asked_for_is_believed(question: str, text: str, other: str) -> None:
    """The span reader learned from sentences: of a form it believes nothing."""
    unread = {text[:9]: -8.0}

    assert score(question, text, unread) > 0.3 > score(other, text, unread)


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("每月房租是多少？", "每月房租为三千二百元。", "押金什么时候退？"),
        ("鍵はどこにありますか", "鍵は管理人室にあります。", "自転車置き場はいつ掃除しますか"),
        ("Кто хранит ключи от подвала?", "Ключи от подвала хранит Анна Лунд.", "Когда красят забор?"),
    ],
)
def test_writing_that_the_span_reader_cannot_read_is_judged_by_the_rest(question: str, text: str, other: str) -> None:
    unread = {text[:2]: -8.0}

    assert score(question, text, unread) > 0.3 > score(other, text, unread)


@pytest.mark.parametrize(
    ("question", "text", "heading"),
    [
        ("What did the kiln cost?", "It was bought from Haas for 649 euros.", "Kiln Orsa 12"),
        ("How much did we pay for the piano?", "Bought in May for 2,300 euros.", "The piano"),
        ("Was kostet die Spülmaschine?", "Bei Haas sind es 719 Euro.", "Spülmaschine Orsa"),
    ],
)
def test_the_heading_names_the_thing_that_the_sentence_speaks_of(question: str, text: str, heading: str) -> None:
    unread = {text[:6]: -6.0}

    assert score(question, text, unread, headings=(heading,)) > 0.3
    assert score(question, text, unread, headings=("Letters",)) < 0.3


def _case(archive: str, kind: Kind, *found: tuple[float, float], right: bool = True) -> JudgedCase:
    """A question with searches of (span_best, passage)."""
    tries = [
        Search(
            features={**dict.fromkeys(SPAN_FEATURES, 0.5), "span_best": span, "passage": score}, rules=0.0, right=right
        )
        for span, score in found
    ]
    return JudgedCase(archive=archive, id=f"{kind}{found}", kind=kind, tries=tries)


def _archive(name: str, passage_tells: bool) -> list[JudgedCase]:
    """Twenty cases: the margin tells answerable from unanswerable; the passage's score does, or tells the contrary."""
    chance = np.random.default_rng(len(name))
    made = []
    for number in range(20):
        kind: Kind = "answerable" if number % 2 else "unanswerable"
        side = 1.0 if kind == "answerable" else -1.0
        noise = chance.normal(0, 0.4, 2)
        made.append(
            _case(name, kind, (side + noise[0], (side if passage_tells else -side) * 0.3 + 0.5 + noise[1] * 0.1))
        )
    return made


def test_what_carries_over_is_fitted_and_what_one_archive_alone_says_is_not() -> None:
    cases = [*_archive("first", True), *_archive("second", False), *_archive("third!", False)]
    values = dict(zip([*SPAN_FEATURES, "bias"], judgement.fit(cases), strict=True))

    assert values["span_best"] > 0.5
    assert values["passage"] == 0.0  # it would be below 0
    assert judgement.measured(_archive("fourth", True), judgement.fit(cases))["area"][0] > 0.9  # type: ignore[index]


def test_of_several_searches_the_best_counts() -> None:
    values = judgement.fit(_archive("first", True))
    several = _case("first", "answerable", (-2.0, 0.5), (1.5, 0.5), (-1.0, 0.5))

    assert judgement.best_search(several, values) == 1
    assert judgement.scores([several], values) == pytest.approx(
        judgement.scores([_case("first", "answerable", (1.5, 0.5))], values)
    )


def test_area_and_recall_of_refusals() -> None:
    answerable, others = np.array([0.9, 0.8, 0.7, 0.2]), np.array([0.1, 0.3, 0.75])

    assert judgement.area(answerable, others) == pytest.approx(9 / 12)
    assert judgement.refused(np.arange(10.0), np.array([0.5, 1.0, 5.0])) == pytest.approx(1 / 3)
