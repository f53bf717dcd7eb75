"""Who may ask over HTTP.

Invariant: no web page is answered, whatever it is called and wherever it believes to be; over TCP nobody is without
the token.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from email.message import Message


class Denied(Exception):
    """A request that is not answered, with its status, a kind and words for a program."""

    def __init__(self, status: int, kind: str, message: str, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message
        self.code = code or kind


@dataclass(frozen=True, slots=True)
class Access:
    """`port`: of TCP, 0 for the Unix socket, which its owner alone can open and which asks for no token."""

    port: int = 0
    token: str = ""

    def check(self, headers: Message) -> None:
        """Raises Denied. A page of the web always names its origin where it asks elsewhere with a body, and the host
        that it was led to by a forged name."""
        hosts = {f"127.0.0.1:{self.port}", f"localhost:{self.port}"}
        if self.port and [host.lower() for host in headers.get_all("Host", [])] not in [[host] for host in hosts]:
            raise Denied(403, "permission_error", "The Host is not this machine.", "foreign_host")
        allowed = {f"http://{host}" for host in hosts} if self.port else set()
        if not set(headers.get_all("Origin", [])) <= allowed:
            raise Denied(403, "permission_error", "Web pages are not answered.", "foreign_origin")
        if headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            raise Denied(403, "permission_error", "Web pages are not answered.", "foreign_origin")
        if self.port and not self._has_token(headers):
            raise Denied(401, "authentication_error", "The token is missing or wrong.", "invalid_api_key")

    def _has_token(self, headers: Message) -> bool:
        given = headers.get_all("Authorization", [])
        scheme, _, token = given[0].partition(" ") if len(given) == 1 else ("", "", "")
        return scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), self.token.encode())
