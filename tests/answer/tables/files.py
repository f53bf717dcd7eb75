"""Small files with tables, as people keep them: German, Spanish and American figures, months as columns, hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import docx
import xlsxwriter

HAUSHALT = """Datum;Kategorie;Empf\u00e4nger;Betrag (\u20ac);Bemerkung
03.01.2023;Miete;Hausverwaltung Nord;-950,00;
05.01.2023;Lebensmittel;Biomarkt;-84,20;
19.01.2023;Lebensmittel;Wochenmarkt;-31,75;
31.01.2023;Gehalt;Werft Nord;2.450,00;
03.02.2023;Miete;Hausverwaltung Nord;-950,00;
11.02.2023;Lebensmittel;Biomarkt;-102,40;
14.02.2023;Geschenke;Buchladen am Hafen;-24,90;Geburtstag Oma
28.02.2023;Gehalt;Werft Nord;2.450,00;
03.03.2023;Miete;Hausverwaltung Nord;-975,00;Erh\u00f6hung
09.03.2023;Auto;Werkstatt Petersen;-1.318,60;Zahnriemen
17.03.2023;Lebensmittel;Biomarkt;-77,15;
31.03.2023;Gehalt;Werft Nord;2.525,50;
"""
LECTURAS = """fecha;lectura gas m3;le\u00eddo por
2024-01-01;1.204,5;Marta
2024-02-01;1.251,0;Marta
2024-03-01;1.290,5;Luis
2024-04-01;1.312,0;Marta
2024-05-01;1.320,5;Luis
"""
RUNS = """date\tplace\tdistance_km\tduration\tshoes
2024-05-04\tRiver path\t8.2\t0:47\told
2024-05-11\tForest loop\t12.5\t1:15\tnew
2024-05-25\tRiver path\t10.0\t0:55\tnew
2024-06-08\tCoast road\t21.1\t2:04\tnew
2024-06-22\tForest loop\t12.4\t1:12\told
2024-07-06\tRiver path\t6.0\t0:33\tnew
"""
TARIFE = """<html><head><title>Stromtarife</title></head><body><main><h1>Stromtarife 2024</h1>
<p>Alle Preise gelten ab dem ersten Januar und enthalten die Steuer.</p>
<table><caption>Tarife</caption><tr><th>Tarif</th><th>Grundpreis (\u20ac)</th><th>Laufzeit Monate</th></tr>
<tr><td>Basis</td><td>9,90</td><td>12</td></tr><tr><td>Kombi</td><td>11,50</td><td>24</td></tr>
<tr><td>Flex</td><td>13,25</td><td>1</td></tr></table></main></body></html>"""
PLAN: list[list[object]] = [
    ["Item", "January", "February", "March", "April", "Total"],
    ["Rent", 1200, 1200, 1200, 1250, 4850],
    ["Groceries", 402.1, 388.4, 455.75, 410, 1656.25],
    ["Swimming lessons", 60, 60, 75, 75, 270],
    ["Piano lessons", 96, 96, 120, 96, 408],
    ["Total", 1758.1, 1744.4, 1850.75, 1831, 7184.25],
]
LOANS = [
    ["Lender", "Started", "Amount", "Rate", "Paid back"],
    ["Harbour Bank", "03/14/2021", "$12,500.00", "4.5 %", "yes"],
    ["Aunt Celia", "11/02/2022", "$1,800.00", "0 %", "no"],
    ["Credit Union", "06/30/2023", "$7,250.50", "5.25 %", "no"],
]
MEMBERS = [
    ["Name", "City", "Joined", "Annual fee (USD)", "Age"],
    ["Ada Brook", "Lynmouth", "2019-04-02", "1,200.00", "34"],
    ["Ben Carver", "Porlock", "2020-09-17", "850.50", "51"],
    ["Cleo Dunn", "Lynmouth", "2021-01-05", "850.50", "29"],
    ["Dev Easton", "Minehead", "2021-11-23", "1,050.00", "47"],
    ["Eve Farrow", "Porlock", "2023-03-08", "600.00", "62"],
]
HOURS = [
    ["Day", "Employee", "Project", "Hours"],
    ["4 March 2024", "Sam", "Lighthouse", "7:30"],
    ["5 March 2024", "Sam", "Lighthouse", "6:15"],
    ["5 March 2024", "Ines", "Harbour wall", "8:00"],
    ["6 March 2024", "Ines", "Lighthouse", "4:45"],
    ["7 March 2024", "Sam", "Harbour wall", "5:00"],
]


def write_files(folder: Path) -> list[Path]:
    """Write all of them below `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("haushalt_2023.csv", HAUSHALT),
        ("lecturas_gas.csv", LECTURAS),
        ("runs.tsv", RUNS),
        ("stromtarife.html", TARIFE),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    _write_workbook(folder / "plan_2024.xlsx", {"Plan": PLAN, "Loans": LOANS})
    _write_workbook(folder / "club_members.xlsx", {"Members": MEMBERS})
    document = docx.Document()
    document.add_heading("Hours of the crew")
    table = document.add_table(rows=0, cols=4)
    for row in HOURS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(folder / "crew_hours.docx"))
    return sorted(folder.iterdir())


def _write_workbook(file: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> None:
    with xlsxwriter.Workbook(str(file)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
