"""Questions over small files, with what the answer says first; an empty text hands the question to another task."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answer.tables.cells.sheets import Sheet
from assistant.answer.tables.engine.process import SealedQueries
from assistant.answer.tables.outcome import run
from tests.answer.tables.asking import outcome_of, read_sheets, said

QUESTIONS = [
    ("How much did we spend on Lebensmittel in January 2023?", "115.95 EUR"),
    ("What is the total of Geschenke in 2023?", "24.90 EUR"),
    ("Wie viel haben wir im März 2023 insgesamt ausgegeben?", "2.370,75 EUR"),
    ("Wie viel haben wir 2023 verdient?", "7.425,50 EUR"),
    ("Welche Kategorie war 2023 am teuersten?", "Miete: 2.875,00 EUR"),
    ("Wie hoch war das Gehalt im März 2023?", "2.525,50 EUR"),
    ("Wann waren wir zuletzt beim Biomarkt?", "17.03.2023"),
    ("Ausgaben pro Monat", "3 Gruppen"),
    ("Wie viel haben wir durchschnittlich pro Monat für Lebensmittel ausgegeben?", "98,50 EUR"),
    ("Welche Ausgaben waren über 1000 Euro?", "1.318,60 EUR"),
    ("Wie oft waren wir beim Biomarkt?", "3"),
    ("Unterschied der Lebensmittel zwischen Januar 2023 und Februar 2023", "13,55 EUR"),
    ("What did we pay Werkstatt Petersen in March 2023?", "1,318.60 EUR"),
    ("How much gas did we use between January and March 2024?", "107.5 m3"),
    ("Which month had the highest gas consumption?", "January 2024: 46.5 m3"),
    ("¿Cuánto gas consumimos en total?", "116,0 m3"),
    ("¿Quién leyó el contador el 1 de abril de 2024?", "Marta"),
    ("What was the gas reading on 1 May 2024?", "1.320,5 m3"),
    ("difference between the gas reading on 2024-02-01 and 2024-04-01", "61.0 m3"),
    ("How many kilometres did I run in June 2024?", "33.5 km"),
    ("What is the average distance of my runs?", "11.70 km"),
    ("Which place did I run most often?", "River path: 3 rows"),
    ("What is my shortest run?", "6.0 km (2024-07-06)"),
    ("total duration of the runs in May 2024", "2:57"),
    ("How many runs were longer than 10 km?", "3"),
    ("Distance per place", "3 groups"),
    ("How far did I run in the new shoes in total?", "49.6 km"),
    ("Which tariff has the highest Grundpreis?", "Flex (13,25 EUR)"),
    ("Was ist der Grundpreis von Kombi?", "11,50 EUR"),
    ("Welcher Tarif hat den höchsten Grundpreis?", "Flex (13,25 EUR)"),
    ("How much do we plan for rent in April?", "1,250.00"),
    ("What is the total for swimming lessons in the plan?", "270.00"),
    ("Which item costs the most in the plan?", "Rent: 4,850.00"),
    ("What is the total of the plan for March?", "1,850.75"),
    ("average groceries per month in the plan", "414.062"),
    ("How many loans do we have?", "3"),
    ("What is the biggest loan?", "$12,500.00 (Harbour Bank)"),
    ("Who lent us $1,800?", ""),
    ("When did the Credit Union loan start?", "06/30/2023"),
    ("total amount of loans started in 2022 or 2023", "9,050.50 USD"),
    ("How many members are there in the club?", "5"),
    ("What is the sum of the annual fees?", "4,551.00 USD"),
    ("Who is the youngest member?", "Cleo Dunn (29)"),
    ("In which city does Dev Easton live?", "Minehead"),
    ("Which members are from Porlock?", "Ben Carver, Eve Farrow"),
    ("How many members joined before 2021?", "2"),
    ("annual fees by city", "3 groups"),
    ("What is the highest annual fee?", "1,200.00 USD (Ada Brook)"),
    ("How many hours did Ines work?", "12:45"),
    ("Hours per project", "2 groups"),
    ("Which employee worked the most hours?", "Sam: 18:45"),
    ("How many hours were worked on 5 March 2024?", "14:15"),
    ("Combien d'heures Sam a-t-il travaillé au total ?", "18:45"),
    ("Quelle est la cotisation de Ben Carver ?", "850.50 USD"),
    ("What is the capital of Iceland?", ""),
    ("How do I cancel my membership?", ""),
    ("Who is Ada Brook?", ""),
    ("How much is the deposit for the hall?", ""),
    ("What was the total rent in the plan for January to March?", "3,600.00"),
    ("How much do we plan for groceries in March?", "455.75"),
    ("Which month has the highest groceries figure in the plan?", "March: 455.75"),
    ("Average monthly cost of piano lessons in the plan", "102.00"),
    ("How many loans are not paid back?", ""),
    ("Which lender gave us the largest loan?", "Harbour Bank ($12,500.00)"),
    ("What is the rate at the Credit Union?", "5.25 %"),
    ("Sum of all loan amounts", "21,550.50 USD"),
    ("How many club members live in Lynmouth?", "2"),
    ("What's the average age of the members?", "44.60"),
    ("Who is the oldest member?", "Eve Farrow (62)"),
    ("Which members joined in 2021?", "Cleo Dunn, Dev Easton"),
    ("What annual fee does Ben Carver pay?", "850.50 USD"),
    ("Total annual fees from Porlock", "1,450.50 USD"),
    ("How far did I run in May 2024 altogether?", "30.7 km"),
    ("What was my longest run?", "21.1 km (2024-06-08)"),
    ("How many runs on the River path?", "3"),
    ("When did I last run the Forest loop?", "2024-06-22"),
    ("How many hours did Sam work in total?", "18:45"),
    ("How many hours were spent on the Lighthouse project?", "18:30"),
    ("Wie viel wurde 2023 für Lebensmittel ausgegeben?", "295,50 EUR"),
    ("Was war die teuerste Ausgabe im März 2023?", "1.318,60 EUR (09.03.2023)"),
    ("Wie hoch war die Miete im Februar 2023?", "950,00 EUR"),
    ("Wie viele Einkäufe beim Biomarkt gab es?", "3"),
    ("Welcher Tarif hat den niedrigsten Grundpreis?", "Basis (9,90 EUR)"),
    ("Summe der Gehälter", "7.425,50 EUR"),
    ("¿Cuál era la lectura de gas el 1 de marzo de 2024?", "1.290,5 m3"),
    ("¿Cuánto gas consumimos en febrero de 2024?", "39,5 m3"),
    ("¿Cuántas veces leyó Marta el contador?", "3"),
    ("Combien de membres viennent de Porlock ?", "2"),
    ("What did the crew spend in hours on the Harbour wall?", "13:00"),
    ("How many members are over 45?", "3"),
    ("Who joined the club first?", "Ada Brook (Lynmouth)"),
    ("What is the cheapest annual fee?", "600.00 USD (Eve Farrow)"),
    ("Cuántos miembros viven en Porlock?", "2"),
    ("Wie viele Mitglieder wohnen in Lynmouth?", "2"),
    ("Wie hoch war der Gasstand am 1. Februar 2024?", "1.251,0 m3"),
    ("How much did we spend at Biomarkt in February and March 2023?", "179.55 EUR"),
    ("Which Kategorie had the highest spending in February 2023?", "Miete: 950.00 EUR"),
    ("What is the total planned for piano lessons in February and March?", "216.00"),
    ("How much more do we plan for groceries in March than in February?", "67.35"),
    ("List the runs over 12 km", "12.5 km, 21.1 km, 12.4 km"),
    ("How many runs did I do in June 2024?", "2"),
    ("What is the average Grundpreis of the tariffs?", "11.55 EUR"),
    ("Which loans were started after 2021?", "Aunt Celia, Credit Union"),
    ("What is the combined amount we borrowed from Aunt Celia and the Credit Union?", "9,050.50 USD"),
    ("How old is Dev Easton?", "47"),
    ("When did Cleo Dunn join?", "2021-01-05"),
    ("What is the highest interest rate of our loans?", ""),
    ("Which runs were in the old shoes?", "River path, Forest loop"),
    ("What was the total distance in July 2024?", "6.0 km"),
    ("How long was the run on 8 June 2024?", "21.1 km"),
    ("Sum of hours for Ines on the Lighthouse", "4:45"),
    ("Average hours per employee", "2 groups"),
    ("What do we plan for swimming lessons in total?", "270.00"),
    ("Which month is the cheapest in the plan?", "February: 1,744.40"),
    ("Wie viel kostet der Tarif Flex im Monat?", "13,25 EUR"),
    ("Welche Mitglieder sind älter als 40?", "Ben Carver, Dev Easton, Eve Farrow"),
    ("Wann wurde die Miete zuletzt bezahlt?", "03.03.2023 (975,00 EUR)"),
    ("Durchschnittliche Ausgabe bei Biomarkt", "87,917 EUR"),
    ("¿Cuál es la cuota anual más alta?", "1,200.00 USD (Ada Brook)"),
    ("¿Cuánto gas se consumió de enero a marzo de 2024?", "107,5 m3"),
    ("Quel membre est le plus jeune ?", "Cleo Dunn (29)"),
    ("Quelle est la distance totale des runs en mai 2024 ?", "30,7 km"),
]


@pytest.mark.parametrize(("question", "answer"), QUESTIONS)
def test_the_answer_is_exact(question: str, answer: str, sheets: list[Sheet], queries: SealedQueries) -> None:
    assert said(question, sheets, queries) == answer


def test_the_rows_behind_a_sum_are_those_of_the_file(sheets: list[Sheet], queries: SealedQueries) -> None:
    outcome = outcome_of("How much did we spend on Lebensmittel in January 2023?", sheets, queries)
    assert outcome is not None
    assert [outcome.reading.sheet.rows[row].row.number for row in outcome.rows] == [3, 4]


def test_a_row_that_is_left_out_does_not_count(sheets: list[Sheet], queries: SealedQueries) -> None:
    outcome = outcome_of("How much did we spend on Lebensmittel in January 2023?", sheets, queries)
    assert outcome is not None
    again = run(outcome.reading, queries, {outcome.rows[0]})
    assert again is not None
    assert (outcome.value, again.value, len(again.rows)) == (115.95, 31.75, 1)


_BOILER = (
    "date,firm,work,cost_eur\n2022-03-02,Heatfix,filter; burner cleaned,120.00\n"
    "2023-05-11,Heatfix,pump changed,340.00\n"
    "2023-09-20,Kettle & Co,filter; flue swept,131.50\n2024-08-05,Heatfix,valve changed; bled,88.00\n"
)


@pytest.mark.parametrize(
    ("question", "first_line"),
    [
        ("When was the last filter change?", "2023-09-20"),
        ("When did Heatfix last change the filter?", "2022-03-02"),
        ("When was the pump last changed?", "2023-05-11"),
        ("¿Cuándo fue el último cambio del filter?", "2023-09-20"),
        ("When was the last chimney change?", ""),
    ],
)
def test_the_last_time_of_something_whose_verb_stands_elsewhere(
    question: str, first_line: str, tmp_path: Path, queries: SealedQueries
) -> None:
    file = tmp_path / "boiler.csv"
    file.write_text(_BOILER)
    assert said(question, read_sheets([file]), queries).startswith(first_line)
    assert bool(said(question, read_sheets([file]), queries)) == bool(first_line)
