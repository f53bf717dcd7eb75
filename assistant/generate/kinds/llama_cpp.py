"""`answers.generator = "llama_cpp"`: a GGUF file of this machine in llama.cpp."""

from __future__ import annotations

from assistant.domain.ports.generate import Generator
from assistant.generate.choose import Opening


def open_generator(opening: Opening) -> Generator:
    """Weights are loaded at the first use. Raises ModelMissing, ModelRefused."""
    from assistant.generate.llama_cpp.generator import LlamaCppGenerator

    model, settings = opening.require_model(), opening.settings
    return LlamaCppGenerator(
        model.path,
        name=model.name,
        window_tokens=settings.window_tokens,
        trained_tokens=model.window_tokens,
        threads=settings.threads,
    )
