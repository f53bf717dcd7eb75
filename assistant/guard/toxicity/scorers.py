"""Runs a toxicity model, either on ONNX Runtime (no torch) or through the `detoxify` package.

Invariant: every part of a text is scored. A text longer than the window is scored in overlapping windows and each
label's maximum counts. A model that fails on the known texts (`proof`) never becomes a scorer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.guard.toxicity.card import ToxicityCard, read_toxicity_card, verify
from assistant.guard.toxicity.port import ToxicityScorer
from assistant.guard.toxicity.proof import prove
from assistant.models.onnx.session import GraphSession
from assistant.models.onnx.windows import windows
from assistant.models.tokenizer import TokenReader
from assistant.text.clean import encodable

_SPECIAL_TOKENS = 2  # a special token before the text and another after it


def open_toxicity(folder: Path, *, window_tokens: int = 0, stride_tokens: int | None = None) -> ToxicityScorer:
    """The scorer of the model in `folder`: on ONNX Runtime if the folder has a graph, else through `detoxify`.

    Raises ModelMissing (no model, or torch is needed and not installed), ModelRefused.
    """
    if read_toxicity_card(folder).graph:
        return OnnxToxicity(folder, window_tokens=window_tokens, stride_tokens=stride_tokens)
    return DetoxifyToxicity(folder, window_tokens=window_tokens, stride_tokens=stride_tokens)


class OnnxToxicity:
    """Scores through `model.onnx`.

    `window_tokens` (special tokens included) can only lower the window that the model was trained for;
    `stride_tokens` is the overlap of neighbouring windows. Raises ModelMissing, ModelRefused.
    """

    def __init__(
        self, folder: Path, *, window_tokens: int = 0, stride_tokens: int | None = None, threads: int = 1
    ) -> None:
        card = read_toxicity_card(folder)
        if not card.graph:
            raise ModelRefused(f"The toxicity model {card.name!r} has no ONNX graph.", "It runs with the extra: torch.")
        verify(folder, card)
        self._card = card
        self._size, self._overlap = _size_and_overlap(card, window_tokens, stride_tokens)
        what = f"the toxicity model {card.name!r}"
        self._tokens = TokenReader((folder / "tokenizer.json").read_bytes(), what)
        self._before, self._after = self._tokens.special_tokens()
        self._session = GraphSession(folder / card.graph, what, "Pull it again.", threads=threads)
        self.identity = f"{card.name}@{card.files[card.graph][:12]}"
        prove(self.score, card.name)

    def score(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """See ToxicityScorer. A text without a token scores 0 throughout."""
        return [self._score_text(text) for text in texts]

    def _score_text(self, text: str) -> dict[str, float]:
        ids = self._tokens.ids(text)
        found = np.zeros(len(self._card.labels), dtype=np.float32)
        for start, end in windows(len(ids), self._size, self._overlap):
            if end > start:
                found = np.maximum(found, self._run([*self._before, *ids[start:end], *self._after]))
        return dict(zip(self._card.labels, map(float, found), strict=True))

    def _run(self, ids: list[int]) -> NDArray[np.float32]:
        """Scores of one window, shape (labels,)."""
        return self._session.run(ids).reshape(-1)[: len(self._card.labels)]


class DetoxifyToxicity:
    """Scores through the real `detoxify` package, from safetensors: no checkpoint is unpickled here.

    Raises ModelMissing without the extra `torch`, ModelRefused.
    """

    def __init__(self, folder: Path, *, window_tokens: int = 0, stride_tokens: int | None = None) -> None:
        card = read_toxicity_card(folder)
        if not card.architecture:
            raise ModelRefused(f"The toxicity model {card.name!r} has no torch weights.", "It runs without torch.")
        verify(folder, card)
        self._size, self._overlap = _size_and_overlap(card, window_tokens, stride_tokens)
        self._model = _open_detoxify(folder, card)
        self.identity = f"{card.name}@{card.files['model.safetensors'][:12]}"
        prove(self.score, card.name)

    def score(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """See ToxicityScorer. A text without a token scores 0 throughout."""
        return [self._score_text(text) for text in texts]

    def _score_text(self, text: str) -> dict[str, float]:
        pieces = list(self._pieces(text))
        if not pieces:
            return dict.fromkeys(self._model.class_names, 0.0)
        return highest([self._predict(piece) for piece in pieces])

    def _predict(self, piece: str) -> dict[str, float]:
        scores: Mapping[str, Any] = self._model.predict(piece)  # for a single text the values are plain numbers
        return {label: float(value) for label, value in scores.items()}

    def _pieces(self, text: str) -> Iterator[str]:
        """The text of each window, cut at token borders."""
        text = encodable(text)
        encoded = self._model.tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
        )
        spans = encoded["offset_mapping"]
        for start, end in windows(len(spans), self._size, self._overlap):
            if end > start:
                yield text[spans[start][0] : spans[end - 1][1]]


def _size_and_overlap(card: ToxicityCard, window_tokens: int, stride_tokens: int | None) -> tuple[int, int]:
    """(text tokens in a window, overlap in tokens). At most the card's window; at most half shared."""
    size = min(window_tokens or card.window_tokens, card.window_tokens) - _SPECIAL_TOKENS
    overlap = card.stride_tokens if stride_tokens is None else stride_tokens
    return size, min(overlap, size // 2)


def _open_detoxify(folder: Path, card: ToxicityCard) -> Any:
    """A `detoxify.Detoxify` built by the package's own loader from a state dict, without its `torch.load`."""
    try:
        from detoxify import Detoxify
        from detoxify.detoxify import get_model_and_tokenizer
        from safetensors.torch import load_file
    except ModuleNotFoundError as error:
        raise ModelMissing(
            f"The toxicity model {card.name!r} needs PyTorch.",
            "Install the extra: pip install 'private-assistant[torch]'",
        ) from error
    opened = Detoxify.__new__(Detoxify)
    opened.model, opened.tokenizer = get_model_and_tokenizer(
        model_type=str(folder),
        model_name=card.architecture,
        tokenizer_name=card.tokenizer_class,
        num_classes=card.outputs,
        state_dict=load_file(str(folder / "model.safetensors")),
        huggingface_config_path=str(folder),
    )
    opened.class_names, opened.device = list(card.labels), "cpu"
    opened.model.eval()
    return opened


def highest(scores: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Each label's highest score over the windows of one text."""
    return {label: max(score[label] for score in scores) for label in scores[0]}
