"""Secrets by format, made at random; and the prose that holds none."""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.domain.events import Blocked
from assistant.guard.detectors.detector import Content
from assistant.guard.detectors.secrets import SecretsDetector, SecretsSpec
from tests.guard.policies import gate_from

DETECTOR = SecretsDetector(SecretsSpec(type="secrets"))
ALNUM, HEX, UPPER = string.ascii_letters + string.digits, "0123456789abcdef", string.ascii_uppercase + string.digits


def find(text: str) -> list[str]:
    return [text[slice(*hit.span)] for hit in DETECTOR.detect(Content("output", text)) if hit.span is not None]


def draw(choose: random.Random, alphabet: str, count: int) -> str:
    return "".join(choose.choice(alphabet) for _ in range(count))


def _jwt(choose: random.Random) -> str:
    head, body = ({"alg": "HS256", "typ": "JWT"}, {"sub": draw(choose, ALNUM, 12), "exp": choose.randrange(10**9)})
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (head, body)]
    return ".".join([*parts, draw(choose, ALNUM + "-_", 43)])


def _pem(choose: random.Random) -> str:
    lines = "\n".join(draw(choose, ALNUM + "+/", 64) for _ in range(6))
    kind = choose.choice(["RSA ", "EC ", "OPENSSH ", "", "ENCRYPTED "])
    return f"-----BEGIN {kind}PRIVATE KEY-----\n{lines}\n-----END {kind}PRIVATE KEY-----"


MAKERS: dict[str, Callable[[random.Random], str]] = {
    "aws id": lambda c: "AKIA" + draw(c, UPPER, 16),
    "aws secret": lambda c: draw(c, ALNUM + "+/", 40),
    "github": lambda c: c.choice(["ghp_", "gho_", "ghs_"]) + draw(c, ALNUM, 36),
    "github fine": lambda c: "github_pat_" + draw(c, ALNUM, 22) + "_" + draw(c, ALNUM, 59),
    "gitlab": lambda c: "glpat-" + draw(c, ALNUM + "-_", 20),
    "slack": lambda c: f"xoxb-{draw(c, string.digits, 12)}-{draw(c, string.digits, 12)}-{draw(c, ALNUM, 24)}",
    "google": lambda c: "AIza" + draw(c, ALNUM + "-_", 35),
    "stripe": lambda c: "sk_live_" + draw(c, ALNUM, 24),
    "openai": lambda c: "sk-proj-" + draw(c, ALNUM, 48),
    "anthropic": lambda c: "sk-ant-api03-" + draw(c, ALNUM + "-_", 90),
    "hugging face": lambda c: "hf_" + draw(c, string.ascii_letters, 34),
    "npm": lambda c: "npm_" + draw(c, ALNUM, 36),
    "pypi": lambda c: "pypi-AgEIcHlwaS5vcmc" + draw(c, ALNUM + "-_", 100),
    "sendgrid": lambda c: f"SG.{draw(c, ALNUM, 22)}.{draw(c, ALNUM, 43)}",
    "twilio": lambda c: "SK" + draw(c, HEX, 32),
    "telegram": lambda c: f"{draw(c, '123456789', 9)}:AA{draw(c, ALNUM + '-_', 33)}",
    "digitalocean": lambda c: "dop_v1_" + draw(c, HEX, 64),
    "jwt": _jwt,
    "pem": _pem,
    "url": lambda c: f"postgres://app:{draw(c, ALNUM, 14)}@db.example:5432/x",
    "password": lambda c: f'password = "{draw(c, ALNUM + "!$%", 12)}"',
    "env": lambda c: f"API_KEY={draw(c, HEX, 32)}",
    "json": lambda c: json.dumps({"client_secret": draw(c, ALNUM, 32)}),
    "bearer": lambda c: f"Authorization: Bearer {draw(c, ALNUM, 40)}",
    "azure": lambda c: f"AccountName=x;AccountKey={draw(c, ALNUM + '+/', 86)}==;",
    "spoken": lambda c: f"the password is {draw(c, string.ascii_lowercase, 6)}{draw(c, string.digits, 3)}!",
    "german": lambda c: f"Passwort: {draw(c, ALNUM, 9)}7",
    "pin": lambda c: f"PIN: {draw(c, string.digits, 4)}",
}


@pytest.mark.parametrize("kind", MAKERS)
def test_recall_on_generated_samples(kind: str) -> None:
    choose = random.Random(kind)
    samples = [MAKERS[kind](choose) for _ in range(60)]
    found = sum(bool(find(f"Note from Monday. {sample} Keep it safe.")) for sample in samples)
    assert found >= 57, f"{kind}: {found} of 60"  # 0.95


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("W-LAN-Schlüssel: 7731-0042-9915-3310", "7731-0042-9915-3310"),
        ("user: olga pw: Narzisse#12", "Narzisse#12"),
        ("Wachtwoord is Winter2031!", "Winter2031!"),
        ("пароль: Лето2031", "Лето2031"),
        ("The PIN for the gate is 5820.", "5820"),
        ("Die PIN der Karte lautet 9034", "9034"),
        ("密码：tulp4412x", "tulp4412x"),
    ],
)
def test_labels_of_everyday_notes(text: str, secret: str) -> None:
    assert [value.rstrip(".") for value in find(text)] == [secret]


@pytest.mark.parametrize(
    "text",
    [
        "What is our password policy?",
        "The password must have at least twelve characters and is changed every year.",
        "Password: see the note in the drawer",
        "The secret is out: Grandma is coming. The token ring of the bell was rusty.",
        "Her secret: patience. The key is under the mat. A pass: 12 euros.",
        "commit 3f786850e387550fdab836ed7e6dc881de23001b",
        "id 550e8400-e29b-41d4-a716-446655440000",
        "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "https://shop.example/catalogue/Winter-Collection-2024/Boots-And-Shoes?page=2",
        "token = tokenizer.next(); password = getpass.getpass()",
        "class HttpRequestHandlerFactory2Impl extends AbstractBeanProvider3",
        "Donaudampfschifffahrtsgesellschaftskapitän and Rindfleischetikettierung",
        "ATGCGTACGTTAGCATCGATCGATCGGGCTA",
        "Call 030/1234567, room 12.004, invoice RE-2024-0815-AB",
        "the api key must be requested; set API_KEY=your_key_here",
        "The PIN of the card is four digits long. The code has 6-digit groups: 4 of them.",
        "The passcode is 6-digit, the PIN is 4-stellig.",
        "Wachtwoord: zie hoofdstuk 3. Пароль: см. стр. 4",
    ],
)
def test_ordinary_prose_holds_none(text: str) -> None:
    assert find(text) == []


POLICY = """
detectors:
  keys: {type: secrets}
rules:
  - {id: keys, category: secrets, stages: [output], detector: keys, action: redact}
"""


def test_an_open_private_key_is_held_until_it_closes(tmp_path: Path) -> None:
    stream = gate_from(tmp_path, POLICY).open_stream()
    stream.feed("Here it is. -----BEGIN RSA PRIVATE KEY-----\n")
    for number in range(30):
        stream.feed(f"line {number} abc.\n\n")
        assert stream.released == "Here it is. "
    stream.feed("-----END RSA PRIVATE KEY-----\nThat was all.\n")
    assert stream.released == "Here it is. [PRIVATE_KEY]\nThat was all.\n"


PEM = "-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{PEM} and {PEM}.", "[PRIVATE_KEY] and [PRIVATE_KEY]."),
        (f"-----BEGIN PRIVATE KEY-----\n{PEM} end", "[PRIVATE_KEY] end"),
        (f"-----END PRIVATE KEY----- {PEM} end", "-----END PRIVATE KEY----- [PRIVATE_KEY] end"),
        ("PuTTY-User-Key-File-3: x\nPrivate-MAC: " + "0a" * 20 + " end", "[PRIVATE_KEY] end"),
        ("-----BEGIN PRIVATE KEY-----END PRIVATE KEY-----END PRIVATE KEY----- end", "[PRIVATE_KEY] end"),
        ("AGE-SECRET-KEY-1" + "Q" * 58 + " end", "[PRIVATE_KEY] end"),
    ],
)
def test_a_private_key_goes_from_its_beginning_to_the_next_end(text: str, shown: str, tmp_path: Path) -> None:
    assert gate_from(tmp_path, POLICY).check("output", text).text == shown


@pytest.mark.parametrize(
    ("name", "secret"),
    [("db_pin", True), ("db_pass.token", True), ("main.puk", True), ("token", False), ("a.token", False)],
)
def test_a_number_is_a_password_where_the_whole_name_says_so(name: str, secret: bool, tmp_path: Path) -> None:
    text = f"{name}: 4711"
    assert gate_from(tmp_path, POLICY).check("output", text).text == (f"{name}: [PASSWORD]" if secret else text)


def test_a_private_key_that_never_closes_is_never_shown(tmp_path: Path) -> None:
    gate = gate_from(tmp_path, POLICY)
    short = "Look. -----BEGIN PRIVATE KEY-----\nMIIEvQ. And so on."
    assert gate.check("output", short).text == "Look. [PRIVATE_KEY]"
    stream = gate.open_stream()
    events = [event for _ in range(700) for event in stream.feed("abcd efgh ijkl mnop. ")]
    assert not any(isinstance(event, Blocked) for event in events)
    stream = gate.open_stream()
    stream.feed("Look. -----BEGIN PRIVATE KEY-----\n")
    events = [event for _ in range(700) for event in stream.feed("abcd efgh ijkl mnop. ")]
    assert isinstance(events[-1], Blocked) and events[-1].verdict.rule == "keys"
    assert stream.released == "Look. "
