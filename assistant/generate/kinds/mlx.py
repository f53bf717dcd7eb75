"""`answers.generator = "mlx"`: a folder in MLX's layout of this machine."""

from __future__ import annotations

from assistant.domain.ports.generate import Generator
from assistant.generate.choose import Opening


def open_generator(opening: Opening) -> Generator:
    """Weights are loaded at the first use. Raises ModelMissing, ModelRefused."""
    from assistant.generate.mlx.generator import MlxGenerator

    model = opening.require_model()
    return MlxGenerator(
        model.path.resolve(),
        name=model.name,
        parameters=model.parameters,
        window_tokens=opening.settings.window_tokens,
        trained_tokens=model.window_tokens,
    )
