"""Letters of symbol fonts as the signs that they show: a tick box of Wingdings, Greek of Symbol.

Such a font draws other signs for ordinary codes, so that the code alone says nothing. Invariant: a sign that is not
known here becomes U+FFFD, never a letter that nobody sees.
"""

from __future__ import annotations

UNKNOWN = "\ufffd"
_PRIVATE = 0xF000  # programs store the codes of symbol fonts from here on


def _codes(first: int, signs: str) -> dict[int, str]:
    """Signs of consecutive codes; a space is a code that is not known."""
    return {first + at: sign for at, sign in enumerate(signs) if sign != " "}


_SYMBOL = {
    **_codes(0x21, "!\u2200#\u2203%&\u220d()\u2217+,\u2212./0123456789:;<=>?\u2245"),
    **_codes(0x41, "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[\u2234]\u22a5_"),
    **_codes(0x61, "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}\u223c"),
    **_codes(0xA0, "€ϒ\u2032\u2264\u2044\u221e\u0192\u2663\u2666\u2665\u2660\u2194\u2190\u2191\u2192\u2193"),
    **_codes(0xB0, "°±\u2033\u2265×\u221d\u2202\u2022÷\u2260\u2261\u2248\u2026"),
    **_codes(0xC0, "\u2135\u2111\u211c\u2118\u2297\u2295\u2205\u2229\u222a\u2283\u2287\u2284\u2282\u2286\u2208\u2209"),
    **_codes(0xD0, "\u2220\u2207®©\u2122\u220f\u221a\u22c5¬\u2227\u2228\u21d4\u21d0\u21d1\u21d2\u21d3"),
    **_codes(0xE0, "\u25ca\u2329®©\u2122\u2211"),
}
_WINGDINGS = {
    **_codes(0x21, "\u270f\u2702\u2701"),
    **_codes(0x28, "\u260e\u2706\u2709"),
    **_codes(0x4A, "\u263a\u2639"),
    **_codes(0x6C, "\u25cf\u274d\u25a0\u2610\u2610\u2610\u2610"),
    **_codes(0x76, "\u2756\u25c6\u2612"),
    **_codes(0x80, "\u24ea\u2460\u2461\u2462\u2463\u2464\u2465\u2466\u2467\u2468\u2469"),
    **_codes(0x8B, "\u24ff\u2776\u2777\u2778\u2779\u277a\u277b\u277c\u277d\u277e\u277f"),
    **_codes(0xA7, "\u25aa\u2610"),
    **_codes(0xD8, "\u27a2"),
    **_codes(0xDF, "\u2190\u2192\u2191\u2193"),
    **_codes(0xE7, "\u2190\u2192\u2191\u2193"),
    **_codes(0xFB, "\u2717\u2713\u2612\u2611"),
}
_WINGDINGS_2 = {
    **_codes(0x4F, "\u2717\u2713\u2612\u2611\u2612\u2612"),
    **_codes(0x97, "\u25cf"),
    **_codes(0xA2, "\u25a0\u2610\u2610"),
}
_WINGDINGS_3 = {**_codes(0x66, "\u2190\u2192\u2191\u2193"), **_codes(0x74, "\u25ba"), **_codes(0x7D, "\u25b6")}
_FONTS = {
    "symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "wingdings 3": _WINGDINGS_3
}  # fmt: skip


def is_symbol_font(font: str) -> bool:
    return font.strip().casefold() in _FONTS


def symbols(font: str, text: str) -> str:
    """`text` as `font` draws it; unchanged in a font of letters."""
    known = _FONTS.get(font.strip().casefold())
    return text if known is None else "".join(_sign(known, char) for char in text)


def _sign(known: dict[int, str], char: str) -> str:
    code = ord(char)
    if char.isspace():
        return char
    at = code - _PRIVATE if _PRIVATE <= code < _PRIVATE + 0x100 else code
    return known.get(at, UNKNOWN) if at < 0x100 else char  # another program put the sign itself there
