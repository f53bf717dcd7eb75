"""`answers.generator = "server"`: a server that the person runs, reached through the relay alone."""

from __future__ import annotations

import os

from assistant.config.server_address import parse_server
from assistant.domain.ports.generate import Generator
from assistant.generate.choose import Opening

SERVER_KEY = "ASSISTANT_SERVER_KEY"  # a secret for a server that wants one; settings files are no place for it


def open_generator(opening: Opening) -> Generator:
    """Nothing is asked of the server before the first use. Raises ConfigError."""
    from assistant.generate.server.generator import ServerGenerator
    from assistant.sandbox.relay import connector

    settings = opening.settings
    address = parse_server(settings.server_url, settings.server_host)
    return ServerGenerator(
        address,
        connector(address),
        model=settings.server_model,
        api_key=os.environ.get(SERVER_KEY, ""),
        window_tokens=settings.window_tokens,
    )
