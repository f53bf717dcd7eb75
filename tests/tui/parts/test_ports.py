"""The app offers what its screens ask of it. They reach it by a cast, which mypy does not check: here it does."""

from __future__ import annotations

from assistant.tui.app import AssistantApp
from assistant.tui.ports import AppPort


def test_the_app_is_an_app_port(app: AssistantApp) -> None:
    port: AppPort = app
    methods = [name for name, value in vars(AppPort).items() if callable(value) and not name.startswith("_")]
    for name in (*AppPort.__annotations__, *methods):
        assert hasattr(port, name), name
    assert {"session", "asking", "show_error"} <= {*AppPort.__annotations__, *methods}
