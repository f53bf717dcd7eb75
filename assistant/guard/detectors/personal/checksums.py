"""Check digits and formats of numbers. Invariant: pure functions of digits and letters, without guesses."""

from __future__ import annotations

import ipaddress
from typing import Final

# Length of an IBAN by country (ISO 13616 registry).
_IBAN_REGISTRY = """
    AD:24 AE:23 AL:28 AT:20 AZ:28 BA:20 BE:16 BG:22 BH:22 BI:27 BR:29 BY:28 CH:21 CR:22 CY:28 CZ:24 DE:22 DJ:27 DK:18
    DO:28 EE:20 EG:29 ES:24 FI:18 FK:18 FO:18 FR:27 GB:22 GE:22 GI:23 GL:18 GR:27 GT:28 HR:21 HU:28 IE:22 IL:23 IQ:23
    IS:26 IT:27 JO:30 KW:30 KZ:20 LB:28 LC:32 LI:21 LT:20 LU:20 LV:21 LY:25 MC:27 MD:24 ME:22 MK:19 MN:20 MR:27 MT:31
    MU:30 NI:28 NL:18 NO:15 OM:23 PK:24 PL:28 PS:29 PT:25 QA:29 RO:24 RS:22 RU:33 SA:24 SC:31 SD:18 SE:24 SI:19 SK:24
    SM:27 SO:23 ST:25 SV:28 TL:23 TN:24 TR:26 UA:29 VA:22 VG:24 XK:20 YE:30
"""
IBAN_LENGTHS: Final = {pair[:2]: int(pair[3:]) for pair in _IBAN_REGISTRY.split()}


def digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def luhn(number: str) -> bool:
    """ISO/IEC 7812-1 check digit."""
    total = 0
    for position, character in enumerate(reversed(number)):
        value = int(character) * (1 + position % 2)
        total += value - 9 if value > 9 else value
    return bool(number) and total % 10 == 0


# First digits of issuers with a length outside 13 to 19 or a first digit outside 3 to 6: Maestro, and old JCB cards.
_MAESTRO: Final = ("5018", "5020", "5038", "5893", "6304", "6759", "6761", "6762", "6763")
_JCB_15: Final = ("1800", "2131")


def is_card(number: str) -> bool:
    """A payment card number: first digits and length of an issuer, a check digit, not a single digit repeated."""
    if not 12 <= len(number) <= 19 or len(set(number)) == 1 or not luhn(number):
        return False
    if len(number) == 12:
        return number.startswith(_MAESTRO)
    legacy = len(number) == 15 and number.startswith(_JCB_15)
    return legacy or number[0] in "3456" or 2221 <= int(number[:4]) <= 2720


def iban_length(text: str) -> int:
    """How many letters and digits an IBAN beginning like `text` has; 0 if no country issues it."""
    return IBAN_LENGTHS.get(text[:2].upper(), 0)


def is_iban(compact: str) -> bool:
    """ISO 13616: length by country, and the whole rearranged number modulo 97 is 1."""
    if len(compact) != iban_length(compact) or not compact[2:4].isdigit() or not compact.isalnum():
        return False
    moved = (compact[4:] + compact[:4]).upper()
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


def is_ssn(number: str) -> bool:
    """A number the US Social Security Administration (or, from 900, the IRS) could have issued."""
    area, group, serial = number[:3], number[3:5], number[5:]
    return len(number) == 9 and area not in ("000", "666") and group != "00" and serial != "0000"


def is_ip(text: str) -> bool:
    """An IPv4 or IPv6 address, but no wildcard and not 255.255.255.255."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return not address.is_unspecified and text != "255.255.255.255"
