"""Questions over the messy folder with what they must and may find; written before any of them was asked."""

from __future__ import annotations

from tests.answer.documents.asked import Each, Survey

_INVOICES = (
    "Rechnungen/2024-01-15_Elektro_Brandl.txt Rechnungen/Dachdecker_März.txt Rechnungen/scan0007.txt "
    "Rechnungen/Tierarzt_Minka.txt Rechnungen/stromabrechnung_2023.txt Rechnungen/garage.txt "
    "Rechnungen/Hotel_Seeblick.txt Rechnungen/zahn.txt"
)
_CONTRACTS = (
    "Verträge/Mietvertrag_Seestr_4.txt Verträge/handyvertrag.txt Verträge/Arbeitsvertrag_Aigner.txt Verträge/gym.txt "
    "Verträge/Musikschule.txt"
)
_PAY = "Lohn/Gehaltsabrechnung_2024_01.txt Lohn/Gehaltsabrechnung_2024_02.txt Lohn/Gehaltsabrechnung_2024_03.txt"
_POLICIES = "Unterlagen/Hausrat_Police.txt Unterlagen/alt/Hausrat_Police_(1).txt"
_MOULD = "Post/an_hausverwaltung_schimmel.txt Post/re_mould.txt"

SURVEYS = (
    Survey("Welche Dateien erwähnen Minka?", "Rechnungen/Tierarzt_Minka.txt Notizen/hanna.md"),
    Survey("Which files mention Ronan?", "Post/letter_to_uncle.txt Mails/Fwd_photos.eml Rezepte/soda_bread.md"),
    Survey("Everything about the boiler", "Mails/Re_Re_boiler.eml"),
    Survey("Alles über Schimmel", _MOULD),
    Survey(
        "What do I have on insurance?",
        f"{_POLICIES} Post/Versicherung_Wasserschaden.txt Unterlagen/kfz_versicherung.txt",
        f"Notizen/books_to_read.txt {_PAY} Notizen/Tagebuch_2024.md",
    ),
    Survey("Welche Rechnungen habe ich?", _INVOICES),
    Survey(
        "List all letters from the landlord",
        "Post/Brief_Vermieter_Kaution.txt Post/re_mould.txt",
        "Post/an_hausverwaltung_schimmel.txt Mails/Re_Re_boiler.eml",
    ),
    Survey("Which files mention tyres?", "Rechnungen/garage.txt Notizen/todo.txt Unterlagen/ausgaben_2024.csv"),
    Survey("Welche Verträge habe ich?", _CONTRACTS),
    Survey("Which recipes contain hazelnuts?", "Rezepte/nusskuchen_oma.txt"),
    Survey(
        "Which files mention Jakob but not Eva?",
        "Rechnungen/zahn.txt Verträge/Musikschule.txt Notizen/todo.txt Notizen/packliste_bodensee.txt "
        "Notizen/Tagebuch_2024.md Unterlagen/Impfpass_Jakob.txt Unterlagen/zeugnis_jakob.txt",
    ),
    Survey("¿Qué correos tengo?", "Mails/Fwd_photos.eml Mails/kletterkurs.eml Mails/Re_Re_boiler.eml"),
    Survey("Which files are about the ferry?", "Unterlagen/fahrplan_faehre.txt Unterlagen/ferry_rules.txt"),
    Survey(
        "Welche Dateien handeln von der Katze?",
        "Rechnungen/Tierarzt_Minka.txt Notizen/packliste_bodensee.txt",
        "Notizen/hanna.md",
    ),
    Survey("Which files mention mould?", _MOULD),
    Survey(
        "Which files mention the roof?",
        "Notizen/meeting_house_2024.md",
        "Rechnungen/Dachdecker_März.txt Post/re_mould.txt Unterlagen/ausgaben_2024.csv",
    ),
    Survey("Which files mention Bad Wörishofen?", "Post/krankenkasse_bescheid.txt Unterlagen/kur_bad_woerishofen.txt"),
    Survey("List all payslips", _PAY),
    Survey(
        "Which files mention bicycles?",
        "Notizen/meeting_house_2024.md Unterlagen/ferry_rules.txt Notizen/packliste_bodensee.txt "
        "Notizen/Tagebuch_2024.md",
    ),
    Survey("Which files mention a lighthouse?", "Post/letter_to_uncle.txt Notizen/books_to_read.txt"),
    Survey(
        "Welche Dateien erwähnen eine Waschmaschine?",
        "Notizen/Tagebuch_2024.md Unterlagen/waschmaschine_garantie.txt",
    ),
    Survey("Everything about vaccinations", "Unterlagen/Impfpass_Jakob.txt Rechnungen/Tierarzt_Minka.txt"),
    Survey("Which files mention Zermatt?", ""),
    Survey(
        "Welche Dateien liegen im Ordner Rezepte?",
        "Rezepte/Kässpätzle.md Rezepte/soda_bread.md Rezepte/nusskuchen_oma.txt Rezepte/limo.txt",
    ),
)


def _values(paths: str, *values: str) -> str:
    return "\n".join(f"{path}={value}" for path, value in zip(paths.split(), values, strict=True))


EACHES = (
    Each(
        "Wie hoch ist der Rechnungsbetrag auf jeder Rechnung?",
        _values(_INVOICES, "451,61", "1.284,00", "88.20", "62,50", "986,24", "242.40", "1'041.00", "156,20"),
    ),
    Each(
        "What is the total of all invoices?",
        _values(_INVOICES, "451,61", "1.284,00", "88.20", "62,50", "986,24", "242.40", "1'041.00", "156,20"),
        total="3,182.95",
    ),
    Each(
        "Wie lang ist die Kündigungsfrist in jedem Vertrag?",
        _values(_CONTRACTS, "drei Monate", "einen Monat", "sechs Wochen", "four weeks", "acht Wochen"),
    ),
    Each("Was ist der Nettolohn auf jeder Gehaltsabrechnung?", _values(_PAY, "2.304,86", "2.304,86", "2.359,54")),
    Each(
        "Wie viel Lohnsteuer wurde auf allen Gehaltsabrechnungen zusammen abgezogen?",
        _values(_PAY, "412,33", "412,33", "437,10"),
        total="1.261,76",
    ),
    Each("When was each payslip paid out?", _values(_PAY, "30.01.2024", "28.02.2024", "28.03.2024")),
    Each(
        "What is the yearly premium in each insurance policy?",
        _values(f"{_POLICIES} Unterlagen/kfz_versicherung.txt", "118,40", "118,40", "486,00"),
        may="Post/Versicherung_Wasserschaden.txt",
    ),
    Each(
        "What is the date of each invoice?",
        _values(" ".join(_INVOICES.split()[at] for at in (0, 1, 2, 3, 5)),
                "15.01.2024", "12. März 2024", "3 April 2024", "22.05.2024", "17 June 2024"),
        may="Rechnungen/",
    ),
    Each("What is the highest gross pay on my payslips?", _values(_PAY, "3.420,00", "3.420,00", "3.520,00"),
         total="3,520.00"),
    Each("Welche Personalnummer steht auf jeder Gehaltsabrechnung?", _values(_PAY, "0417", "0417", "0417")),
)  # fmt: skip
