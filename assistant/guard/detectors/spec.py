"""The base of all detector settings in a policy file.

Invariant: an unknown key, a wrong type or a value out of range is an error; nothing is coerced or ignored.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Annotated, get_args

from pydantic import BaseModel, ConfigDict, Field

from assistant.guard.detectors.detector import Detector
from assistant.guard.detectors.models import DetectorModels

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]


class Strict(BaseModel):
    """Base of every part of a policy file: frozen, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class DetectorSpec(Strict):
    """The settings of a detector. Subclasses narrow `type` to a Literal: the word that policy files use."""

    type: str

    @classmethod
    def type_name(cls) -> str:
        """The word that a policy file writes after `type:`."""
        return str(get_args(cls.model_fields["type"].annotation)[0])

    @abstractmethod
    def make(self, models: DetectorModels) -> Detector:
        """The detector with these settings. Raises PolicyError for settings that cannot work, ModelMissing for a model
        that is not installed, ModelRefused for a model that is not usable."""

    def expressions(self) -> Mapping[str, Sequence[str]]:
        """Key -> regular expressions that the policy's author wrote there. Loading the file tests them."""
        return {}
