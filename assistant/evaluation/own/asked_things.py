"""Things that people know to have a price, a length or a day, and roles that somebody has, in four languages.

Invariant: only what a person would ask for without knowing the page stands here; "the function" has no length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_Nouns = dict[str, dict[str, dict[str, str]]]
# Language, kind, article, nouns. German nouns are the ends of compounds: "miete" is also in "Kaltmiete".
_THINGS: _Nouns = {
    "en": {
        "money": {"the": """rent fee deposit price cost premium salary wage pay charge excess fine tax interest loan budget
            bill bonus allowance pension subscription contribution payment refund discount surcharge income revenue
            turnover profit loss debt balance grant scholarship donation dowry toll fare postage deductible mortgage
            instalment installment rate expense overdraft dividend earnings sales assets insured compensation reward prize"""},
        "duration": {"the": """period term notice warranty guarantee contract lease trip journey course stay leave
            holiday membership subscription probation break visit flight crossing ride internship training treatment
            pregnancy war siege exhibition residency policy agreement tenancy lockdown expedition voyage"""},
        "date": {"the": """meeting deadline appointment date trip exam examination delivery birthday wedding departure
            arrival festival checkup check-up service inspection party ceremony election opening launch concert
            anniversary funeral conference workshop graduation interview surgery operation hearing trial race match
            final exhibition battle coronation premiere holiday release audit"""},
        "measure": {"the": """population temperature height width length weight depth area distance speed capacity pressure
            elevation altitude volume mesh dose dosage output attendance membership circulation radius diameter voltage"""},
    },
    "de": {
        "money": {
            "die": """miete kaution geb\u00fchr pr\u00e4mie beteiligung pauschale steuer rate summe kosten
                versicherungssumme rente zulage f\u00f6rderung mahngeb\u00fchr provision""",
            "der": "preis beitrag lohn zuschlag zuschuss rabatt kredit eintritt mindestlohn umsatz gewinn",
            "das": "gehalt honorar pfand taschengeld porto bu\u00dfgeld eigenkapital elterngeld kindergeld",
        },
        "duration": {
            "die": "frist laufzeit zeit dauer garantie probezeit reise \u00fcberfahrt ausbildung kur",
            "der": "urlaub vertrag aufenthalt kurs",
            "das": "praktikum mietverh\u00e4ltnis abonnement abo",
        },
        "date": {
            "die": "versammlung pr\u00fcfung feier sitzung wartung hochzeit reise untersuchung inspektion frist wahl",
            "der": "termin geburtstag umzug ausflug elternabend flohmarkt wettkampf",
            "das": "fest sommerfest konzert datum treffen turnier",
        },
        "measure": {
            "die": "temperatur geschwindigkeit einwohnerzahl kapazit\u00e4t leistung",
            "der": "verbrauch druck z\u00e4hlerstand wasserstand",
            "das": "gewicht volumen",
        },
    },
    "es": {
        "money": {
            "el": "precio alquiler salario sueldo seguro importe coste impuesto dep\u00f3sito descuento pr\u00e9stamo",
            "la": "cuota renta fianza tarifa prima n\u00f3mina multa franquicia tasa matr\u00edcula hipoteca pensi\u00f3n beca",
        },
        "duration": {
            "el": "plazo preaviso contrato periodo per\u00edodo curso viaje permiso",
            "la": "garant\u00eda estancia vigencia duraci\u00f3n traves\u00eda",
        },
        "date": {
            "el": "examen viaje cumplea\u00f1os vencimiento concierto entierro",
            "la": "revisi\u00f3n cita reuni\u00f3n fiesta boda entrega fecha excursi\u00f3n inspecci\u00f3n visita itv",
        },
    },
    "fr": {
        "money": {
            "le": "loyer prix salaire montant tarif co\u00fbt pr\u00eat budget forfait d\u00e9p\u00f4t",
            "la": "cotisation franchise caution prime taxe facture pension bourse redevance mensualit\u00e9",
        },
        "duration": {
            "le": "pr\u00e9avis contrat d\u00e9lai bail s\u00e9jour stage cong\u00e9 voyage abonnement",
            "la": "garantie p\u00e9riode dur\u00e9e travers\u00e9e formation",
        },
        "date": {
            "le": "rendez-vous examen mariage voyage contr\u00f4le d\u00e9part spectacle",
            "la": "r\u00e9union f\u00eate sortie livraison r\u00e9vision kermesse visite rentr\u00e9e assembl\u00e9e",
        },
    },
}  # fmt: skip
_ROLES: dict[str, str] = {
    "en": """landlord landlady tenant doctor dentist teacher head headteacher principal director manager caretaker chair
        chairman chairwoman chairperson treasurer contact trainer author lawyer solicitor insurer accountant employer
        supervisor president owner coach secretary professor editor mayor plumber electrician architect vet surgeon
        physician nurse translator photographer conductor composer founder beneficiary executor witness guardian
        instructor tutor agent broker buyer seller policyholder officer minister leader chancellor commander librarian curator""",
    "de": """vermieter vermieterin hausmeister hausmeisterin vorsitzender vorsitzende kassenwart kassenwartin
        ansprechpartner ansprechpartnerin arzt \u00e4rztin zahnarzt zahn\u00e4rztin lehrer lehrerin klassenlehrer
        klassenlehrerin schulleiter schulleiterin leiter leiterin trainer trainerin direktor direktorin verwalter
        verwalterin betreuer betreuerin makler maklerin steuerberater steuerberaterin anwalt anw\u00e4ltin notar notarin
        mieter mieterin gesch\u00e4ftsf\u00fchrer gesch\u00e4ftsf\u00fchrerin schriftf\u00fchrer schriftf\u00fchrerin""",
    "es": """propietario propietaria casero casera director directora m\u00e9dico m\u00e9dica doctora dentista profesor
        profesora tutor tutora presidente presidenta encargado encargada portero portera abogado abogada gestor gestora
        entrenador entrenadora due\u00f1o due\u00f1a inquilino inquilina""",
    "fr": """propri\u00e9taire directeur directrice m\u00e9decin dentiste professeur professeure gardien gardienne
        pr\u00e9sident pr\u00e9sidente tr\u00e9sorier tr\u00e9sori\u00e8re avocat avocate notaire locataire entra\u00eeneur entra\u00eeneuse
        comptable secr\u00e9taire ma\u00eetresse""",
}  # fmt: skip
# A subject with one of these is half a sentence, or means something that stands elsewhere.
_NO_SUBJECT = frozenset(
    """if when where which that who whose what this these those it its they them he she his her we us you is are was were
    has have had been will would can could may must should shall do does did be not there here and or but than because while as above below following same other latter former
    one ones said such wenn der die das dieser diese dieses welcher welche welches und oder ist
    sind nicht hier dort oben unten folgende genannte que cual este esta estos estas y o es son no aqui qui que ce
    cette ces et ou est sont ne pas ici""".split()
)
# Words that say nothing about what is meant where they stand alone.
_NOTHING_SAID = frozenset(
    """film movie game album song book story company team band series show novel club school church building city town
    village station line road river war institute organisation organization agency programme program project event law
    act article paper study firm business university college hospital place site area person man woman people group
    first second third last next thing function value file number page section code example table figure process method object item part result
    list line name option setting parameter argument class model system user data text word sentence document version
    sache wert datei nummer seite abschnitt beispiel tabelle teil ergebnis liste zeile dokument cosa valor archivo numero
    pagina seccion ejemplo tabla parte resultado chose valeur fichier numero page section exemple tableau partie""".split()
)
_PLURALS = (("ies", "y"), ("es", "e"), ("es", ""), ("s", ""))


def is_thing(noun: str, kind: str, language: str) -> str:
    """The article of `noun` where it is known to have a value of `kind`, else ""."""
    low = noun.lower()
    for article, nouns in _THINGS[language].get(kind, {}).items():
        known = nouns.split()
        fits = low.endswith(tuple(known)) if language == "de" else any(form in known for form in _singulars(low))
        if fits:
            return article
    return ""


def is_role(noun: str, language: str) -> bool:
    """Whether `noun` is what somebody is: "landlord"."""
    return noun.lower() in _ROLES[language].split()


def no_subject(said: Sequence[str], subject: str) -> bool:
    """Whether nobody could tell what `subject` (its words: `said`) is without the page."""
    telling = [word for word in said if len(word) > 2 and word not in _NOTHING_SAID]
    return not telling or bool(_NO_SUBJECT & set(said)) or re.search(r"[\d:;,()\[\]{}<>|@/=_]", subject) is not None


def _singulars(noun: str) -> tuple[str, ...]:
    return (noun, *(noun.removesuffix(end) + one for end, one in _PLURALS if noun.endswith(end)))
