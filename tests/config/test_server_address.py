"""Which server may be asked: one of this machine, or one that the person names twice."""

from __future__ import annotations

import pytest

from assistant.config.server_address import ServerAddress, parse_server
from assistant.domain.errors import ConfigError


@pytest.mark.parametrize(
    ("url", "address", "shown"),
    [
        ("http://127.0.0.1:11434/v1", ServerAddress("127.0.0.1", 11434), "127.0.0.1:11434"),
        ("http://localhost:1234", ServerAddress("127.0.0.1", 1234), "127.0.0.1:1234"),
        ("http://127.8.9.1:8080/api/v1/", ServerAddress("127.8.9.1", 8080, "/api/v1"), "127.8.9.1:8080"),
        ("http://[::1]:8080/v1", ServerAddress("::1", 8080), "[::1]:8080"),
        ("unix:/run/llama.sock", ServerAddress("localhost", unix_path="/run/llama.sock"), "/run/llama.sock"),
        ("unix:///run/llama.sock", ServerAddress("localhost", unix_path="/run/llama.sock"), "/run/llama.sock"),
    ],
)
def test_this_machine_needs_no_consent(url: str, address: ServerAddress, shown: str) -> None:
    assert parse_server(url) == address
    assert address.shown == shown
    assert not address.leaves_machine


@pytest.mark.parametrize(
    "url",
    ["http://192.0.2.7:8080/v1", "https://models.example.com/v1", "http://0.0.0.0:80", "http://[::]:80",
     "http://localhost.example.com", "http://127.0.0.1.example.com", "http://[::ffff:192.0.2.7]:80"],
)  # fmt: skip
def test_another_machine_is_refused_until_its_host_is_named(url: str) -> None:
    with pytest.raises(ConfigError, match="leave it") as caught:
        parse_server(url)
    assert "answers.server_host" in caught.value.hint
    with pytest.raises(ConfigError):
        parse_server(url, "192.0.2.8")


def test_a_named_host_is_marked_as_leaving() -> None:
    address = parse_server("https://Models.example.com/v1", "models.example.com")
    assert (address.host, address.port, address.tls, address.leaves_machine) == ("models.example.com", 443, True, True)


@pytest.mark.parametrize(
    "url",
    ["", "11434", "ftp://127.0.0.1", "http://", "http://127.0.0.1:x/", "http://127.0.0.1:99999/", "unix:here.sock",
     "http://user:secret@127.0.0.1/", "http://127.0.0.1/?to=x", "http://127.0.0.1/#x", "file:///etc/passwd"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_server(url)
    assert caught.value.hint
