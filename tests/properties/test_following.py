"""The library equals a fresh build, whatever happened to the files: a part of `benchmarks.library.following`."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from tests.properties.following.machine import FollowsTheDisk

pytestmark = pytest.mark.slow

TestFollowsTheDisk = FollowsTheDisk.TestCase
TestFollowsTheDisk.settings = settings(
    max_examples=30,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
