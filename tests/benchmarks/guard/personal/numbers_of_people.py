"""Made-up numbers of people and companies, with the check digits that their authorities describe.

Written apart from the detector's own checks, so that a mistake there is not repeated here. `MAKERS`: kind -> its label
and a function that makes one, with the separators that people write. `WITH_CHECK`: kinds in which one changed figure is
noticed.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Sequence

Draw = random.Random
Maker = Callable[[Draw], str]

_UPPER = string.ascii_uppercase
_DNI = "TRWAGMYFPDXBNJZSQVHLCKE"
_PASSPORT = "CFGHJKLMNPRTVWXYZ"
_ODD = dict(
    zip(
        string.digits + _UPPER,
        (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16,
         10, 22, 25, 24, 23),
        strict=True,
    )
)  # fmt: skip
_VERHOEFF = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678", "5987604321", "6598710432", "7659821043",
    "8765932104", "9876543210",
)  # fmt: skip
_PLACES = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)


def figures(draw: Draw, count: int, first: str = string.digits) -> str:
    return draw.choice(first) + "".join(draw.choice(string.digits) for _ in range(count - 1))


def _total(number: str, weights: Sequence[int]) -> int:
    return sum(int(sign) * weight for sign, weight in zip(number, weights, strict=True))


def _grouped(number: str, *forms: str) -> Callable[[Draw], str]:
    """One of the forms ("## ###") filled with the signs of `number`."""

    def fill(draw: Draw) -> str:
        signs = iter(number)
        return "".join(next(signs) if place == "#" else place for place in draw.choice(forms))

    return fill


def _luhn(body: str) -> str:
    total = 0
    for place, sign in enumerate(reversed(body)):
        value = int(sign) * (2 - place % 2)
        total += value // 10 + value % 10
    return body + str(-total % 10)


def _day(draw: Draw) -> tuple[str, str, str]:
    return f"{draw.randint(1, 28):02}", f"{draw.randint(1, 12):02}", f"{draw.randint(40, 99)}"


def de_tax(draw: Draw) -> str:
    signs = draw.sample(string.digits, 9)
    body = [*signs, draw.choice(signs)]
    draw.shuffle(body)
    if body[0] == "0":
        at = next(place for place, sign in enumerate(body) if sign != "0")
        body[0], body[at] = body[at], body[0]
    product = 10
    for sign in body:
        total = (int(sign) + product) % 10 or 10
        product = total * 2 % 11
    return _grouped("".join(body) + str((11 - product) % 10), "## ### ### ###", "#" * 11)(draw)


def de_tax_number(draw: Draw) -> str:
    return draw.choice((f"{figures(draw, 3)}/{figures(draw, 3)}/{figures(draw, 5)}",
                        f"{figures(draw, 2)}/{figures(draw, 3)}/{figures(draw, 5)}",
                        f"{figures(draw, 3)}/{figures(draw, 4)}/{figures(draw, 4)}"))  # fmt: skip


def de_pension(draw: Draw) -> str:
    day, month, year = _day(draw)
    letter = draw.choice(_UPPER)
    body = figures(draw, 2, "123456") + day + month + year
    spread = body + f"{ord(letter) - 64:02}" + (serial := f"{draw.randint(0, 99):02}")
    weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    check = sum(sum(map(int, str(int(sign) * weight))) for sign, weight in zip(spread, weights, strict=True)) % 10
    return _grouped(f"{body}{letter}{serial}{check}", "## ###### # ###", "#" * 12)(draw)


def de_health(draw: Draw) -> str:
    letter, body = draw.choice(_UPPER), figures(draw, 8)
    spread = f"{ord(letter) - 64:02}{body}"
    check = sum(sum(map(int, str(int(sign) * (1 + place % 2)))) for place, sign in enumerate(spread)) % 10
    return f"{letter}{body}{check}"


def de_document(draw: Draw) -> str:
    body = draw.choice("LMNPRTVWXYCFGHJK") + "".join(draw.choice(string.digits * 2 + _PASSPORT) for _ in range(8))
    check = sum(int(sign, 36) * (7, 3, 1)[place % 3] for place, sign in enumerate(body)) % 10
    return draw.choice((body, f"{body}{check}")) if any(map(str.isdigit, body[1:5])) else de_document(draw)


def at_insurance(draw: Draw) -> str:
    day, month, year = _day(draw)
    serial, born = figures(draw, 3, "123456789"), day + month + year
    check = _total(serial + born, (3, 7, 9, 5, 8, 4, 2, 1, 6)) % 11
    return _grouped(f"{serial}{check}{born}", "#### ######", "#" * 10)(draw) if check < 10 else at_insurance(draw)


def ch_insurance(draw: Draw) -> str:
    body = "756" + figures(draw, 9)
    return _grouped(body + str(-_total(body, (1, 3) * 6) % 10), "###.####.####.##")(draw)


def fr_insurance(draw: Draw) -> str:
    _, month, year = _day(draw)
    department = draw.choice(("2A", "2B", *map(str, range(10, 90))))
    body = draw.choice("12") + year + month + department + figures(draw, 6)
    key = 97 - int(body.replace("2A", "19").replace("2B", "18")) % 97
    return _grouped(f"{body}{key:02}", "# ## ## ## ### ### ##", "#" * 15)(draw)


def fr_tax(draw: Draw) -> str:
    body = figures(draw, 10, "0123")
    return _grouped(f"{body}{int(body) % 511:03}", "## ## ### ### ###", "#" * 13)(draw)


def fr_company(draw: Draw) -> str:
    siren = _luhn(figures(draw, 8, "345789"))
    return draw.choice((_grouped(siren, "### ### ###")(draw), siren,
                        _grouped(_luhn(siren + "0000" ), "### ### ### #####")(draw)))  # fmt: skip


def es_id(draw: Draw) -> str:
    number = figures(draw, 8)
    return number + draw.choice(("", "-")) + _DNI[int(number) % 23]


def es_foreigner(draw: Draw) -> str:
    first, number = draw.randrange(3), figures(draw, 7)
    dash = draw.choice(("", "-"))
    return f"{'XYZ'[first]}{dash}{number}{dash}{_DNI[int(str(first) + number) % 23]}"


def es_insurance(draw: Draw) -> str:
    area, serial = f"{draw.randint(1, 52):02}", figures(draw, 8, "123456789")
    return _grouped(f"{area}{serial}{int(area + serial) % 97:02}", "##/########/##", "## ######## ##", "#" * 12)(draw)


def it_code(draw: Draw) -> str:
    letters = "".join(draw.choice("BCDFGLMNPRSTVZ") for _ in range(6))
    day = draw.randint(1, 28) + draw.choice((0, 40))
    born = f"{draw.randint(40, 99)}{draw.choice('ABCDEHLMPRST')}{day:02}"
    body = f"{letters}{born}{draw.choice('ABCDEFGHIL')}{figures(draw, 3)}"
    total = sum(_ODD[sign] for sign in body[::2])
    total += sum(int(sign) if sign.isdigit() else ord(sign) - 65 for sign in body[1::2])
    return body + chr(65 + total % 26)


def it_company(draw: Draw) -> str:
    return _luhn("0" + figures(draw, 9))


def nl_citizen(draw: Draw) -> str:
    body = figures(draw, 8, "12345678")
    check = _total(body, range(9, 1, -1)) % 11
    return _grouped(f"{body}{check}", "#########", "####.##.###")(draw) if check < 10 else nl_citizen(draw)


def nl_company(draw: Draw) -> str:
    return figures(draw, 8, "1234567")


def uk_insurance(draw: Draw) -> str:
    letters = draw.choice("ABCEHJKLMPRSTWX") + draw.choice("ABCEHJKLMPRSTWX")
    return _grouped(f"{letters}{figures(draw, 6)}{draw.choice('ABCD')}", "## ## ## ## #", "#########")(draw).replace(
        "GB", "AB"
    )


def uk_health(draw: Draw) -> str:
    body = figures(draw, 9, "4679")
    check = -_total(body, range(10, 1, -1)) % 11
    return _grouped(f"{body}{check}", "### ### ####", "#" * 10)(draw) if check < 10 else uk_health(draw)


def uk_tax(draw: Draw) -> str:
    body = figures(draw, 9)
    first = "21987654321"[_total(body, (6, 7, 8, 9, 10, 5, 4, 3, 2)) % 11]
    return _grouped(first + body, "##### #####", "#" * 10)(draw)


def ie_service(draw: Draw) -> str:
    body = figures(draw, 7)
    second = draw.choice(("", "A", "B"))
    total = _total(body, range(8, 1, -1)) + 9 * " AB".index(second or " ")
    return f"{body}{'WABCDEFGHIJKLMNOPQRSTUV'[total % 23]}{second}"


def pt_tax(draw: Draw) -> str:
    body = figures(draw, 8, "12")
    check = -_total(body, range(9, 1, -1)) % 11 % 10
    return _grouped(f"{body}{check}", "### ### ###", "#########")(draw)


def pt_insurance(draw: Draw) -> str:
    body = figures(draw, 10, "1")
    return f"{body}{9 - _total(body, (29, 23, 19, 17, 13, 11, 7, 5, 3, 2)) % 10}"


def pl_citizen(draw: Draw) -> str:
    day, month, year = _day(draw)
    body = f"{year}{month}{day}{figures(draw, 4)}"
    return f"{body}{-_total(body, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10}"


def pl_tax(draw: Draw) -> str:
    body = figures(draw, 9, "56789")
    check = _total(body, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11
    return _grouped(f"{body}{check}", "###-###-##-##", "#" * 10)(draw) if check < 10 else pl_tax(draw)


def pl_card(draw: Draw) -> str:
    letters, serial = draw.choice("ABCD") + draw.choice(_UPPER) + draw.choice(_UPPER), figures(draw, 5)
    values = [ord(sign) - 55 for sign in letters]
    check = (sum(a * b for a, b in zip(values, (7, 3, 1), strict=True)) + _total(serial, (7, 3, 1, 7, 3))) % 10
    return f"{letters}{draw.choice(('', ' '))}{check}{serial}"


def in_identity(draw: Draw) -> str:
    body = figures(draw, 11, "23456789")
    state = 0
    for place, sign in enumerate(reversed(body), start=1):
        state = int(_VERHOEFF[state][int(_PLACES[place % 8][int(sign)])])
    check = next(value for value in string.digits if _VERHOEFF[state][int(value)] == "0")
    return _grouped(body + check, "#### #### ####")(draw)


def in_tax(draw: Draw) -> str:
    letters = "".join(draw.choice(_UPPER) for _ in range(3))
    return f"{letters}P{draw.choice(_UPPER)}{figures(draw, 4)}{draw.choice(_UPPER)}"


def us_security(draw: Draw) -> str:
    return f"{draw.randint(1, 665):03}-{draw.randint(1, 99):02}-{draw.randint(1, 9999):04}"


def us_taxpayer(draw: Draw) -> str:
    return f"9{figures(draw, 2)}-{draw.choice(('70', '78', '83', '90', '95'))}-{figures(draw, 4)}"


def us_medicare(draw: Draw) -> str:
    letters, any_sign = "ACDEFGHJKMNPQRTUVWXY", "ACDEFGHJKMNPQRTUVWXY" + string.digits
    one = (string.digits[1:], letters, any_sign, string.digits, letters, any_sign, string.digits, letters, letters)
    return _grouped("".join(map(draw.choice, one)) + figures(draw, 2), "####-###-####", "#" * 11)(draw)


def ca_insurance(draw: Draw) -> str:
    return _grouped(_luhn(figures(draw, 8, "1234567")), "### ### ###", "###-###-###")(draw)


def ca_health(draw: Draw) -> str:
    letters = draw.choice(_UPPER) + draw.choice(_UPPER)
    return f"{figures(draw, 4, '123456789')}-{figures(draw, 3)}-{figures(draw, 3)}{draw.choice(('', '-' + letters))}"


def au_tax(draw: Draw) -> str:
    body = figures(draw, 8, "123456789")
    weights = (1, 4, 3, 7, 5, 8, 6, 9)
    check = next((end for end in range(10) if (_total(body, weights) + 10 * end) % 11 == 0), None)
    return au_tax(draw) if check is None else _grouped(f"{body}{check}", "### ### ###", "#########")(draw)


def au_medicare(draw: Draw) -> str:
    body = figures(draw, 8, "23456")
    return _grouped(f"{body}{_total(body, (1, 3, 7, 9, 1, 3, 7, 9)) % 10}{draw.randint(1, 4)}", "#### ##### #")(draw)


def au_company(draw: Draw) -> str:
    body = figures(draw, 9)
    rest = _total(body, (3, 5, 7, 9, 11, 13, 15, 17, 19))
    first = next(value for value in range(10, 100) if (rest + (value // 10 - 1) * 10 + value % 10) % 89 == 0)
    return _grouped(f"{first}{body}", "## ### ### ###")(draw)


def iban(draw: Draw) -> str:
    country, count = draw.choice((("DE", 18), ("AT", 16), ("NL", 14), ("ES", 20), ("FR", 23), ("IT", 23), ("GB", 18)))
    letters = {"NL": 4, "GB": 4, "IT": 1}.get(country, 0)
    body = "".join(draw.choice(_UPPER) for _ in range(letters)) + figures(draw, count - letters)
    number = "".join(str(int(sign, 36)) for sign in body + country + "00")
    whole = f"{country}{98 - int(number) % 97:02}{body}"
    return draw.choice((whole, " ".join(whole[at : at + 4] for at in range(0, len(whole), 4))))


def card(draw: Draw) -> str:
    number = _luhn(draw.choice(("4", "51", "54", "2223")).ljust(15, "x").replace("x", "") + figures(draw, 14))
    number = _luhn(number[:15])
    return _grouped(number, "#### #### #### ####", "####-####-####-####", "#" * 16)(draw)


def email(draw: Draw) -> str:
    first, last = draw.choice(("mira", "j.oconnor", "t_holm", "ana-sofia", "k.w")), draw.choice(("vogt", "21", "post"))
    return f"{first}.{last}@{draw.choice(('example.org', 'mail.example.co.uk', 'praxis-am-park.example'))}"


def address(draw: Draw) -> str:
    if draw.random() < 0.3:
        return f"2001:db8:{draw.randrange(4096, 65535):x}::{draw.randrange(4096, 65535):x}"
    return f"{draw.choice(('192.168', '10.0', '81.173', '203.0'))}.{draw.randint(1, 254)}.{draw.randint(60, 254)}"
