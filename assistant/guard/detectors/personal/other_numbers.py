"""Numbers that look like personal data and are named otherwise: "part 512-44-1234", "policy number 55-2231".

Invariant: only the words that touch the number count, so that a number behind "tel." stays a telephone number.
"""

from __future__ import annotations

import re

_THING = (
    r"part|article|art|artikel\w*|item|lot|batch|charge|serial|seriennummer|model|modell|typ|type|ref"
    r"|reference|referenz|order|"
    r"auftrag\w*|bestell\w*|invoice|rechnung\w*|policy|police|claim|case|ticket|booking|buchung\w*"
    r"|contract|vertrag\w*|customer|"
    r"kunden\w*|account|konto\w*|sku|ean|isbn|issn|imei|upc|gtin|asin|tracking|parcel|paket\w*|sendung\w*"
    r"|catalog(?:ue)?|drawing|"
    r"zeichnung\w*|meter|zähler\w*|facture|commande|r[eé]f[eé]rence|lote|pedido|factura|art[ií]culo"
    r"|ordine|fattura|articolo|lotto|"
    r"bestelling|factuur|artikelnummer|chassis|vin|engine|motor|version|size|room|bin|shelf|stock"
    r"|member(?:ship)?|voucher|coupon"
)
_NAMED = re.compile(
    rf"(?<!\w)(?:{_THING})(?:[\s-]?(?:number|no|nr|num|nummer|numero|número|numéro|id|code))?\.?\s?(?:is"
    rf"|was|ist|es|est|:|#|=)?\s?$"
)
_BEFORE = 40  # characters
_VERSION = re.compile(
    r"(?:\bversion|\bver\.?|\bv|\brelease|\bbuild|\bfirmware|\bdriver|\bsoftware|\bupdate|\bupgrade"
    r"|\bpatch|\bapp|\bbios|\bplugin"
    r"|\btreiber|\bausgabe|§|\bsection|\bclause|\babschnitt|\bkapitel|\bno\.?)\s?(?:to|auf|is|:)?\s*$"
)
_NETWORK = re.compile(
    r"\b(?:ip|ipv4|address|adresse|dirección|indirizzo|adres|server|host|router|gateway|dns|ping|network"
    r"|netzwerk|subnet|login"
    r"|logged|proxy|firewall|client|connect\w*|from|port|nat|dhcp)\b[^\n]{0,40}$"
)
_LARGEST_OF_VERSIONS = 40  # as a part of a number in four parts


def is_named_otherwise(text: str, start: int) -> bool:
    """Whether the number at `start` of folded text is that of a thing."""
    return _NAMED.search(text, max(0, start - _BEFORE), start) is not None


def is_version(text: str, start: int, number: str) -> bool:
    """Whether a number in four parts is that of a program, not of a machine: it is named so, or its parts are small and
    nothing in front speaks of a network."""
    if _VERSION.search(text, max(0, start - 20), start):
        return True
    small = max(map(int, number.split("."))) <= _LARGEST_OF_VERSIONS
    return small and not _NETWORK.search(text, max(0, start - _BEFORE), start)
