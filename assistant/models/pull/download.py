"""Fetches bytes over HTTP: the only module that opens an internet connection, and only for `models pull`.

Invariant: a file that `download` writes has the expected size and SHA-256. An interrupted download resumes at its last
byte, at the next retry or at the next run.
"""

from __future__ import annotations

import http.client
import os
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from assistant.domain.errors import AssistantError, ModelMissing, ModelRefused
from assistant.models.catalog.entries import ModelFile
from assistant.models.installed import check_file

_BLOCK = 1 << 18
_TRIES = 3
_TIMEOUT_S = 30.0
_PAUSE_S = 1.0
_NETWORK_ERRORS = (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError)
_RETRY_STATUSES = frozenset({416, 429, 500, 502, 503, 504})
_Result = TypeVar("_Result")
_HEADERS = {"User-Agent": "private-assistant", "Accept-Encoding": "identity"}


def fetch(url: str, what: str, max_bytes: int) -> bytes:
    """The whole response to `url`; `what` names it in errors.

    Raises ModelMissing (unreachable), ModelRefused (larger than `max_bytes`).
    """

    def request() -> bytes:
        with urllib.request.urlopen(urllib.request.Request(url, headers=_HEADERS), timeout=_TIMEOUT_S) as answer:
            data: bytes = answer.read(max_bytes + 1)
        return data

    data = _with_retries(request, lambda error: _network_error(url, what, error))
    if len(data) > max_bytes:
        raise ModelRefused(f"{what} is larger than {max_bytes} bytes.", "Nothing was installed.")
    return data


def download(url: str, target: Path, expected: ModelFile, model: str, progress: Callable[[int], None]) -> None:
    """Fetch `url` into `target`, resuming an earlier download in `target`.part; `progress` gets the bytes so far.

    Raises ModelMissing (unreachable or cut off), ModelRefused (wrong size or hash), OSError (disk).
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = unfinished(target)
    _with_retries(
        lambda: _resume(url, part, expected, progress),
        lambda error: _network_error(url, repr(expected.path), error, part, expected),
    )
    check_file(part, expected, model)
    part.replace(target)


def unfinished(target: Path) -> Path:
    """Where the bytes of `target` are gathered until all of them are there and right."""
    return target.with_name(f"{target.name}.part")


def download_unverified(url: str, target: Path, max_bytes: int, progress: Callable[[int], None]) -> None:
    """Fetch `url`, whose size and SHA-256 are not known here, into `target`: the caller checks the file before use.

    Raises ModelMissing (unreachable or cut off), ModelRefused (larger than `max_bytes`), OSError (disk).
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    def request() -> None:
        done = 0
        with urllib.request.urlopen(urllib.request.Request(url, headers=_HEADERS), timeout=_TIMEOUT_S) as answer:
            promised = int(answer.headers.get("Content-Length") or 0)
            with target.open("wb") as out:
                while block := answer.read(_BLOCK):
                    done += len(block)
                    if done > max_bytes:
                        raise ModelRefused(f"{target.name!r} is larger than {max_bytes} bytes.", "Nothing was kept.")
                    out.write(block)
                    progress(done)
        if done < promised:
            raise ConnectionError(f"{done} of {promised} bytes")

    _with_retries(request, lambda error: _network_error(url, repr(url.rsplit("/", 1)[-1]), error))


def _with_retries(request: Callable[[], _Result], explain: Callable[[Exception], AssistantError]) -> _Result:
    """The result of `request`, which is retried after network errors, at most `_TRIES` times in all.

    Raises the error that `explain` makes of the last network error."""
    for attempt in range(_TRIES):
        try:
            return request()
        except _NETWORK_ERRORS as error:
            final = isinstance(error, urllib.error.HTTPError) and error.code not in _RETRY_STATUSES
            if final or attempt == _TRIES - 1:
                raise explain(error) from error
            time.sleep(_PAUSE_S * attempt)
    raise AssertionError("unreachable")


def _resume(url: str, part: Path, expected: ModelFile, progress: Callable[[int], None]) -> None:
    have = part.stat().st_size if part.exists() else 0
    if have > expected.size_bytes:
        part.unlink()
        have = 0
    if have == expected.size_bytes and part.exists():
        return
    headers = {**_HEADERS, "Range": f"bytes={have}-"} if have else _HEADERS
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=_TIMEOUT_S) as answer:
        if have and not _resumes_at(answer, have):
            have = 0  # the server sends the whole file again
        with part.open("ab" if have else "wb") as out:
            while block := answer.read(_BLOCK):
                have += len(block)
                if have > expected.size_bytes:
                    out.close()
                    part.unlink()
                    raise ModelRefused(
                        f"{expected.path!r} is larger than the {expected.size_bytes} bytes that the catalog names.",
                        "Nothing was installed.",
                    )
                out.write(block)
                progress(have)
            out.flush()
            os.fsync(out.fileno())
    if have < expected.size_bytes:
        raise ConnectionError(f"{have} of {expected.size_bytes} bytes")


def _resumes_at(answer: Any, start: int) -> bool:
    return answer.status == 206 and str(answer.headers.get("Content-Range", "")).startswith(f"bytes {start}-")


def _network_error(
    url: str, what: str, error: Exception, part: Path | None = None, expected: ModelFile | None = None
) -> AssistantError:
    host = urllib.request.Request(url).host
    if isinstance(error, urllib.error.HTTPError):
        error.close()  # it holds the connection
        return ModelMissing(f"{host} answered {error.code} for {what}.", "Try again later, or another model.")
    done = part.stat().st_size if part is not None and part.exists() else 0
    if done and expected is not None:
        return ModelMissing(
            f"The connection to {host} broke after {done} of {expected.size_bytes} bytes of {what}.",
            "Run the same command again: it continues where it stopped.",
        )
    if isinstance(error, urllib.error.URLError) and isinstance(error.reason, ssl.SSLCertVerificationError):
        return ModelMissing(
            f"The certificate of {host} cannot be verified.",
            "Behind a proxy that opens connections, set SSL_CERT_FILE to its certificate.",
        )
    return ModelMissing(f"{host} cannot be reached.", "Check the network, then run the command again.")
