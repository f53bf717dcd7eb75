"""The two ways to run a toxicity model: ONNX Runtime (no torch), and the `detoxify` package itself.

Invariant: no part of a text goes unscored. A text longer than the window is scored in overlapping windows and each
label's maximum counts; a model that fails its known texts never becomes a scorer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.guard.toxicity.card import Card, read_card, verify
from assistant.guard.toxicity.port import ToxicityScorer
from assistant.guard.toxicity.proof import prove
from assistant.models.onnx.windows import windows
from assistant.text.clean import encodable

_EDGES = 2  # the special token before and the one after


def open_toxicity(folder: Path, *, window_tokens: int = 0, stride_tokens: int | None = None) -> ToxicityScorer:
    """The scorer that fits the folder: its ONNX graph where there is one, else through `detoxify`.

    Raises ModelMissing (no model, or torch is needed and not installed), ModelRefused.
    """
    if read_card(folder).graph:
        return OnnxToxicity(folder, window_tokens=window_tokens, stride_tokens=stride_tokens)
    return DetoxifyToxicity(folder, window_tokens=window_tokens, stride_tokens=stride_tokens)


class OnnxToxicity:
    """Scores through `model.onnx`.

    `window_tokens` (special tokens included) can only be made smaller than what the model was trained for;
    `stride_tokens` is what neighbouring windows share. Raises ModelMissing, ModelRefused.
    """

    def __init__(
        self, folder: Path, *, window_tokens: int = 0, stride_tokens: int | None = None, threads: int = 1
    ) -> None:
        card = read_card(folder)
        if not card.graph:
            raise ModelRefused(f"The toxicity model {card.name!r} has no ONNX graph.", "It runs with the extra: torch.")
        verify(folder, card)
        self._card = card
        self._size, self._overlap = _window(card, window_tokens, stride_tokens)
        self._tokenizer = _open_tokenizer(folder)
        edges = self._tokenizer.encode("").ids
        self._before, self._after = edges[:1], edges[1:]
        self._session = _open_session(folder / card.graph, card.name, threads)
        self.identity = f"{card.name}@{card.files[card.graph][:12]}"
        prove(self.score, card.name)

    def score(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """See ToxicityScorer. A text without a token scores 0 throughout."""
        return [self._score_one(text) for text in texts]

    def _score_one(self, text: str) -> dict[str, float]:
        ids = self._tokenizer.encode(encodable(text), add_special_tokens=False).ids
        found = np.zeros(len(self._card.labels), dtype=np.float32)
        for start, end in windows(len(ids), self._size, self._overlap):
            if end > start:
                found = np.maximum(found, self._run([*self._before, *ids[start:end], *self._after]))
        return dict(zip(self._card.labels, map(float, found), strict=True))

    def _run(self, ids: list[int]) -> NDArray[np.float32]:
        """Scores of one window, shape (labels,).

        One window a run: an 8-bit graph scales its activations over all that is in a batch, so that in company a text
        would get another score than alone (0.14 was seen), and decisions would depend on how text is cut.
        """
        feeds = {"input_ids": np.array([ids], dtype=np.int64), "attention_mask": np.ones((1, len(ids)), dtype=np.int64)}
        outputs = np.asarray(self._session.run(None, feeds)[0], dtype=np.float32)
        return outputs.reshape(-1)[: len(self._card.labels)]


class DetoxifyToxicity:
    """Scores through the real `detoxify` package, from safetensors: no checkpoint is unpickled here.

    Raises ModelMissing without the extra `torch`, ModelRefused.
    """

    def __init__(self, folder: Path, *, window_tokens: int = 0, stride_tokens: int | None = None) -> None:
        card = read_card(folder)
        if not card.architecture:
            raise ModelRefused(f"The toxicity model {card.name!r} has no torch weights.", "It runs without torch.")
        verify(folder, card)
        self._size, self._overlap = _window(card, window_tokens, stride_tokens)
        self._model = _open_detoxify(folder, card)
        self.identity = f"{card.name}@{card.files['model.safetensors'][:12]}"
        prove(self.score, card.name)

    def score(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """See ToxicityScorer. A text without a token scores 0 throughout."""
        return [self._score_one(text) for text in texts]

    def _score_one(self, text: str) -> dict[str, float]:
        pieces = list(self._pieces(text))
        if not pieces:
            return dict.fromkeys(self._model.class_names, 0.0)
        return highest([self._predict(piece) for piece in pieces])

    def _predict(self, piece: str) -> dict[str, float]:
        scores: Mapping[str, Any] = self._model.predict(piece)  # one text gives plain numbers
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


def _window(card: Card, window_tokens: int, stride_tokens: int | None) -> tuple[int, int]:
    """(tokens of text a window, tokens shared), never more than the card allows, always making progress."""
    size = min(window_tokens or card.window_tokens, card.window_tokens) - _EDGES
    overlap = card.stride_tokens if stride_tokens is None else stride_tokens
    return size, min(overlap, size // 2)


def _open_tokenizer(folder: Path) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _open_session(graph: Path, name: str, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime raises its own, unexported types
        raise ModelRefused(f"The graph of the toxicity model {name!r} cannot be opened.", "Pull it again.") from error


def _open_detoxify(folder: Path, card: Card) -> Any:
    """A `detoxify.Detoxify` made by the package's own loader from a state dict, without its `torch.load`."""
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
