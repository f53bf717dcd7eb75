"""Keys, tokens, passwords, private keys.

Invariant: a private key is held from its BEGIN line to its END line; ordinary words, numbers, paths and hashes of files
are not secrets.

Formats from the providers' public documentation. Labels: PRIVATE_KEY, TOKEN (a provider's format), PASSWORD (a value
that its own label names), RANDOM (a long random string; only with `entropy`).
"""

from __future__ import annotations

import math
import re
import string
from bisect import bisect_left
from collections import Counter
from itertools import pairwise
from typing import Literal

import regex

from assistant.domain.records.documents import Span
from assistant.guard.detectors.detector import Content, ExactDetector, Hit
from assistant.guard.detectors.models import DetectorModels
from assistant.guard.detectors.spec import DetectorSpec
from assistant.guard.matching.normalise import INVISIBLE, View, without
from assistant.guard.matching.patterns import Pattern
from assistant.guard.matching.taken import Taken

_CASE_SENSITIVE = regex.V1
_EDGE = r"(?<![A-Za-z0-9_])"
_BLOCK = r"-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
_CLOSE = r"-----END (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
_AGE_KEY = Pattern(r"AGE-SECRET-KEY-1[0-9A-Z]{58}", _CASE_SENSITIVE)
_OPENED = Pattern(rf"{_BLOCK}|PuTTY-User-Key-File-\d", _CASE_SENSITIVE)
_CLOSED = re.compile(rf"(?=(?P<end>{_CLOSE}|Private-MAC: ?[0-9a-f]{{32,64}}))")
_MOST_KEY_CHARS = 20_000  # between the two lines
_TOKENS = (
    r"(?:AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA|ANPA|ANVA|AIPA)[A-Z0-9]{16}(?![A-Z0-9])",
    r"gh[pousr]_[A-Za-z0-9]{36,255}",
    r"github_pat_[A-Za-z0-9_]{22,255}",
    r"gl(?:pat|ptt|dt|rt|soat|cbt|imt|agent|ffct)-[A-Za-z0-9_\-]{20,64}",
    r"xox[abeoprs]-[A-Za-z0-9\-]{10,250}",
    r"xapp-\d-[A-Z0-9]{8,20}-\d{8,20}-[a-f0-9]{32,80}",
    r"https://hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9/_+\-]{20,120}",
    r"https://(?:ptb\.|canary\.)?discord(?:app)?\.com/api/webhooks/\d{15,22}/[A-Za-z0-9_\-]{50,100}",
    r"https://[a-z0-9\-]{2,60}\.webhook\.office\.com/webhookb2/[A-Za-z0-9@/\-]{60,200}",
    r"AIza[A-Za-z0-9_\-]{35}(?![A-Za-z0-9_\-])",
    r"ya29\.[A-Za-z0-9_\-]{20,400}",
    r"GOCSPX-[A-Za-z0-9_\-]{28}",
    r"(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,247}",
    r"whsec_[A-Za-z0-9+/=]{24,64}",
    r"sk-(?:proj-|svcacct-|admin-|ant-(?:api|admin)\d\d-|or-v1-)?[A-Za-z0-9_\-]{20,250}",
    r"(?:hf|api_org)_[A-Za-z]{30,45}(?![A-Za-z0-9_])",
    r"npm_[A-Za-z0-9]{36}",
    r"pypi-AgE[A-Za-z0-9_\-]{50,250}",
    r"dckr_pat_[A-Za-z0-9_\-]{20,64}",
    r"SG\.[A-Za-z0-9_\-]{16,32}\.[A-Za-z0-9_\-]{16,64}",
    r"(?:SK|AC)[a-f0-9]{32}(?![A-Za-z0-9])",
    r"key-[a-f0-9]{32}(?![A-Za-z0-9])",
    r"[a-f0-9]{32}-us\d{1,2}(?![A-Za-z0-9])",
    r"sq0(?:atp|csp|idp)-[A-Za-z0-9_\-]{22,43}",
    r"EAAA[A-Za-z0-9_\-]{60}",
    r"(?:do[opr]|dop)_v1_[a-f0-9]{64}",
    r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}",
    r"sl\.[A-Za-z0-9_\-]{100,1100}",
    r"(?:glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}|glc_[A-Za-z0-9+/=]{32,400})",
    r"dapi[a-f0-9]{32}(?:-\d)?",
    r"hv[sbr]\.[A-Za-z0-9_\-]{20,300}",
    r"lin_api_[A-Za-z0-9]{40}",
    r"PMAK-[a-f0-9]{24}-[a-f0-9]{34}",
    r"NRAK-[A-Z0-9]{27}",
    r"(?:ATATT3|ATCTT3)[A-Za-z0-9_\-=]{50,250}",
    r"AGE-SECRET-KEY-1[0-9A-Z]{58}",
    r"\d{8,10}:AA[A-Za-z0-9_\-]{33}(?![A-Za-z0-9_\-])",
    r"[MNO][A-Za-z0-9_\-]{23,27}\.[A-Za-z0-9_\-]{6}\.[A-Za-z0-9_\-]{27,40}",
    r"eyJ[A-Za-z0-9_\-]{10,2000}\.eyJ[A-Za-z0-9_\-]{10,4000}(?:\.[A-Za-z0-9_\-]{0,1000})?",
    r"(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40,100}={0,2}",
    r"[A-Za-z0-9_~.\-]{3}8Q~[A-Za-z0-9_~.\-]{31,34}",
    r"AKCp[A-Za-z0-9]{10,100}",
)
_TOKEN = Pattern(f"{_EDGE}(?:{'|'.join(_TOKENS)})", _CASE_SENSITIVE)
_URL_PASSWORD = Pattern(
    r"(?<=[a-z][a-z0-9+.\-]{1,20}://[^\s:/@]{0,80}:)[^\s:/@]{3,100}(?=@[^\s@]{2,})", regex.V1 | regex.I
)
_LABELS = (
    r"pass(?:word|wd|phrase|code|wort)|pwd|passwort|kennwort|contrase[nñ]a|clave|mot de passe|mdp|senha|parola|secret"
    r"|api[_\- ]?key|apikey|access[_\- ]?key|secret[_\- ]?key|private[_\- ]?key|auth(?:entication)?[_\- ]?(?:token|key)"
    r"|access[_\- ]?token|refresh[_\- ]?token|bearer[_\- ]?token|client[_\- ]?secret|token|credentials?"
    r"|encryption[_\- ]?key"
    r"|wpa2?[_\- ]?key|wi-?fi[_\- ]?key|netzwerkschl[uü]ssel|w-?lan[_\- ]?schl[uü]ssel|wachtwoord|pw"
    r"|пароль|hasło|lösenord|heslo"
    r"|adgangskode"
    r"|密码|密碼|パスワード|비밀번호|cl[eé] wi-?fi|chiave wi-?fi|c[oó]digo pin|code pin|pin[_\- ]?code|pin|puk"
)
# A label, a word or sign for "is", a value. In a sentence ("password is tulip42") the value needs a digit or a sign.
_ASSIGNED = Pattern(
    rf"(?<![A-Za-z])(?:{_LABELS})(?:[_.\-][A-Za-z0-9]{{1,20}}){{0,2}}[\"'`]?\]?"
    r"(?P<of> (?:of|for|to|der|des|de|du|del|della|van|voor|für|zu[rm]?|pour|para"
    r"|per) [^\s:=]{2,20}(?: [^\s:=]{2,20}){0,2})?"
    r"(?P<is>\s{0,3}(?::=|=>|==?|:|：)\s{0,3}|\s(?:is|was|lautet|ist|es|est|[eé])(?: now| jetzt)?:?\s)"
    r"(?P<quote>[\"'`]?)(?P<value>[^\s\"'`,;()<>\[\]{}]{4,200}|(?<=[\"'`])[^\"'`\n]{4,200})",
    regex.V1 | regex.I,
)
_BEARER = Pattern(
    r"(?:Bearer|Basic|Token)\s{1,2}(?P<value>[A-Za-z0-9+/=_.~\-]{16,1000})(?![A-Za-z0-9])", _CASE_SENSITIVE
)
_RANDOM = Pattern(r"(?<![A-Za-z0-9+/=_.\-@:])[A-Za-z0-9+/_\-]{24,200}={0,2}(?![A-Za-z0-9+/=_\-@])", _CASE_SENSITIVE)
_NAME_CHARS = f"{string.ascii_letters}{string.digits}_.-"
_LONGEST_NAME = 120
# Cheap checks before the slow patterns run. `_LABEL_STARTS` matches the beginning of every label in `_LABELS`.
_LONG = re.compile(r"[^\s]{12}")
_LABEL_STARTS = re.compile(
    r"pass|pwd|kennw|contrase|clave|mot|mdp|senha|parola|secret|key|api|access|private|auth|refresh|bearer|client|token"
    r"|credential|encrypt|wpa|wi-?fi|netzw|w-?lan|wachtw|pw|парол|has[lł]o|l[oö]senord|heslo|adgangsk|密"
    r"|パス|비밀|cl[eé]|chiave"
    r"|c[oó]digo|code|pin|puk",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\d{1,2}-[^\W\d_]+")  # "4-digit"
_NOT_VALUES = re.compile(
    r"(?:none|null|nil|true|false|undefined|required|optional|string|str|value|yes|no|empty|hidden|changed?|unknown|"
    r"example|placeholder|redacted|todo|xxx+|\*+|•+|\.\.\.+|-+|_+|<.*|\$\{?\w+\}?|%\w+%|\{\{.*|your[_\- ].*"
    r"|my[_\- ]?password|"
    r"\$.*|env\[.*|os\.environ.*|process\.env.*|https?:.*|\[.*)",
    re.IGNORECASE,
)


class SecretsSpec(DetectorSpec):
    """Keys, tokens, passwords and private keys."""

    type: Literal["secrets"]
    entropy: bool = True

    def make(self, models: DetectorModels) -> SecretsDetector:
        return SecretsDetector(self)


class SecretsDetector(ExactDetector):
    """Reads the text as written, without its invisible characters."""

    identity = "secrets"

    def __init__(self, spec: SecretsSpec) -> None:
        self._entropy = spec.entropy

    def detect(self, content: Content) -> list[Hit]:
        view = _visible(content.text)
        text = view.text
        keys = [(start, len(text) if end is None else end) for start, end in _private_keys(text)]
        found: list[tuple[str, Span]] = [("PRIVATE_KEY", span) for span in [*keys, *_AGE_KEY.spans(text)]]
        if _LONG.search(text):
            found += [("TOKEN", span) for span in _TOKEN.spans(text)]
            found += [("TOKEN", match.span("value")) for match in _BEARER.find(text) if _is_random(match["value"], 3.0)]
        if "://" in text:
            found += [("PASSWORD", span) for span in _URL_PASSWORD.spans(text) if text[span[0]] not in "$<{%*["]
        if _LABEL_STARTS.search(text):
            found += [("PASSWORD", match.span("value")) for match in _ASSIGNED.find(text) if _is_value(match)]
        if self._entropy and _LONG.search(text):
            found += [("RANDOM", span) for span in _RANDOM.spans(text) if _is_random(text[slice(*span)], 4.2)]
        return [Hit(label, 1.0, view.span(*span)) for label, span in _without_overlaps(found)]

    def hold_from(self, content: Content) -> int:
        view = _visible(content.text)
        text = view.text
        held = [_OPENED.hold_from(text), _BEARER.hold_from(text, _near_end(text)), *_open_keys(text)]
        # Tokens, random strings and passwords in URLs hold no white space, so only the last run can be unfinished.
        run = len(text) - len(text.rsplit(None, 1)[-1]) if text and not text[-1].isspace() else len(text)
        if run < len(text):
            held += [_TOKEN.hold_from(text, run), _URL_PASSWORD.hold_from(text, run)]
            held += [_RANDOM.hold_from(text, run)] if self._entropy else []
        if run < len(text) or _LABEL_STARTS.search(text, _near_end(text)):
            held.append(_ASSIGNED.hold_from(text, _near_end(text)))
        return view.position(min(held), len(content.text))

    def never_release(self, content: Content) -> bool:
        return bool(_open_keys(_visible(content.text).text))

    def may_end_hold(self, content: Content) -> bool:
        return _CLOSED.search(_visible(content.text).text) is not None


def _near_end(text: str) -> int:
    return max(0, len(text) - 400)


def _visible(text: str) -> View:
    """The text without invisible characters; case and digits as written."""
    return without(View(text), [match.span() for match in INVISIBLE.finditer(text)])


def _open_keys(text: str) -> list[int]:
    """The offsets of private keys that have no end."""
    return [start for start, end in _private_keys(text) if end is None]


def _private_keys(text: str) -> list[tuple[int, int | None]]:
    """Where private keys begin, and behind their ends; None for a key without an end. Each goes to the next end."""
    opened = _OPENED.spans(text)
    closed = [match.span("end") for match in _CLOSED.finditer(text)] if opened else []
    keys: list[tuple[int, int | None]] = []
    at = 0
    for start, end in opened:
        if start < at:
            continue
        number = bisect_left(closed, (end, 0))
        if number == len(closed):
            return [*keys, (start, None)]
        if closed[number][0] - end <= _MOST_KEY_CHARS:
            at = closed[number][1]
            keys.append((start, at))
    return keys


def _is_value(match: regex.Match[str]) -> bool:
    """Whether the text after "password:" is a password, and not the next word of a sentence or a piece of code."""
    value, name = match["value"].rstrip(".!?:"), _name(match.string, match.start(), match.start("is"))
    if len(value) < 4 or _NOT_VALUES.fullmatch(value) or match.string[match.end() : match.end() + 1] in ("(", "["):
        return False
    if _COUNTED.fullmatch(value):
        return False
    if value.isdigit():
        return bool(re.search(r"pin|puk|pass|pwd|kennwort|clave|contrase|mdp|senha|parola", name))
    if match["quote"] or ("=" in match["is"] and " " not in match["is"]):
        return True
    return any(not character.isalpha() for character in value.strip("-'’")) or value[1:] != value[1:].lower()


def _name(text: str, start: int, end: int) -> str:
    """The name whose label is `start:end`, with the words in front of it: "db_pass.token"."""
    before = text[max(0, start - _LONGEST_NAME) : start]
    joined = len(before) - len(before.rstrip(_NAME_CHARS))
    return text[start - joined : end].lower()


def _is_random(value: str, bits: float) -> bool:
    """Shannon entropy of at least `bits` a character over a mix of small and capital letters and digits."""
    body = value.rstrip("=")
    kinds = [any(map(kind, body)) for kind in (str.islower, str.isupper, str.isdigit)]
    if not kinds[2] or sum(kinds) < 2 or (bits > 4 and (not all(kinds) or _reads_like_words(body))):
        return False
    counts = Counter(body)
    return -sum(count / len(body) * math.log2(count / len(body)) for count in counts.values()) >= bits


_LONG_WORD = re.compile(r"[A-Z]?[a-z]{7}")


def _reads_like_words(value: str) -> bool:
    """Whether `value` is like a path, a slug or CamelCase: few changes between small letters, capitals and digits."""
    kinds = re.sub(r"\d", "0", re.sub(r"[a-z]", "a", re.sub(r"[A-Z]", "A", value)))
    changes = sum(first != second for first, second in pairwise(kinds))
    return changes < len(value) / 3 or value.count("/") > 3 or _LONG_WORD.search(value) is not None


def _without_overlaps(found: list[tuple[str, Span]]) -> list[tuple[str, Span]]:
    """Of overlapping spans only the first in `found`; in the order of the text."""
    taken = Taken()
    return sorted((item for item in found if taken.take(item[1])), key=lambda item: item[1])
