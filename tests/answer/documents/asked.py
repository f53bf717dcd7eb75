"""Questions over many files of sample_docs, with what they must and may find; written before anything was tuned.

`must`: files of which each has to be found. `may`: files that are no mistake. Files are named below sample_docs; a
name that ends in "/" stands for all readable files of that folder. `values` of `each`: what stands beside each file,
and `total`: the figure in the first sentence. Half was used to tune, the other half is measured once.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_HOLM = (
    "diary/2024-autumn.md diary/2025-winter.md school/class_trip_holm_island.docx "
    "school/packing_list_holm_island_(copy).txt school/parents_evening_notes.md "
    "travel/packing_list_holm_island.txt work/tide_gauge_field_notes.txt"
)
_PAYSLIPS = "work/payslips/jonas/2024-03.pdf work/payslips/jonas/2024-05.pdf work/payslips/jonas/2025-03.pdf "
_PAYSLIPS += "work/payslips/nora/2024-03.pdf work/payslips/nora/2024-04.pdf work/payslips/nora/2024-11.pdf "
_PAYSLIPS += "work/payslips/nora/2025-03.pdf"
_RECIPES = (
    "kitchen/birthday_sponge_no_nuts.md kitchen/caraway_rolls.md kitchen/cuaderno_de_la_abuela.md "
    "kitchen/fish_soup_quayside.md kitchen/grandma's_plum_cake.md kitchen/lentils_everyday.md "
    "kitchen/pear_and_ginger_jam.md kitchen/sourdough_saved_page.html"
)
_LETTERS = "correspondence/nora's_letters_to_the_landlord.txt"
_CONTRACTS = "home/lease_lantern_quay_3b.pdf home/phone_contract_fennel.pdf work/employment_contract_nora.pdf"


@dataclass(frozen=True, slots=True)
class Survey:
    """A question for the files that ..."""

    question: str
    must: str
    may: str = ""


@dataclass(frozen=True, slots=True)
class Each:
    """A question to each file of a set: `values` are "file=value" pairs, the value as the file writes it."""

    question: str
    values: str
    may: str = ""
    total: str = field(default="")


SURVEYS = (
    Survey("Which files mention Holm Island?", _HOLM, "ABOUT_THIS_ARCHIVE.md travel/ferry_conditions.html"),
    Survey(
        "Which documents mention Elske?",
        "car/notes.md correspondence/address_list.txt correspondence/elske_roof_box.eml diary/2024-autumn.md "
        "diary/2025-winter.md",
    ),
    Survey(
        "In which files does Hilde appear?",
        "correspondence/address_list.txt correspondence/correo_de_pilar.eml diary/2024-autumn.md diary/2024-spring.md "
        "diary/2025-winter.md finance/budget_2024.csv health/allergy_plan_theo.md home/garten_balkon_notizen.md "
        "kitchen/grandma's_plum_cake.md",
    ),
    Survey(
        "Which files mention Mr Okafor?",
        "correspondence/address_list.txt diary/2024-autumn.md diary/2024-spring.md diary/2025-winter.md "
        "home/house_rules_lantern_quay.txt home/lease_lantern_quay_3b.pdf home/residents_meeting_2024.docx "
        "home/residents_meeting_2025.md",
    ),
    Survey(
        "Which files mention tyres?",
        "car/notes.md car/owners_handbook_extract.pdf car/service_history.csv car/workshop_invoice_2024-10.pdf "
        "diary/2024-autumn.md diary/2024-summer.md finance/budget_2024.csv finance/budget_notes.txt",
    ),
    Survey(
        "Welche Dateien erwähnen Pilar?",
        "correspondence/correo_de_pilar.eml correspondence/grüße_an_oma.txt health/allergy_plan_theo.md "
        "home/garten_balkon_notizen.md home/meter_readings.csv kitchen/cuaderno_de_la_abuela.md",
    ),
    Survey(
        "¿Qué archivos mencionan a Beaconfield?",
        "correspondence/address_list.txt correspondence/beaconfield_bicycle_claim.eml diary/2024-autumn.md "
        "diary/2024-summer.md finance/budget_2024.csv insurance/contents_insurance_terms.pdf",
    ),
    Survey(
        "Quels documents mentionnent San Amaro ?",
        "car/service_history.csv correspondence/grüße_an_oma.txt diary/2024-autumn.md diary/2025-winter.md "
        "kitchen/cuaderno_de_la_abuela.md travel/notas_san_amaro.md travel/packing_list.txt "
        "travel/summer_2024_itinerary.md work/handover_halyard.md",
        "correspondence/correo_de_pilar.eml",
    ),
    Survey(
        "Everything about the boiler",
        "home/residents_meeting_2025.md",
        "home/residents_meeting_2024.docx home/running_costs_2023.pdf home/lease_lantern_quay_3b.pdf "
        "travel/notas_san_amaro.md home/notes.md",
    ),
    Survey(
        "What do I have on insurance?",
        "insurance/car_insurance_policy.pdf insurance/contents_insurance_terms.pdf diary/2024-autumn.md "
        "correspondence/beaconfield_bicycle_claim.eml correspondence/nora's_letters_to_the_landlord.txt "
        "finance/budget_2024.csv",
        "car/notes.md car/service_history.csv car/workshop_invoice_2024-10.pdf correspondence/address_list.txt "
        "diary/2024-spring.md diary/2024-summer.md finance/budget_notes.txt home/lease_lantern_quay_3b.pdf "
        "home/residents_meeting_2024.docx home/running_costs_2023.pdf school/handbook_2024-25.pdf "
        "travel/summer_2024_itinerary.md work/home_working_policy.html work/tide_gauge_field_notes.txt",
    ),
    Survey("List all payslips", _PAYSLIPS),
    Survey("list all of Nora's payslips", " ".join(path for path in _PAYSLIPS.split() if "nora" in path)),
    Survey("Which recipes use caraway?", "kitchen/caraway_rolls.md"),
    Survey("List all letters to the landlord", _LETTERS),
    Survey("Which PDFs mention the caretaker?", "home/lease_lantern_quay_3b.pdf home/running_costs_2023.pdf"),
    Survey("Which emails mention Theo?", "correspondence/correo_de_pilar.eml"),
    Survey("Which diaries mention the cat?", "diary/2024-autumn.md", "diary/2025-winter.md diary/2024-summer.md"),
    Survey(
        "Show me all files in the folder travel",
        "travel/ferry_booking_confirmation.eml travel/ferry_conditions.html travel/notas_san_amaro.md "
        "travel/packing_list.txt travel/packing_list_holm_island.txt travel/summer_2024_itinerary.md",
    ),
    Survey(
        "Which files mention the knee?",
        "car/notes.md correspondence/beaconfield_bicycle_claim.eml correspondence/grüße_an_oma.txt "
        "diary/2024-spring.md health/letter_orthopaedics_2024-03.docx health/vaccinations_and_checkups.csv "
        "kitchen/freezer_list.txt travel/packing_list.txt travel/summer_2024_itinerary.md "
        "work/tide_gauge_field_notes.txt",
    ),
    Survey(
        "Which recipes mention Theo but not Ida?",
        "kitchen/birthday_sponge_no_nuts.md kitchen/grandma's_plum_cake.md",
    ),
    Survey("Welche Briefe habe ich an die Vermieterin geschrieben?", _LETTERS),
    Survey("Which contracts do I have?", _CONTRACTS, "health/gym_membership.pdf home/northmoor_tariff.html insurance/"),
    Survey("List all invoices", "car/workshop_invoice_2024-10.pdf", "home/running_costs_2023.pdf"),
    Survey(
        "Which spreadsheets do I have?",
        "car/service_history.csv finance/budget_2024.csv health/vaccinations_and_checkups.csv home/meter_readings.csv",
    ),
    Survey("¿Qué recetas tengo?", _RECIPES, "kitchen/freezer_list.txt"),
    Survey(
        "Which files talk about bicycles?",
        "correspondence/beaconfield_bicycle_claim.eml diary/2024-spring.md finance/budget_2024.csv "
        "health/letter_orthopaedics_2024-03.docx home/house_rules_lantern_quay.txt home/lease_lantern_quay_3b.pdf "
        "home/residents_meeting_2024.docx home/residents_meeting_2025.md insurance/contents_insurance_terms.pdf "
        "school/handbook_2024-25.pdf school/parents_evening_notes.md",
        "correspondence/address_list.txt work/home_working_policy.html",
    ),
    Survey(
        "Which files mention the tram?",
        "correspondence/beaconfield_bicycle_claim.eml diary/2024-spring.md diary/2025-winter.md "
        "home/house_rules_lantern_quay.txt",
    ),
    Survey("Which files mention Zanzibar?", ""),
    Survey(
        "Which letters mention the scaffold?",
        _LETTERS,
        "correspondence/grüße_an_oma.txt",
    ),
    Survey("Which files mention both Elske and Brightside Motors?", "car/notes.md correspondence/address_list.txt"),
)

SURVEYS_ONCE = (
    Survey(
        "Which files have something about Tamar in them?",
        "correspondence/address_list.txt diary/2024-autumn.md diary/2024-spring.md diary/2024-summer.md "
        "kitchen/caraway_rolls.md kitchen/pear_and_ginger_jam.md",
    ),
    Survey(
        "Show me every document that talks about Brightside Motors",
        "car/notes.md car/service_history.csv car/workshop_invoice_2024-10.pdf correspondence/address_list.txt "
        "finance/budget_2024.csv",
    ),
    Survey(
        "In welchen Dateien kommt Elske vor?",
        "car/notes.md correspondence/address_list.txt correspondence/elske_roof_box.eml diary/2024-autumn.md "
        "diary/2025-winter.md",
    ),
    Survey(
        "List the files where Ms Ferrant comes up",
        "correspondence/address_list.txt correspondence/nora's_letters_to_the_landlord.txt diary/2024-autumn.md "
        "diary/2024-spring.md diary/2024-summer.md home/lease_lantern_quay_3b.pdf home/residents_meeting_2024.docx "
        "home/residents_meeting_2025.md home/running_costs_2023.pdf",
    ),
    Survey(
        "Which PDFs name Lantern Quay?",
        "car/workshop_invoice_2024-10.pdf home/lease_lantern_quay_3b.pdf home/phone_contract_fennel.pdf "
        "home/running_costs_2023.pdf insurance/contents_insurance_terms.pdf school/handbook_2024-25.pdf",
    ),
    Survey("Todos los correos de Pilar", "correspondence/correo_de_pilar.eml"),
    Survey("Zeig mir alle Gehaltsabrechnungen von Jonas", " ".join(p for p in _PAYSLIPS.split() if "jonas" in p)),
    Survey(
        "Which documents mention fireworks?",
        "diary/2024-summer.md travel/summer_2024_itinerary.md",
        "travel/notas_san_amaro.md",
    ),
    Survey("Quels contrats ai-je ?", _CONTRACTS, "health/gym_membership.pdf home/northmoor_tariff.html insurance/"),
    Survey(
        "Which documents mention mussels or crabs?",
        "correspondence/elske_roof_box.eml diary/2024-autumn.md diary/2025-winter.md kitchen/fish_soup_quayside.md "
        "travel/packing_list.txt work/tide_gauge_field_notes.txt",
    ),
    Survey(
        "Which text files mention Jonas?",
        "correspondence/grüße_an_oma.txt finance/budget_notes.txt "
        "kitchen/freezer_list.txt school/packing_list_holm_island_(copy).txt travel/packing_list.txt "
        "travel/packing_list_holm_island.txt",
        "work/tide_gauge_field_notes.txt",
    ),
    Survey(
        "What files are there that mention Dr. Mensah?",
        "correspondence/address_list.txt diary/2025-winter.md health/vaccinations_and_checkups.csv",
    ),
    Survey(
        "List all web pages",
        "home/brightwire_broadband_help.html home/northmoor_tariff.html kitchen/sourdough_saved_page.html "
        "school/newsletter_february_2025.html travel/ferry_conditions.html work/home_working_policy.html",
    ),
    Survey("Show all payslips from 2024", " ".join(path for path in _PAYSLIPS.split() if "2024" in path)),
    Survey("Which files mention the Bermuda Triangle?", ""),
)

_J3, _J5, _J25, _N3, _N4, _N11, _N25 = _PAYSLIPS.split()


def _values(values: dict[str, str]) -> str:
    return "\n".join(f"{path}={value}" for path, value in values.items())


_NET = {
    _J3: "2,593.76", _J5: "2,931.04", _J25: "2,853.63",
    _N3: "2,840.70", _N4: "2,838.80", _N11: "4,021.65", _N25: "2,976.64",
}  # fmt: skip
_GROSS = {
    _J3: "4,063.80", _J5: "3,480.60", _J25: "4,590.55",
    _N3: "4,400.00", _N4: "4,610.00", _N11: "6,978.84", _N25: "4,898.30",
}  # fmt: skip
_TAX = {
    _J3: "598.30", _J5: "121.75", _J25: "741.20",
    _N3: "702.40", _N4: "826.15", _N11: "1,539.60", _N25: "902.85",
}  # fmt: skip


def _of(name: str, values: dict[str, str]) -> dict[str, str]:
    return {path: value for path, value in values.items() if name in path}


EACHES = (
    Each("What is the net pay on each payslip?", _values(_NET)),
    Each("How much did Nora earn in all her payslips?", _values(_of("nora", _NET)), total="12,677.79"),
    Each("What is the gross pay on each of Jonas's payslips?", _values(_of("jonas", _GROSS))),
    Each("What is the average net pay on Jonas's payslips?", _values(_of("jonas", _NET)), total="2,792.81"),
    Each(
        "On each payslip, how many days of leave are left?",
        _values({_J3: "17.0", _J5: "17.0", _J25: "25.0", _N3: "22.5", _N4: "20.5", _N11: "6.0", _N25: "24.0"}),
    ),
    Each(
        "In every contract, what is the notice period?",
        _values({
            "home/lease_lantern_quay_3b.pdf": "three months",
            "home/phone_contract_fennel.pdf": "one month",
            "work/employment_contract_nora.pdf": "eight weeks",
        }),
        may="health/gym_membership.pdf insurance/ home/northmoor_tariff.html",
    ),
    Each(
        "When was each payslip paid?",
        _values({
            _J3: "31 March 2024", _J5: "31 May 2024", _J25: "31 March 2025", _N3: "27 March 2024",
            _N4: "26 April 2024", _N11: "27 November 2024", _N25: "27 March 2025",
        }),
    ),
    Each("Wie hoch ist die Einkommensteuer auf jeder Gehaltsabrechnung?", _values(_TAX)),
    Each("¿Cuál es el salario neto en cada nómina?", _values(_NET)),
    Each("Quel est le salaire net sur chaque fiche de paie ?", _values(_NET)),
    Each("What is the highest gross pay on Nora's payslips?", _values(_of("nora", _GROSS)), total="6,978.84"),
    Each("How much is to pay on each invoice?", _values({"car/workshop_invoice_2024-10.pdf": "599.76"}),
         may="home/running_costs_2023.pdf"),
    Each(
        "What is the pension fund deduction on each of Nora's payslips?",
        _values({_N3: "388.74", _N4: "428.73", _N11: "643.10", _N25: "455.54"}),
    ),
    Each("What is the total income tax on all payslips from 2024?", _values(_of("2024", _TAX)), total="3,788.20"),
    Each(
        "What is the working time on each payslip?",
        _values({_J3: "39.0", _J5: "19.5", _J25: "39.0", _N3: "35.0", _N4: "38.0", _N11: "38.0", _N25: "38.0"}),
    ),
)  # fmt: skip

EACHES_ONCE = (
    Each(
        "What personnel number is on each payslip?",
        _values(
            {_J3: "HB-0457", _J5: "HB-0457", _J25: "HB-0457", _N3: "1138", _N4: "1138", _N11: "1138", _N25: "1138"}
        ),
    ),
    Each(
        "How many hours are on the time account on every payslip?",
        _values({_J3: "6.0", _J5: "6.0", _J25: "22.0", _N3: "18.5", _N4: "11.0", _N11: "41.5", _N25: "3.5"}),
    ),
    Each(
        "What is the sum of the health fund deductions on all payslips from 2024?",
        _values({_J3: "333.23", _J5: "163.39", _N3: "342.76", _N4: "378.02", _N11: "567.03"}),
        total="1,784.43",
    ),
    Each("What is the lowest gross pay on Jonas's payslips?", _values(_of("jonas", _GROSS)), total="3,480.60"),
    Each("Für jede Gehaltsabrechnung von Nora: wie hoch ist der Nettolohn?", _values(_of("nora", _NET))),
    Each("¿Cuánto es el impuesto en cada nómina de Jonas?", _values(_of("jonas", _TAX))),
    Each(
        "What were the deductions in all on each of Nora's payslips?",
        _values({_N3: "1,559.30", _N4: "1,771.20", _N11: "2,957.19", _N25: "1,921.66"}),
    ),
    Each(
        "How much did Jonas pay in union dues on all his payslips together?",
        _values({_J3: "38.65", _J5: "19.33", _J25: "40.93"}),
        total="98.91",
    ),
    Each(
        "What is the yearly premium in each insurance policy?",
        _values({"insurance/contents_insurance_terms.pdf": "142.80"}),
        may="insurance/car_insurance_policy.pdf correspondence/ car/ home/",
    ),
    Each("Quel est le salaire brut sur chaque fiche de paie de Nora ?", _values(_of("nora", _GROSS))),
)
