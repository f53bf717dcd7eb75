"""Every kind of detector that a policy may use: policy files are read, explained and built by this list.

Invariant: one entry a kind, and each says all that others ask about it. To add a detector, write its file (its settings
and the detector) and its test, and enter its settings here.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from assistant.guard.detectors.foreign import ForeignSpec
from assistant.guard.detectors.injection.detector import InjectionSpec
from assistant.guard.detectors.leak import LeakSpec
from assistant.guard.detectors.limits import LimitsSpec
from assistant.guard.detectors.markup import MarkupSpec
from assistant.guard.detectors.personal.detector import PiiSpec
from assistant.guard.detectors.phrases import PhrasesSpec
from assistant.guard.detectors.secrets import SecretsSpec
from assistant.guard.detectors.spec import DetectorSpec
from assistant.guard.detectors.support import SupportSpec
from assistant.guard.detectors.topics import TopicsSpec
from assistant.guard.detectors.toxicity import ToxicitySpec

_KINDS: Final[tuple[type[DetectorSpec], ...]] = (
    ToxicitySpec,
    PiiSpec,
    SecretsSpec,
    InjectionSpec,
    ForeignSpec,
    PhrasesSpec,
    TopicsSpec,
    SupportSpec,
    LeakSpec,
    MarkupSpec,
    LimitsSpec,
)

# The word after `type:` -> the settings that it takes.
DETECTORS: Final = MappingProxyType({spec.type_name(): spec for spec in _KINDS})
