"""Versions, error codes and the form of results of the Model Context Protocol (https://modelcontextprotocol.io).

Two eras: up to 2025-11-25 a connection begins with `initialize`; from 2026-07-28 on each request says for itself which
version it is in and what its client can do.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Object = dict[str, Any]  # a JSON object

HANDSHAKE = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
STATELESS = ("2026-07-28",)
WITH_BATCHES = "2025-03-26"  # the only version that has them
_WITH_STRUCTURE = ("2025-06-18", "2025-11-25", *STATELESS)  # results with `structuredContent`
_WITH_ELICITATION = _WITH_STRUCTURE

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
BUSY = -32000  # of the range that the protocol leaves to implementations
UNSUPPORTED_VERSION = -32022

_META = "io.modelcontextprotocol/"
_NAME = "private-assistant"


class ProtocolError(Exception):
    """What is answered with a JSON-RPC error. The message holds nothing of the frame."""

    def __init__(self, code: int, message: str, data: object = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data

    def as_error(self) -> Object:
        error: Object = {"code": self.code, "message": self.message}
        return error if self.data is None else {**error, "data": self.data}


@dataclass(frozen=True, slots=True)
class Peer:
    """The client as it presents itself: nothing that it says is checked by anyone."""

    version: str
    name: str = ""
    elicits: bool = False

    @property
    def is_stateless(self) -> bool:
        return self.version in STATELESS

    @property
    def takes_structure(self) -> bool:
        return self.version in _WITH_STRUCTURE


def presented(params: Mapping[str, Any]) -> Peer | None:
    """The client of a request that presents itself; None in the era of `initialize`. Raises ProtocolError."""
    meta = params.get("_meta")
    if not isinstance(meta, dict) or f"{_META}protocolVersion" not in meta:
        return None
    version = meta[f"{_META}protocolVersion"]
    if version not in STATELESS:
        asked = version if isinstance(version, str) else ""
        data = {"supported": [*STATELESS, *reversed(HANDSHAKE)], "requested": asked[:40]}
        raise ProtocolError(UNSUPPORTED_VERSION, "Unsupported protocol version", data)
    able = meta.get(f"{_META}clientCapabilities")
    if not isinstance(able, dict):
        raise ProtocolError(INVALID_PARAMS, "clientCapabilities are missing")
    return Peer(version, _client_name(meta.get(f"{_META}clientInfo")), _elicits(able))


def initialized(params: Mapping[str, Any]) -> Peer:
    """The client of `initialize`, with the version that is spoken from here on. Raises ProtocolError."""
    version, able = params.get("protocolVersion"), params.get("capabilities")
    if not isinstance(version, str) or not isinstance(able, dict):
        raise ProtocolError(INVALID_PARAMS, "protocolVersion and capabilities are needed")
    spoken = version if version in HANDSHAKE else HANDSHAKE[-1]
    return Peer(spoken, _client_name(params.get("clientInfo")), spoken in _WITH_ELICITATION and _elicits(able))


def _client_name(info: object) -> str:
    name = info.get("name") if isinstance(info, dict) else None
    return name if isinstance(name, str) else ""


def _elicits(able: Mapping[str, Any]) -> bool:
    """Whether the client asks its person with a form: all that has elicitation, but for what only opens addresses."""
    found = able.get("elicitation")
    return isinstance(found, dict) and (not found or "form" in found)


def server_info() -> Object:
    return {"name": _NAME, "title": "Private assistant", "version": importlib.metadata.version(_NAME)}


def shaped(result: Object, peer: Peer, *, cached: bool = False) -> Object:
    """`result` as the client's version has it; `cached` for results of which it wants to know how long they hold."""
    if not peer.is_stateless:
        return result
    shape: Object = {"resultType": "complete", "_meta": {f"{_META}serverInfo": server_info()}}
    if cached:
        shape |= {"ttlMs": 0, "cacheScope": "private"}
    return {**shape, **result}
