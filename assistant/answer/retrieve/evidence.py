"""Judges whether the passages answer the question or the question is refused.

Invariant: the score is a probability between 0 and 1 that depends on the question, the passages and the document of the
best passage; no passages, no evidence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.reader.context.labels import answers_label, is_asked_cell, row_of
from assistant.answer.reader.context.records import Record, holds_id
from assistant.answer.reader.context.steps import STEP_IS_NAMED
from assistant.answer.reader.forms.decisions import decides
from assistant.answer.reader.forms.units import asked_unit, holds_unit
from assistant.answer.reader.forms.yes_or_no import asks_yes_or_no
from assistant.answer.reader.sentences import FEATURES as SENTENCE_FEATURES
from assistant.answer.reader.sentences import SPAN_FEATURES as SENTENCE_SPAN_FEATURES
from assistant.answer.reader.sentences import Candidate, SentenceReader
from assistant.answer.reader.wanted import TextTerms, Wanted, anchor_share, coverage, id_stem, text_terms
from assistant.answer.reader.weights import Weights, dot, probability
from assistant.answer.retrieve.period import document_text, is_of_period
from assistant.domain.ports.store import Library
from assistant.domain.records.passages import Evidence, Passage
from assistant.text.folding import fold_accents
from assistant.text.written.asked_kinds import Kind

FEATURES = (  # where there is no span reader
    "sentence",  # score of the best sentence, in tens of logits
    "cosine_sentence",  # of the question and the nearest sentence
    "cosine_passage",  # of the question and the nearest passage
    "cover_sentence",  # share of the question's words in the best sentence and its neighbours
    "cover_passage",  # ... in the passage it stands in, header included
    "rarest_held",  # whether that passage holds the question's rarest word
    "anchors_sentence",  # share of the question's names, numbers and months in the best sentence and its neighbours
    "anchors_passage",  # ... in the passage, header included
    "unknown",  # share of the question's weight in words that the library does not hold at all
    "kind",  # whether the best sentence holds the kind of thing asked for
    "agreement",  # that passage is among the first three of both keywords and vectors
    "passage",  # its score
    "kind_near",  # whether one of the three best sentences holds the kind of thing asked for
    "yes_no",  # the question asks for yes or no: it names no kind of thing, and few of its words stand in the answer
)
# Where there is one. Few: how many of the question's words are held tells near misses from answers in the archive whose
# questions were fitted on, and in no other; what the span reader says tells them in all. No weight is
# below 0.
SPAN_FEATURES = (
    "sentence",
    "cover_passage",
    "anchors_passage",
    "kind",
    "passage",
    "words",  # how many words of the question say something, beyond three, in fourths: few stand anywhere
    "decides",  # yes or no is asked for, and it says what may or must be: 1 with half of the question's words around it
    "span_best",  # the span reader's greatest margin, in tens of logits
    "span_alone",  # ... for the best sentence, read alone under its title and headings
)
# What a document of another year or month takes off the logit. On the questions to tune on it costs 2 of 127 answerable
# questions, which had found the wrong document, and 9 of 106 unanswerable.
_OTHER_PERIOD = 2.0
# What a best sentence without the kind of thing asked for takes off, in part where it holds a mere figure. Of the fresh
# questions that have such a kind, 25 unanswerable and 5 answerable ones found such a sentence.
_NO_SUCH_THING = 3.0
_PLAIN: frozenset[Kind] = frozenset(
    {"money", "date", "time", "duration", "contact", "weight", "temperature", "distance", "speed"}
)
# What a best sentence without the unit asked for takes off. Of 506 questions 7 had found such a sentence, all of them
# unanswerable; all 4 answerable ones that name a unit had found it.
_NO_SUCH_UNIT = 3.0
# What a best sentence of another id takes off, or a document that does not hold the id: an id asked for
# is exact, so the price of RF-4423B is no answer to RF-4423C.
_OTHER_ID = 6.0
# What it gains that holds the id asked for: the span reader has seen few codes and does not believe them.
_ID_HELD = 1.5
# What it gains where it and its headings hold what was asked, and it has the kind of thing asked for, or is a row;
# so does the value behind the label asked for ("Diet: no nuts"), with the rest around it.
# With a kind that is so of 5 of the refused questions over five archives, none of which the files answer; but short
# plain questions live by it, and the span reader has seen few rows.
_SAID = 1.2
# The least that the margins of the span reader, in tens of logits, count where it cannot read: it learned from
# sentences in four languages. The value behind the label asked for, and another script, it takes for nothing.
_UNREAD = {"span_best": -0.35, "span_alone": -0.5}
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1dff\u2c00-\ua71f\ua800-\uffdc]")
# What a best sentence takes off that holds no word of the question, with little of it around, where most of its weight
# is in words that the library lacks: "when is the balcony painted" is not answered by a date among notes of it.
_NOTHING_OF_IT = 3.0
_MOSTLY = 0.5
# A step asked for by its number shares few words with the question: its number and what is named around it decide.
_STEP_HELD = 5.0
# A currency that is told once, above a table or in its name: "rates in euros", "Preise (EUR)".
_CURRENCY = r"(?:euros?|eur|usd|us dollars?|dollars?|chf|gbp|pounds?|francs?|franken|francos?|kronor|kroner|zloty|pln)"
_TOLD_CURRENCY = re.compile(rf"\b(?:in|en) {_CURRENCY}\b|[(\[] ?(?:{_CURRENCY}|[€$£¥]) ?[)\]]")
_FIGURE = re.compile(r"\d")
_NEAR = 3  # sentences beside which the thing asked for may stand
_HELD = 0.8  # of the question in a sentence and its headings: it says what was asked
_EVERY = 0.999  # of the question's words
_SEVERAL_WORDS = 3
_FEW_WORDS, _MORE_WORDS = 3, 4


@dataclass(frozen=True, slots=True)
class Judge:
    """The fitted judgement. `threshold` overrides the fitted threshold."""

    reader: SentenceReader
    library: Library
    weights: Weights
    threshold: float | None = None

    def judge(self, question: str, passages: Sequence[Passage], asked: Wanted, known_share: float) -> Evidence:
        """`known_share`: the share of the question's weight that is in words of the library, 0..1."""
        threshold = self.weights.threshold if self.threshold is None else self.threshold
        read = self.reader.read(question, passages) if passages else ()
        if not read:
            return Evidence(False, 0.0, threshold)
        alone = self.reader.margin_alone(question, read[0], passages[read[0].passage])
        known = evidence_features(question, passages, read, asked, known_share, alone)
        features = {name: known[name] for name in (SPAN_FEATURES if "span_best" in known else FEATURES)}
        logit = dot(self.weights, tuple(features), tuple(features.values()))
        if not is_of_period(question, passages[read[0].passage], self.library):
            logit -= _OTHER_PERIOD
        if asked.kind in _PLAIN:
            held = read[0].features[SENTENCE_FEATURES.index("kind")]
            logit -= _NO_SUCH_THING * (1 - max(held, float(unit_stands_above(asked, read[0], passages))))
        if not unit_is_held(question, read, passages):
            logit -= _NO_SUCH_UNIT
        cover, near = (read[0].features[SENTENCE_FEATURES.index(name)] for name in ("cover", "cover_near"))
        if max(known_share, near) < _MOSTLY and not cover:
            logit -= _NOTHING_OF_IT
        if self._is_of_other_id(asked, passages[read[0].passage], read[0]):
            logit -= _OTHER_ID
        of_kind = row_of(read[0].text) is not None if asked.kind is None else known["kind"] == 1
        labelled = near >= _HELD and answers_label(read[0].text, asked.weights)
        under_its_name = asked.kind is not None and read[0].said >= _HELD
        if labelled or (of_kind and (_holds_all(read[0]) or under_its_name)) or _says_it(question, asked, read[0]):
            logit += _SAID
        if read[0].record is Record.ASKED and any(holds_id(one, read[0].text) for one in asked.ids):
            logit += _ID_HELD
        if read[0].step >= STEP_IS_NAMED:
            logit += _STEP_HELD
        score = probability(logit)
        return Evidence(score >= threshold, score, threshold, features)

    def _is_of_other_id(self, asked: Wanted, passage: Passage, best: Candidate) -> bool:
        if not asked.ids or best.record is Record.ASKED:
            return False
        if best.record is Record.OTHER:
            return True
        strong = [one for one in asked.ids if not one.weak]
        if not strong:
            return False
        text = f"{passage.path}\n{passage.chunk.header}\n{document_text(passage, self.library)}"
        return not any(holds_id(one, text) for one in strong)


def evidence_features(
    question: str,
    passages: Sequence[Passage],
    read: Sequence[Candidate],
    asked: Wanted,
    known_share: float,
    alone: float | None,
) -> dict[str, float]:
    """The values of FEATURES for the best of `read` and its passage; with its margin read `alone` those of
    SPAN_FEATURES too."""
    best = dict(zip(SENTENCE_SPAN_FEATURES, read[0].features, strict=False))
    passage = passages[read[0].passage]
    whole = text_terms(f"{passage.chunk.header}\n{passage.text}", asked)
    whole = TextTerms(whole.stems | held_ids(asked, passage), whole.months)
    rarest = max(asked.weights, key=lambda stem: asked.weights[stem], default="")
    cosine, kind, why = SENTENCE_FEATURES.index("cosine"), SENTENCE_FEATURES.index("kind"), passage.why
    yes_no = asks_yes_or_no(question)
    found = {
        "sentence": read[0].score / 10,
        "cosine_sentence": max(candidate.features[cosine] for candidate in read),
        "cosine_passage": max(0.0, max(one.why.vector_score for one in passages)),
        "cover_sentence": best["cover_near"],
        "cover_passage": coverage(asked.weights, whole.stems),
        "rarest_held": coverage({rarest: 1.0}, whole.stems) if rarest else 1.0,
        "anchors_sentence": best["anchors_near"],
        "anchors_passage": anchor_share(asked, whole),
        "unknown": 1 - known_share,
        "kind": best["kind"],
        "agreement": float(0 < why.keyword_rank <= 3 and 0 < why.vector_rank <= 3),
        "passage": passage.score,
        "kind_near": max(candidate.features[kind] for candidate in read[:_NEAR]),
        "yes_no": float(yes_no),
        "words": min(1.0, max(0, len(asked.weights) - _FEW_WORDS) / _MORE_WORDS),
        "decides": min(1.0, 2 * best["cover_near"]) if yes_no and _decides(read[0]) else 0.0,
    }
    if alone is not None:
        span = SENTENCE_SPAN_FEATURES.index("span")
        margins = {"span_best": max(candidate.features[span] for candidate in read), "span_alone": alone}
        if is_unread(question, read[0], asked):
            margins = {name: max(margin, _UNREAD[name]) for name, margin in margins.items()}
        found |= margins
    return found


def is_unread(question: str, best: Candidate, asked: Wanted) -> bool:
    """Whether the span reader knows nothing of such a question or sentence."""
    near = best.features[SENTENCE_FEATURES.index("cover_near")]
    if near >= _HELD and answers_label(best.text, asked.weights):
        return True
    if near >= _MOSTLY and _OTHER_SCRIPT.search(question) is not None:
        return True
    return is_asked_cell(best.text, asked.weights, {stem for stem in asked.anchors if not stem.startswith("#")})


def _decides(best: Candidate) -> bool:
    """Whether a sentence decides for yes or no: by what it says, or because it and its headings hold what was asked."""
    return _holds_all(best) or decides(best.text)


def _holds_all(best: Candidate) -> bool:
    """Whether a sentence and its headings hold what was asked."""
    return best.features[SENTENCE_FEATURES.index("cover_header")] >= _HELD


def _says_it(question: str, asked: Wanted, best: Candidate) -> bool:
    """Whether no kind of thing is asked for, and the sentence itself holds every word of several: "What was she treated
    for in May?" is answered by where she was treated for something in May."""
    cover = best.features[SENTENCE_FEATURES.index("cover")]
    several = len(asked.weights) >= _SEVERAL_WORDS
    return asked.kind is None and several and cover >= _EVERY and not asks_yes_or_no(question)


def held_ids(asked: Wanted, passage: Passage) -> frozenset[str]:
    """The stems of the ids asked for that the passage or its header holds."""
    text = f"{passage.chunk.header}\n{passage.text}"
    return frozenset(id_stem(one) for one in asked.ids if holds_id(one, text))


def unit_is_held(question: str, read: Sequence[Candidate], passages: Sequence[Passage]) -> bool:
    """Whether the best sentence has a unit of the measure that the question names, if it names one; also a sentence
    right beside it, its heading, and what stands above a row."""
    unit = asked_unit(question)
    if unit is None:
        return True
    best, passage = read[0], passages[read[0].passage]
    beside = [one for one in read if one.passage == best.passage and abs(one.position - best.position) <= 1]
    around = passage.text if row_of(best.text) is not None else ""
    return holds_unit(unit, "\n".join([*(one.text for one in beside), *passage.chunk.headings, around]))


def unit_stands_above(asked: Wanted, best: Candidate, passages: Sequence[Passage]) -> bool:
    """Whether a row holds a figure of money whose currency is told once for all rows: "rates in euros"."""
    if asked.kind not in ("money", "amount") or row_of(best.text) is None or not _FIGURE.search(best.text):
        return False
    passage = passages[best.passage]
    return _TOLD_CURRENCY.search(fold_accents(f"{passage.chunk.header}\n{passage.text}")) is not None
