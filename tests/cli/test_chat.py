"""`assistant chat`: what is started before the seal, and what is not."""

from __future__ import annotations

import pytest

from assistant.app.sealing import seal_the_app


@pytest.mark.parametrize(("may_pull", "steps"), [(True, ["launcher", "seal"]), (False, ["seal"])])
def test_what_fetches_models_is_started_before_the_seal_and_only_if_it_is_needed(
    may_pull: bool, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr("assistant.sandbox.launcher.start_launcher", lambda: seen.append("launcher"))
    monkeypatch.setattr("assistant.app.sealing.seal_this_process", lambda **_: seen.append("seal"))
    assert seal_the_app(may_pull=may_pull) is None
    assert seen == steps
