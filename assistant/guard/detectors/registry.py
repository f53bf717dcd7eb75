"""All kinds of detectors that a policy may use.

Invariant: one entry for each kind; reading, explaining and building a policy needs nothing else. To add a detector,
write its file (settings and detector) and its test, and add its settings here.
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
