"""Kinds of documents as people call them ("letters", "Rechnungen", "PDFs"), and whether a document is of a kind.

Invariant: all words are folded as `folding.fold_accents` folds them; pure functions of names and text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from assistant.text.folding import fold_accents
from assistant.text.words import words

_OPENING_CHARS = 600  # the heading and the first lines, where a document says what it is
_OPENING_LINES = 3
_MAX_HEADING_CHARS = 100
_MAX_MARKED_CHARS = 8_000  # a longer page holds marks of many kinds


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """`asked`: the words that name the kind in a question. `named`: the beginnings and ends of words by which a file
    name, a title or a first line says that it is one. `suffixes`: endings that alone make it one. `marks`: text that
    only this kind holds, and how often at least; all of them must be found."""

    name: str
    asked: frozenset[str]
    named: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    marks: tuple[tuple[re.Pattern[str], int], ...] = ()


def _kind(
    name: str, asked: str, named: str = "", suffixes: str = "", marks: Sequence[tuple[str, int]] = ()
) -> DocumentKind:
    return DocumentKind(
        name,
        frozenset(asked.split()),
        tuple(named.split()),
        tuple(suffixes.split()),
        tuple((re.compile(mark, re.MULTILINE), least) for mark, least in marks),
    )


_GREETING = (
    r"^\W*(?:dear\b|to whom it may concern|hello \w+,|hi \w+,|sehr geehrte|liebe[rs]? \w|hallo \w|guten tag \w|"
    r"estimad[oa]s?\b|querid[oa]s? |hij[oa] mi[oa]|cher |chere |chers |madame|monsieur)"
)
_FAREWELL = (
    r"\b(?:(?:kind|best|warm) (?:regards|wishes)|yours (?:sincerely|faithfully|truly)|sincerely|with love|"
    r"mit (?:freundlichen|besten|herzlichen) grussen|herzliche grusse|viele grusse|liebe grusse|es umarmt|"
    r"un (?:abrazo|saludo|beso)|saludos|atentamente|cordialmente|cordialement|bien a vous|amicalement|"
    r"salutations)\b|^love,?$|^regards,"
)
# `named` with a "-" in front is the end of a word ("-rechnung" in "Stromrechnung"), else its beginning.
KINDS = (
    _kind("PDF", "pdf pdfs", suffixes=".pdf"),
    _kind(
        "e-mail",
        "email emails mail mails e-mail e-mails correo correos courriel courriels mel mels",
        suffixes=".eml .mht .msg",
    ),
    _kind(
        "spreadsheet",
        "spreadsheet spreadsheets csv csvs excel xlsx tabelle tabellen kalkulationstabelle kalkulationstabellen "
        "tableur tableurs hoja-de-calculo hojas-de-calculo",
        suffixes=".csv .tsv .xlsx .xlsm .ods",
    ),
    _kind(
        "presentation",
        "presentation presentations slides praesentation prasentation prasentationen folien "
        "presentacion presentaciones diapositivas",
        suffixes=".pptx .pptm .ppsx .odp",
    ),
    _kind("web page", "web-page web-pages webpage webpages html webseite webseiten", suffixes=".html .htm .xhtml"),
    _kind(
        "Word file",
        "word-file word-files word-document word-documents docx word-datei word-dateien word-dokument word-dokumente",
        suffixes=".docx .docm .odt",
    ),
    _kind("Markdown file", "markdown md", suffixes=".md .markdown"),
    _kind("text file", "text-file text-files txt textdatei textdateien", suffixes=".txt .text"),
    _kind(
        "letter",
        "letter letters brief briefe briefen schreiben anschreiben carta cartas lettre lettres",
        "letter brief -brief schreiben anschreiben carta lettre",
        marks=((_GREETING, 1), (_FAREWELL, 1)),
    ),
    _kind(
        "payslip",
        "payslip payslips pay-slip pay-slips salary-slip salary-slips wage-slip wage-slips paycheck paychecks "
        "gehaltsabrechnung gehaltsabrechnungen lohnabrechnung lohnabrechnungen gehaltszettel lohnzettel "
        "entgeltabrechnung entgeltabrechnungen verdienstabrechnung nomina nominas bulletin-de-paie bulletins-de-paie "
        "bulletin-de-salaire bulletins-de-salaire fiche-de-paie fiches-de-paie",
        "payslip pay-slip salary-slip wage-slip gehaltsabrechnung lohnabrechnung gehaltszettel lohnzettel "
        "entgeltabrechnung verdienstabrechnung nomina bulletin-de-paie bulletin-de-salaire fiche-de-paie",
    ),
    _kind(
        "invoice",
        "invoice invoices bill bills rechnung rechnungen factura facturas facture factures",
        "invoice bill rechnung -rechnung factura facture",
    ),
    _kind(
        "credit note",
        "credit-note credit-notes gutschrift gutschriften nota-de-abono notas-de-abono avoir avoirs",
        "credit-note gutschrift nota-de-abono avoir",
    ),
    _kind(
        "quote",
        "quote quotes quotation quotations estimate estimates angebot angebote kostenvoranschlag kostenvoranschlage "
        "presupuesto presupuestos devis",
        "quote quotation estimate angebot kostenvoranschlag presupuesto devis",
    ),
    _kind(
        "report",
        "report reports results analisis analyse analysen analyses bericht berichte befund befunde befunden informe "
        "informes rapport rapports",
        "report bericht -bericht befund -befund informe rapport compte-rendu results",
    ),
    _kind(
        "decision",
        "decision decisions bescheid bescheide resolucion resoluciones",
        "decision bescheid -bescheid resolucion",
    ),
    _kind(
        "tax return",
        "tax-return tax-returns vat-return vat-returns steuererklarung steuererklarungen voranmeldung voranmeldungen "
        "declaracion declaraciones declaration declarations",
        "tax-return vat-return steuererklarung voranmeldung umsatzsteuervoranmeldung declaracion declaration",
    ),
    _kind(
        "contract",
        "contract contracts agreement agreements lease leases vertrag vertrage vertragen "
        "contrato contratos contrat contrats bail baux",
        "contract agreement lease tenancy vertrag -vertrag contrato contrat bail",
    ),
    _kind(
        "insurance policy",
        "insurance-policy insurance-policies versicherungspolice versicherungspolicen police policen "
        "versicherungsschein versicherungsscheine poliza polizas police-d-assurance polices-d-assurance",
        "insurance versicherung -versicherung versicherungsschein police -police poliza seguro assurance",
    ),
    _kind("policy", "policy policies richtlinie richtlinien", "policy richtlinie insurance versicherungsschein"),
    _kind(
        "receipt",
        "receipt receipts quittung quittungen kassenbon kassenbons recibo recibos recu recus",
        "receipt quittung kassenbon kassenzettel recibo recu ticket-de-caisse",
    ),
    _kind(
        "recipe",
        "recipe recipes rezept rezepte rezepten receta recetas recette recettes",
        "recipe rezept -rezept receta recette",
        marks=(
            (
                r"\b(?:\d+|one|two|three|half an?|ein|eine|zwei|drei|una?|dos|tres|une?|deux|trois) ?"
                r"(?:g|kg|ml|cl|l|gramos|gramm|grams|litres?|litros?|tablespoons?|teaspoons?|tbsp|tsp|el|tl|"
                r"cups?|cucharadas?|cuilleres?|eggs?|eier|huevos|oeufs|leeks?|tins?|bulbs?|chorizos?)\b",
                4,
            ),
            (
                r"\b(?:oven|bake|baked|simmer|stir|knead|whisk|peel|fry|boil|beat|soften|prove|ofen|backen|ruhren|kneten|"
                r"kochen|horno|hornea|cuece|remueve|removiendo|echa|echan|four|cuire|melanger|petrir)\b",
                2,
            ),
            (
                r"\b(?:salt|salz|sal|sel|sugar|zucker|azucar|sucre|flour|mehl|harina|farine|butter|mantequilla|beurre|"
                r"oil|ol|aceite|huile|ginger|onions?|zwiebeln?|cebollas?|oignons?)\b",
                1,
            ),
        ),
    ),
    _kind(
        "statement",
        "statement statements kontoauszug kontoauszuge abrechnung abrechnungen extracto extractos releve releves",
        "statement kontoauszug abrechnung extracto releve",
    ),
    _kind(
        "certificate",
        "certificate certificates bescheinigung bescheinigungen zertifikat zertifikate urkunde urkunden zeugnis "
        "zeugnisse certificado certificados certificat certificats attestation attestations",
        "certificate bescheinigung -bescheinigung zertifikat urkunde -urkunde zeugnis -zeugnis certificado certificat "
        "attestation",
    ),
    _kind(
        "diary", "diary diaries journal journals tagebuch tagebucher diario diarios", "diary journal tagebuch diario"
    ),
    _kind(
        "minutes",
        "minutes-of protokoll protokolle acta actas compte-rendu comptes-rendus proces-verbal",
        "minutes protokoll -protokoll acta compte-rendu proces-verbal",
    ),
    _kind(
        "notes",
        "notes note notiz notizen notas nota aufzeichnungen",
        "notes note notiz -notiz -notizen notas nota",
    ),
    _kind(
        "newsletter", "newsletter newsletters rundbrief rundbriefe boletin boletines", "newsletter rundbrief boletin"
    ),
    _kind(
        "manual",
        "manual manuals handbook handbooks handbuch handbucher anleitung anleitungen bedienungsanleitung "
        "bedienungsanleitungen manuel manuels manuales",
        "manual handbook handbuch -handbuch anleitung -anleitung manuel instructions",
    ),
    _kind(
        "ticket",
        "ticket tickets ticketed fahrkarte fahrkarten eintrittskarte eintrittskarten billete billetes billet billets",
        "ticket fahrkarte eintrittskarte billete billet",
    ),
    _kind(
        "list",
        "checklist checklists packing-list packing-lists packliste packlisten",
        "checklist packing-list packliste",
    ),
)

_OTHER_ENDS = ("abrechnung", "abrechnungen")  # no invoices, although they end like one
# A person calls any paper of theirs so: where no file of the kind fits, files of all kinds are meant.
LOOSE_KINDS = frozenset({"notes"})
_ABOUT_OTHERS = ("credit note", "quote")  # kinds that lie in the folders of others
_LONGEST_NAME = 3  # words: "bulletin de paie"
_LEAST_END, _LEAST_START = 5, 3  # letters of the parts of a compound


def kinds_in(text: str) -> list[tuple[DocumentKind, int, int]]:
    """The kinds that `text` names, in order, each with the half-open range of its words in `words(text)`."""
    written = words(text)
    found: list[tuple[DocumentKind, int, int]] = []
    at = 0
    while at < len(written):
        length, kind = kind_at(written, at)
        if kind is not None:
            found.append((kind, at, at + length))
        at += length
    return found


def kind_at(written: Sequence[str], at: int) -> tuple[int, DocumentKind | None]:
    """The kind that the folded words name from `at` on, and how many words that takes; (1, None) if they name none."""
    for length in range(min(_LONGEST_NAME, len(written) - at), 0, -1):
        name = "-".join(written[at : at + length])
        for kind in KINDS:
            if name in kind.asked:
                return length, kind
    return 1, None


def kind_of_compound(word: str) -> tuple[DocumentKind | None, str]:
    """The kind at the end of a German compound and what stands before it: "Stromrechnungen" is (invoice, "strom")."""
    for kind in KINDS:
        for name in kind.asked:
            before = word.removesuffix(name)
            before = before.removesuffix("s") if len(before) > _LEAST_START else before  # "Gasrechnung"
            if len(name) >= _LEAST_END and word.endswith(name) and len(before) >= _LEAST_START:
                return kind, before
    return None, ""


def also_called(kind: DocumentKind) -> tuple[DocumentKind, ...]:
    """Other kinds that the same word may mean: "Abrechnung" is a statement of costs or of pay."""
    return tuple(other for other in KINDS if kind.name == "statement" and other.name == "payslip")


def is_of_kind(kind: DocumentKind, path: str, title: str, text: str) -> bool:
    """Whether the document is one: by its suffix, or by what its folders, name, title, first lines or marks say.

    `path` is relative to the folder that was added to the library; `text` may be "" where only names are asked for.
    """
    where = PurePath(path)
    if where.suffix.lower() in kind.suffixes:
        return True
    own = (where.stem, title, *_headings(text))
    if any(_says(kind, part) for part in own):
        return True
    if any(_says(kind, part) for part in where.parent.parts) and not _answers_another(kind, own):
        return True
    if not kind.marks or not 0 < len(text) <= _MAX_MARKED_CHARS:
        return False
    folded = fold_accents(text)
    return all(len(mark.findall(folded)) >= least for mark, least in kind.marks)


def _answers_another(kind: DocumentKind, own: Sequence[str]) -> bool:
    """Whether the paper is one about papers of the folder's kind: a credit note lies among the invoices."""
    return any(other.name in _ABOUT_OTHERS and other is not kind and _says(other, part)
               for other in KINDS for part in own)  # fmt: skip


def _headings(text: str) -> list[str]:
    """The first line, and the word that each of the next begins with: there a document says what it is."""
    lines = [line.strip() for line in text[:_OPENING_CHARS].split("\n") if line.strip()]
    first = lines[0] if lines and len(lines[0]) < _MAX_HEADING_CHARS else ""
    return [first, *(line.split()[0] for line in lines[1:_OPENING_LINES])]


def _says(kind: DocumentKind, text: str) -> bool:
    written = words(text)
    joined = f"-{'-'.join(written)}-"
    for name in kind.named:
        if name.startswith("-"):
            ends = (name[1:], f"{name[1:]}en")
            if any(word.endswith(ends) and not word.endswith(_OTHER_ENDS) for word in written):
                return True
        elif f"-{name}-" in joined or f"-{name}s-" in joined or f"-{name}e-" in joined or f"-{name}en-" in joined:
            return True
    return False
