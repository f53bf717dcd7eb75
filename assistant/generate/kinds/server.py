"""`answers.generator = "server"`: a server that the person runs, reached only through the relay."""

from __future__ import annotations

import os

from assistant.config.server_address import parse_server
from assistant.domain.ports.generate import Generator
from assistant.generate.choose import Opening

SERVER_KEY = "ASSISTANT_SERVER_KEY"  # the key of a server that requires it; never stored in a settings file


def open_generator(opening: Opening) -> Generator:
    """The generator for the server of the settings. No request is sent before the first use. Raises ConfigError."""
    from assistant.generate.server.generator import ServerGenerator
    from assistant.sandbox.relay.sealed_side import connector

    settings = opening.settings
    address = parse_server(settings.server_url, settings.server_host)
    return ServerGenerator(
        address,
        connector(address),
        model=settings.server_model,
        api_key=os.environ.get(SERVER_KEY, ""),
        window_tokens=settings.window_tokens,
    )
