"""The way of a summary: which documents, which sentences, and the answer in pieces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from assistant.answer.admit import Admission
from assistant.answer.compose import numbered
from assistant.answer.documents.find import find_documents, named_files
from assistant.answer.prose.written import as_text, written
from assistant.answer.summary.central import choose_sentences
from assistant.answer.summary.request import SummaryRequest, read_summary_request
from assistant.answer.summary.sections import Sentence, passages_of, sentences_of
from assistant.answer.summary.words import say
from assistant.answer.turn import OpenTurn
from assistant.answer.write import show
from assistant.domain.errors import AssistantError
from assistant.domain.events import AnswerEvent
from assistant.domain.records.passages import NumberedPassage, Passage
from assistant.text.asked_language import Language, language_of
from assistant.text.clean import one_line

# A person reads a summary in half a minute: about twelve sentences of a document, a few more where it has many
# sections, fewer of each where there are several documents.
_LEAST, _MOST = 12, 15
_MOST_DOCUMENTS = 4
_NEARLY = 0.85  # of the best document's share of the words: as likely meant
_SURE = 0.7  # a question that surely asks for a summary; a guess needs a document that is named
_LEAST_SCORE = 0.35  # of a passage, where no name fits and the search has to say which document is meant


@dataclass(frozen=True, slots=True)
class _Part:
    """The chosen sentences of a document; `sentence.passage` counts `passages`."""

    path: str
    title: str
    passages: tuple[Passage, ...]
    sentences: tuple[Sentence, ...]


def summarise(turn: OpenTurn) -> Iterator[AnswerEvent]:
    """Answer with the sentences of the documents that are meant; no `Finished` where none is meant."""
    language = language_of(turn.question)
    for text in (turn.question, *turn.parts.retriever.rewrites(turn.question, turn.history)):
        request = read_summary_request(text)
        paths = _documents(turn, request if request.fit else SummaryRequest(0.0, text))
        if paths:
            break
    else:
        return
    admission = Admission(turn)
    parts: list[_Part] = []
    for number, path in enumerate(paths[:_MOST_DOCUMENTS], start=1):
        if turn.stop.stopped:
            break
        yield turn.step(say("reading", language, name=one_line(PurePath(path).name, 60)), number, len(paths))
        part = yield from _read(turn, admission, path, request, min(len(paths), _MOST_DOCUMENTS))
        if part is not None:
            parts.append(part)
    if not parts:
        return
    turn.passages = tuple(passage for part in parts for passage in part.passages)
    passages = numbered(turn.passages)
    left = len(paths) - _MOST_DOCUMENTS
    yield from show(turn, _pieces(turn, parts, passages, language, max(0, left)), passages)


def _documents(turn: OpenTurn, request: SummaryRequest) -> list[str]:
    """The paths of the documents that are meant, likeliest first."""
    if turn.scope.paths:
        return sorted(turn.parts.library.within(turn.scope.paths, turn.scope))
    if files := named_files(turn, turn.question):
        return [file.path for file in files]
    named = [found for found in find_documents(turn, request.name) if found.share > 0]
    total = sum(record.state == "indexed" for record in turn.parts.library.files_within(turn.scope))
    if named and (len(named) < total or len(named) == 1):
        return [found.path for found in named if found.share >= _NEARLY * named[0].share]
    if request.fit < _SURE:
        return []
    scores: dict[str, float] = defaultdict(float)
    for passage in turn.parts.retriever.retrieve(request.name, k=turn.parts.max_passages, scope=turn.scope):
        if passage.score >= _LEAST_SCORE:
            scores[passage.path] += passage.score
    return sorted(scores, key=lambda path: -scores[path])[:1]


def _read(
    turn: OpenTurn, admission: Admission, path: str, request: SummaryRequest, documents: int
) -> Generator[AnswerEvent, None, _Part | None]:
    """The document's part of the summary; None where nothing of it may be used."""
    passages = yield from admission.admit(passages_of(turn.parts.library.document(path)))
    sentences = sentences_of(passages)
    sections = sentences[-1].section + 1 if sentences else 0
    count = max(2, min(_MOST, max(_LEAST, sections + 3)) // documents)
    chosen = choose_sentences(sentences, count, turn.parts.embedder, request.topic)
    if not chosen:
        return None
    used = sorted({sentence.passage for sentence in chosen})
    places = {passage: place for place, passage in enumerate(used)}
    title = passages[0].chunk.title or PurePath(path).name
    return _Part(
        path,
        one_line(title, 120),
        tuple(passages[number] for number in used),
        tuple(replace(sentence, passage=places[sentence.passage]) for sentence in chosen),
    )


def _pieces(
    turn: OpenTurn, parts: Sequence[_Part], passages: Sequence[NumberedPassage], language: Language, left: int
) -> Iterator[str]:
    """The quotes of each document under its title and headings, then what is written from them."""
    before = 0
    for number, part in enumerate(parts):
        yield ("\n" if number else "") + f"{part.title}\n"
        heading = ""
        for sentence in part.sentences:
            given = passages[before + sentence.passage]
            headings = given.passage.chunk.headings
            own = one_line(headings[-1], 100) if headings and headings[-1] != part.title else ""
            if own != heading:
                heading = own
                yield f"\n{own}\n" if own else "\n"
            yield f"- \u201c{' '.join(sentence.text.split()).strip(_MARKS)}\u201d [{given.number}]\n"
        before += len(part.passages)
    if left:
        yield f"\n{say('more', language, count=left)}\n"
    if turn.parts.writer is None or turn.stop.stopped or len(parts) > 1:
        return
    quoted = [
        replace(given, passage=replace(given.passage, text=" ... ".join(texts)))
        for place, given in enumerate(passages)
        if (texts := [sentence.text for sentence in parts[0].sentences if sentence.passage == place])
    ]
    try:
        prompt = turn.parts.composer.compose(f"{turn.question}\n{say('instruction', language)}", quoted, ())
    except AssistantError as error:  # the engine counts the tokens
        turn.trouble = str(error)
        return
    yield from as_text(written(turn, prompt, quoted, _WRITTEN))


_WRITTEN = 5
_MARKS = '"\u201c\u201d\u201e\u00ab\u00bb-*• '
