"""The address of a language model's server: on this machine, unless the settings name another machine.

Invariant: the address of another machine is used only if `answers.server_host` repeats its host; no name is resolved
here.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.domain.errors import ConfigError

if TYPE_CHECKING:
    from assistant.config.schema import AnswersConfig

_HINT = "For instance: http://127.0.0.1:11434/v1, or unix:/run/user/1000/server.sock"


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """`unix_path` is the absolute path of a Unix socket, else `host` and `port` of a TCP server.

    `path` stands in front of "/chat/completions". `leaves_machine`: text is sent to another machine.
    """

    host: str
    port: int = 0
    path: str = "/v1"
    tls: bool = False
    unix_path: str = ""
    leaves_machine: bool = False

    @property
    def shown(self) -> str:
        """For the status line."""
        return self.unix_path or (f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}")


def named_server(settings: AnswersConfig) -> ServerAddress | None:
    """The server that answers, if the settings choose a server. Raises ConfigError."""
    return parse_server(settings.server_url, settings.server_host) if settings.generator == "server" else None


def parse_server(url: str, named_host: str = "") -> ServerAddress:
    """The address of `answers.server_url`; `named_host` is `answers.server_host`. Raises ConfigError."""
    if url.startswith("unix:"):
        path = url.removeprefix("unix:").removeprefix("//")
        if not path.startswith("/"):
            raise ConfigError(f"answers.server_url: {url!r} names no absolute path.", _HINT)
        return ServerAddress("localhost", unix_path=path)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.query or parts.fragment:
        raise ConfigError(f"answers.server_url: {url!r} is not an address of a server.", _HINT)
    here = _is_this_machine(host)
    if not here and host != named_host.lower():
        raise ConfigError(
            f"answers.server_url: {host!r} is not this machine, so questions and passages would leave it.",
            f"If that is what you want, say so: answers.server_host = {host!r}",
        )
    tls = parts.scheme == "https"
    return ServerAddress(
        host=("127.0.0.1" if host == "localhost" else host),
        port=port or (443 if tls else 80),
        path=parts.path.rstrip("/") or "/v1",
        tls=tls,
        leaves_machine=not here,
    )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
