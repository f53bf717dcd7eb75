"""National numbers of people: tax, social security, health, identity, passport; and of companies.

Invariant: a form that other numbers share counts only behind a word that names it (a cue); a form that stands alone has
a check digit that is right. Behind its cue a number counts with a wrong check digit too: people mistype.

Forms and check digits of DE, AT, CH, FR, ES, IT, NL, UK, IE, PT, PL, IN, US, CA and AU; all of folded text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from assistant.domain.records.documents import Span
from assistant.guard.detectors.personal import check_digits as check
from assistant.guard.detectors.personal.other_numbers import is_named_otherwise
from assistant.guard.matching.patterns import Pattern

_EDGE, _END = r"(?<![\w.+\-/])", r"(?![\w]|[.,\-/]\d)"
_BEHIND = 60  # characters of a cue and what stands between it and its number
_SURE, _CUED = 0.9, 0.8
_NAMED_ONLY = 3  # the least rank: the check digit is wrong, or there is none
# Between a cue and its number: "number", "no.", "is", ":" and the like, whose it is, but no other word with a meaning.
_BETWEEN = (
    r"(?:[\s:.,#=()\-–/]"
    r"|\b(?:of|von|van|di|de|do|da|for|für|pour|para|per) (?:(?:mr|mrs|ms|dr|herrn?|frau|mme|sig|sra?)\.? )?[^\W\d]+"
    r"|\b(?:number|no|nr|num|nummer|numero|número|numéro|numer|code|id|card|is|was|lautet|luidt|ist|es|est|è|é|e"
    r"|of|de|di|do|del|du|the|her|his|their|my|your|mr|mrs|patient|carte|for|fiscal|fiscale|n|nº|n°|no"
    r"|le|la|el|il|lo|o|hat|die|der|das|steht|reference|référence|referencia|unter|onder|sous)\b){0,12}$"
)
# Between a cue and a number whose check digit is right: other words too, up to the end of the sentence.
_FAR = r"(?<!\W)(?:[^\d\n;!?.]|(?<![^\W\d]{4})\.){0,45}$"
# Cues that are everyday words as well: behind them nothing but what `_BETWEEN` lists.
_EVERYDAY: Final = frozenset(
    [
        "sin",
        "nas",
        "tin",
        "pan",
        "ni",
        "nie",
        "nir",
        "spi",
        "uid",
        "fiscal",
        "tax",
        "health",
        "medicare",
        "company",
        "registered",
        "registration",
        "pass",
        "vat",
        "tva",
        "iva",
    ]
)


@dataclass(frozen=True, slots=True)
class _Form:
    """A kind of number. `word`: what names it; `cue`: the same and what may stand between; `far`: the same and
    other words between, for a right check digit; `alone`: it counts without a name, if its check digit is right."""

    label: str
    pattern: Pattern
    holds: Callable[[str], bool] | None
    cue: re.Pattern[str] | None
    alone: bool
    far: re.Pattern[str] | None
    word: re.Pattern[str] | None


def _form(
    label: str, form: str, cue: str = "", holds: Callable[[str], bool] | None = None, *, alone: bool = False
) -> _Form:
    cued = re.compile(rf"(?<!\w)(?:{cue}){_BETWEEN}") if cue else None
    word = re.compile(rf"(?<!\w)(?:{cue})") if cue else None
    plain = "|".join(word for word in cue.split("|") if word not in _EVERYDAY) if holds else ""
    far = re.compile(rf"(?<!\w)(?:{plain}){_FAR}") if plain else None
    return _Form(label, Pattern(f"{_EDGE}(?:{form}){_END}"), holds, cued, alone, far, word)


_DE_TAX = r"steuer-?id\w*|steuer-?ident\w*|idnr|id-nr|identifikationsnummer|tin|tax id\w*|identifiant fiscal"
_TAX_NO = r"steuer-?nummer|steuer-?nr|st\.?-?nr|tax|tax (?:reference|ref)"
_PASSPORT = (
    r"passport\w*|reisepass\w*|pass|pass-?n(?:umme)?r|passeport|pasaporte|passaporto|paspoort\w*|passaporte|paszport\w*"
)
_COMPANY = (
    r"vat|ust-?id\w*|ust-?idnr|uid|mwst|tva|iva|btw\w*|partita iva|p\.? ?iva|hrb|hra|kvk\w*|siren"
    r"|siret|cif|nipc|kamer van koophandel|company|business number"
    r"|company (?:reg\w*)|registered|registration|crn|abn|acn|gstin|ein|fein|regon|handelsregister\w*"
)

FORMS: Final = (
    # Social security
    _form(
        "SOCIAL_SECURITY",
        r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}",
        r"ahv\w*|avs|oasi|sozialversicherung\w*",
        check.swiss_insurance,
        alone=True,
    ),
    _form(
        "SOCIAL_SECURITY",
        r"[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[ab]) ?\d{3} ?\d{3} ?\d{2}",
        r"s[eé]curit[eé] sociale|s[eé]cu|carte vitale|nir|insee",
        check.french_insurance,
        alone=True,
    ),
    _form(
        "SOCIAL_SECURITY",
        r"(?!bg|gb|nk|kn|tn|nt|zz)[abceghj-prstw-z][abceghj-nprstw-z] ?\d{2} ?\d{2} ?\d{2} ?[a-d]",
        r"national insurance|nino|ni|ni no",
        alone=True,
    ),
    _form(
        "SOCIAL_SECURITY",
        r"\d{2} ?\d{6} ?[a-z] ?\d{3}",
        r"rentenversicherung\w*|sozialversicherung\w*|(?:renten)?versicherungs-?(?:nummer|nr)|rvnr|sv-?nummer|sv-?nr|rv-?nr",
        check.german_pension,
        alone=True,
    ),
    _form(
        "SOCIAL_SECURITY",
        r"\d{4}[ -]?\d{6}",
        r"sozialversicherung\w*|versicherungs-?(?:nummer|nr)|sv-?nummer|sv-?nr|svnr|e-card",
        check.austrian_insurance,
    ),
    _form(
        "SOCIAL_SECURITY",
        r"\d{2}[ /-]?\d{8}[ /-]?\d{2}",
        r"seg(?:uridad|\.)? social|nuss|naf|afiliaci[oó]n",
        check.spanish_insurance,
    ),
    _form(
        "SOCIAL_SECURITY",
        r"[12]\d{2} ?\d{3} ?\d{3} ?\d{2}",
        r"niss|seg(?:uran[cç]a|\.)? social",
        check.portuguese_insurance,
    ),
    _form(
        "SOCIAL_SECURITY",
        r"\d{3}[ -]?\d{3}[ -]?\d{3}",
        r"sin|s\.i\.n|social insurance|nas|assurance sociale",
        check.by_luhn,
    ),
    # Tax
    _form("TAX_ID", r"[1-9]\d{10}|[1-9]\d ?\d{3} ?\d{3} ?\d{3}", _DE_TAX, check.german_tax_id, alone=True),
    _form("TAX_ID", r"\d{2,3}[/ ]\d{3,4}[/ ]\d{4,5}|\d{2}-\d{3}/\d{4}|\d{13}", _TAX_NO),
    _form(
        "TAX_ID",
        r"[0-3]\d ?\d{2} ?\d{3} ?\d{3} ?\d{3}",
        r"num[eé]ro fiscal|n[o°]\.? fiscal|fiscal|spi|nif",
        check.french_tax,
    ),
    _form(
        "TAX_ID",
        r"\d{5} ?\d{5}",
        r"utr|unique taxpayer(?: reference)?|taxpayer reference|self assessment",
        check.british_utr,
    ),
    _form("TAX_ID", r"\d{7}[a-w][a-iw]?", r"pps|ppsn|pps no|personal public service", check.irish_pps),
    _form(
        "TAX_ID",
        r"[1235689]\d{2} ?\d{3} ?\d{3}",
        r"nif|contribuinte|n[uú]mero fiscal|n\.?o fiscal",
        check.portuguese_nif,
    ),
    _form("TAX_ID", r"[a-z]{3}[abcfghljpt][a-z]\d{4}[a-z]", r"pan|pan card|permanent account"),
    _form("TAX_ID", r"[a-z]{3}p[a-z]\d{4}[a-z]", "", lambda _: True, alone=True),
    _form("TAX_ID", r"\d{3} ?\d{3} ?\d{2,3}", r"tfn|tax file", check.australian_tax),
    _form("TAX_ID", r"\d{3}[ -]?\d{3}[ -]?\d{2}[ -]?\d{2}", r"nip|numer identyfikacji podatkowej", check.polish_nip),
    _form("TAX_ID", r"9\d{2}-?[5-9]\d-?\d{4}", r"itin|individual taxpayer(?: identification)?"),
    # Identity
    _form(
        "NATIONAL_ID",
        r"\d{8}-?[a-hj-np-tv-z]|[xyz]-?\d{7}-?[a-hj-np-tv-z]",
        r"d\.?n\.?i|n\.?i\.?e|n\.?i\.?f",
        check.spanish_id,
        alone=True,
    ),
    _form(
        "NATIONAL_ID",
        r"[a-z]{3} ?[a-z]{3} ?\d{2}[a-ehlmprst]\d{2} ?[a-z]\d{3}[a-z]",
        r"cod(?:ice|\.)? ?fisc(?:ale|\.)?|c\.? ?f\.?",
        check.italian_code,
        alone=True,
    ),
    _form(
        "NATIONAL_ID",
        r"\d{9}|\d{4}[. ]\d{2}[. ]\d{3}|\d{3}[. ]\d{3}[. ]\d{3}",
        r"bsn\w*|bsn-nummer|burgerservice\w*|sofi\w*",
        check.dutch_bsn,
    ),
    _form("NATIONAL_ID", r"\d{11}", r"pesel\w*", check.polish_pesel),
    _form("NATIONAL_ID", r"(?<!\d )[2-9]\d{3} \d{4} \d{4}(?! \d)", r"aadhaa?r|uidai|uid", check.verhoeff, alone=True),
    _form("NATIONAL_ID", r"[2-9]\d{3}-?\d{4}-?\d{4}", r"aadhaa?r|uidai|uid", check.verhoeff),
    _form("NATIONAL_ID", r"[a-z]{3} ?\d{6}", r"dow[oó]d\w*|dow[oó]d\w* osobist\w*|seria i"),
    _form("NATIONAL_ID", r"[cfghjklmnprtvwxyz\d]{9}\d?", r"personalausweis\w*|ausweis\w*|identity card|id card|perso"),
    # Health
    _form("HEALTH_ID", r"\d{3}[ -]?\d{3}[ -]?\d{4}", r"nhs", check.british_nhs),
    _form(
        "HEALTH_ID",
        r"[a-z] ?\d{3} ?\d{3} ?\d{3}",
        r"krankenversicher\w*|krankenkasse\w*|versicherten-?\w*|versichert\w*|kvnr|kv-?nr|egk|gesundheitskarte",
        check.german_health,
    ),
    _form(
        "HEALTH_ID",
        r"[1-9][ac-hj-km-np-rt-y][ac-hj-km-np-rt-y\d]\d-?[ac-hj-km-np-rt-y][ac-hj-km-np-rt-y\d]\d-?"
        r"[ac-hj-km-np-rt-y]{2}\d{2}",
        r"medicare|mbi",
        lambda _: True,
        alone=True,
    ),
    _form("HEALTH_ID", r"[2-6]\d{3} ?\d{5} ?\d(?:[ /-]\d)?", r"medicare", check.australian_medicare),
    _form(
        "HEALTH_ID",
        r"\d{4}[ -]?\d{3}[ -]?\d{3}(?:[ -]?[a-z]{2})?",
        r"health card|health(?: insurance)?|ohip|carte sant[eé]|phn",
    ),
    _form("HEALTH_ID", r"\d{3} ?\d{3} ?\d{3}", r"sns|utente|utente do sns"),
    _form(
        "HEALTH_ID",
        r"80 ?\d{3} ?\d{5} ?\d{5} ?\d{5}",
        r"europ\w+ (?:health insurance )?card|ehic|ekvk|versichertenkarte",
    ),
    # Passport
    _form("PASSPORT", r"[a-z]{0,3} ?\d{6,9}[a-z]?|[cfghjklmnprtvwxyz\d]{9}|\d{2}[a-z]{2}\d{5}", _PASSPORT),
    # Companies
    _form(
        "COMPANY_ID",
        r"(?:de ?\d{9}|atu ?\d{8}|fr ?[\da-z]{2} ?\d{3} ?\d{3} ?\d{3}|es ?[a-z]\d{7}[\da-z]|it ?\d{11}"
        r"|nl ?\d{9} ?b\d{2}|ie ?\d{7}[a-w]"
        r"[a-i]?|pt ?\d{9}|pl ?\d{10}|gb ?\d{3} ?\d{4} ?\d{2}|che-?\d{3}\.?\d{3}\.?\d{3})(?: (?:mwst|tva|iva))?",
        _COMPANY,
        lambda _: True,
        alone=True,
    ),
    _form("COMPANY_ID", r"\d{3}[ -]?\d{3}[ -]?\d{2}[ -]?\d{2}|\d{11}|\d{2}-\d{7}", _COMPANY),
    _form(
        "COMPANY_ID",
        r"\d{3} ?\d{3} ?\d{3}(?: ?\d{5})?|[a-z]{2}\d{6}|\d{8}|\d{3,6} ?b?|[a-hj-np-suvw]\d{7}[\da-j]",
        _COMPANY,
    ),
    _form("COMPANY_ID", r"\d{2} ?\d{3} ?\d{3} ?\d{3}", r"abn", check.australian_business),
    _form("COMPANY_ID", r"\d{2}[a-z]{5}\d{4}[a-z][1-9a-z]z[\da-z]", "gstin?", lambda _: True, alone=True),
)
LABELS: Final = tuple(dict.fromkeys(form.label for form in FORMS))
# What may be the beginning of a number at the end of a text: letters in front, figures with letters and separators.
_UNFINISHED: Final = re.compile(
    r"(?<![\w.+\-/])(?:(?:[a-z]{1,3} ?){0,2}\d(?:[ ./\-]?[a-z\d]){0,28}[ ./\-]?|(?:[a-z]{1,3} ?){1,2})$"
)
_LONGEST = 64  # characters
# Nothing is looked for where no five figures are near each other, and none stands among letters.
_CANDIDATE: Final = re.compile(r"\d(?:[ ./\-]?\d){4}|\d[a-z]{1,2}\d|\d{4}-?[a-z](?!\w)|\d[a-z]{3,7}\d")


def hold_numbers(text: str) -> int:
    """The offset of a number that may go on behind the end of folded `text`; `len(text)` if there is none."""
    held = _UNFINISHED.search(text, max(0, len(text) - _LONGEST))
    return held.start() if held else len(text)


def find_numbers(text: str, labels: frozenset[str]) -> Iterator[tuple[str, Span, float]]:
    """Label, span and certainty of the numbers in folded text; those that most speaks for first."""
    if _CANDIDATE.search(text) is None:
        return
    found: list[tuple[int, Span, str]] = []
    for form in FORMS:
        if form.label not in labels or not (form.alone or _may_have(form, text)):
            continue
        for match in form.pattern.find(text):
            rank = _rank(form, match[0], text, match.start())
            if rank is not None:
                found.append((rank, match.span(), form.label))
    for rank, span, label in sorted(found, key=lambda one: (one[0], one[1][0], -one[1][1])):
        yield label, span, _CUED if rank == _NAMED_ONLY else _SURE


def _rank(form: _Form, match: str, text: str, start: int) -> int | None:
    """How much speaks for the number: 0 is most, None too little."""
    since = max(0, start - _BEHIND)
    right = _right(form, re.sub(r"[ ./\-]", "", match))
    if form.cue is not None and form.cue.search(text, since, start):
        return 0 if right and form.holds else _NAMED_ONLY
    if not right or is_named_otherwise(text, start):
        return None
    if form.alone:
        return 1
    return 2 if form.far is not None and form.far.search(text, since, start) else None


def _may_have(form: _Form, text: str) -> bool:
    return form.word is not None and form.word.search(text) is not None


def _right(form: _Form, number: str) -> bool:
    try:
        return form.holds is None or form.holds(number)
    except (ValueError, IndexError):  # letters where the check wants figures
        return False
