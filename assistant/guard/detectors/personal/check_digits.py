"""Check digits of national numbers, written from the authorities' descriptions.

Invariant: pure functions of a compact number (digits and small letters, no separators). Raises ValueError or IndexError
for a number of another form.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from assistant.guard.detectors.personal.checksums import luhn

_DNI: Final = "trwagmyfpdxbnjzsqvhlcke"
_PPS: Final = "wabcdefghijklmnopqrstuv"
# Codice fiscale: the value of each sign at an odd place (Ministerial decree of 23 December 1976).
_ODD_SIGNS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_ODD_VALUES: Final = (
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22,
    25, 24, 23,
)  # fmt: skip
_ODD: Final = dict(zip(_ODD_SIGNS, _ODD_VALUES, strict=True))
# Verhoeff: multiplication in the dihedral group of order 10, and the permutation of each place.
_TIMES: Final = tuple(
    tuple(
        (b + a) % 5 + 5 * (b >= 5) if a < 5 and b < 5
        else (a + b) % 5 + 5 if a < 5
        else (a - b) % 5 + 5 if b < 5
        else (a - b) % 5
        for b in range(10)
    )
    for a in range(10)
)  # fmt: skip
_MOVE: Final = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def weighted(number: str, weights: Sequence[int]) -> int:
    """The sum of the digits times their weights."""
    return sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))


def mod_11_10(number: str) -> bool:
    """ISO 7064 MOD 11,10: the German tax id and VAT number."""
    rest = 10
    for digit in number[:-1]:
        rest = (rest + int(digit)) % 10 or 10
        rest = rest * 2 % 11
    return (11 - rest) % 10 == int(number[-1])


def german_tax_id(number: str) -> bool:
    """Of the first ten digits one stands twice or three times, the others once at most."""
    counts = sorted(number[:10].count(digit) for digit in set(number[:10]))
    return number[0] != "0" and counts[-1] in (2, 3) and counts[-2] == 1 and mod_11_10(number)


def german_pension(number: str) -> bool:
    """Versicherungsnummer (VKVV): area, date of birth, letter, serial number, check digit."""
    letter = f"{ord(number[8]) - 96:02}"
    spread = number[:8] + letter + number[9:11]
    products = (int(digit) * weight for digit, weight in zip(spread, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1), strict=True))
    return sum(value // 10 + value % 10 for value in products) % 10 == int(number[11])


def german_health(number: str) -> bool:
    """Krankenversichertennummer: a letter as two digits, eight digits, check digit."""
    spread = f"{ord(number[0]) - 96:02}{number[1:9]}"
    products = (int(digit) * (1 + at % 2) for at, digit in enumerate(spread))
    return sum(value // 10 + value % 10 for value in products) % 10 == int(number[9])


def austrian_insurance(number: str) -> bool:
    """Sozialversicherungsnummer: the fourth digit checks the others."""
    rest = weighted(number[:3] + number[4:], (3, 7, 9, 5, 8, 4, 2, 1, 6)) % 11
    return number[0] != "0" and rest == int(number[3])


def swiss_insurance(number: str) -> bool:
    """AHV number: EAN-13 that begins with 756."""
    return (10 - weighted(number[:12], (1, 3) * 6) % 10) % 10 == int(number[12])


def french_insurance(number: str) -> bool:
    """Numéro de sécurité sociale; Corsica counts as 19 and 18."""
    body = number[:13].replace("2a", "19").replace("2b", "18")
    return body.isdigit() and 97 - int(body) % 97 == int(number[13:])


def french_tax(number: str) -> bool:
    return int(number[:10]) % 511 == int(number[10:])


def spanish_id(number: str) -> bool:
    """DNI, and NIE with x, y, z as 0, 1, 2."""
    body = str("xyz".index(number[0])) + number[1:8] if number[0] in "xyz" else number[:8]
    return _DNI[int(body) % 23] == number[8]


def spanish_insurance(number: str) -> bool:
    area, serial = number[:2], number[2:10]
    whole = int(area) * 10_000_000 + int(serial) if int(serial) < 10_000_000 else int(area + serial)
    return whole % 97 == int(number[10:])


def italian_code(number: str) -> bool:
    """Codice fiscale."""
    even = sum(int(sign) if sign.isdigit() else ord(sign) - 97 for sign in number[1:15:2])
    return (even + sum(_ODD[sign] for sign in number[:15:2])) % 26 == ord(number[15]) - 97


def dutch_bsn(number: str) -> bool:
    """Elfproef; the last digit counts negatively."""
    return number.strip("0") != "" and (weighted(number[:8], range(9, 1, -1)) - int(number[8])) % 11 == 0


def british_nhs(number: str) -> bool:
    return (11 - weighted(number[:9], range(10, 1, -1)) % 11) % 11 == int(number[9])


def british_utr(number: str) -> bool:
    """The first digit checks the others."""
    return "21987654321"[weighted(number[1:], (6, 7, 8, 9, 10, 5, 4, 3, 2)) % 11] == number[0]


def irish_pps(number: str) -> bool:
    total = weighted(number[:7], range(8, 1, -1))
    total += 9 * (_PPS.index(number[8]) if len(number) > 8 and number[8] in _PPS else 0)
    return _PPS[total % 23] == number[7]


def portuguese_nif(number: str) -> bool:
    rest = weighted(number[:8], range(9, 1, -1)) % 11
    return (0 if rest < 2 else 11 - rest) == int(number[8])


def portuguese_insurance(number: str) -> bool:
    return 9 - weighted(number[:10], (29, 23, 19, 17, 13, 11, 7, 5, 3, 2)) % 10 == int(number[10])


def polish_pesel(number: str) -> bool:
    month, day = int(number[2:4]) % 20, int(number[4:6])
    check = (10 - weighted(number[:10], (1, 3, 7, 9) * 3) % 10) % 10
    return 1 <= month <= 12 and 1 <= day <= 31 and check == int(number[10])


def polish_nip(number: str) -> bool:
    return weighted(number[:9], (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(number[9])


def verhoeff(number: str) -> bool:
    """Aadhaar."""
    check = 0
    for place, sign in enumerate(reversed(number)):
        value = int(sign)
        for _ in range(place % 8):
            value = _MOVE[value]
        check = _TIMES[check][value]
    return check == 0


def australian_tax(number: str) -> bool:
    weights = (1, 4, 3, 7, 5, 8, 6, 9, 10) if len(number) == 9 else (10, 7, 8, 4, 6, 3, 5, 1)
    return weighted(number, weights) % 11 == 0


def australian_medicare(number: str) -> bool:
    return weighted(number[:8], (1, 3, 7, 9, 1, 3, 7, 9)) % 10 == int(number[8])


def australian_business(number: str) -> bool:
    """ABN: one is taken from the first digit."""
    first = str(int(number[0]) - 1) if number[0] != "0" else "0"
    return weighted(first + number[1:], (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)) % 89 == 0


def by_luhn(number: str) -> bool:
    return luhn(number)
