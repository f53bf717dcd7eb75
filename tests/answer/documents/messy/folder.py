"""A messy folder: sixty-one short files, German and English mixed, named as they came. All of it is invented."""

from __future__ import annotations

from pathlib import Path


def _invoice(*lines: str) -> str:
    return "\n".join(lines)


FILES: dict[str, str] = {
    # ---------------------------------------------------------------- invoices, each laid out in its own way
    "Rechnungen/2024-01-15 Elektro Brandl.txt": _invoice(
        "Elektro Brandl GmbH", "Rechnung Nr. 2024-117", "Datum: 15.01.2024", "Sehr geehrte Frau Aigner,",
        "Austausch Sicherungskasten, 3,5 Std. zu 68,00 EUR 238,00 EUR", "Material 141,50 EUR",
        "Zwischensumme netto 379,50 EUR", "MwSt. 19 % 72,11 EUR", "Rechnungsbetrag 451,61 EUR",
        "Zahlbar bis 29.01.2024 ohne Abzug.",
    ),
    "Rechnungen/Dachdecker_März.txt": _invoice(
        "Dachdeckerei Holm", "RECHNUNG 24-031", "vom 12. März 2024", "", "Reparatur Dachrinne nach dem Sturm",
        "Gesamtbetrag", "1.284,00 €", "", "Bitte überweisen Sie bis zum 26. März 2024.",
    ),
    "Rechnungen/scan0007.txt": _invoice(
        "Invoice 8812", "Quill & Ferrow Ltd, stationers", "3 April 2024", "Paper A4, 10 packs GBP 42.00",
        "Ink GBP 31.50", "Subtotal GBP 73.50", "VAT 20% GBP 14.70", "Total due GBP 88.20", "Due date: 3 May 2024",
    ),
    "Rechnungen/Tierarzt Minka.txt": _invoice(
        "Tierarztpraxis Dr. Sommer", "Rechnung 2024/554", "Patient: Katze Minka, Halterin: Eva Aigner", "22.05.2024",
        "Impfung 38,40 €", "Untersuchung 24,10 €", "Summe 62,50 €", "Betrag dankend erhalten.",
    ),
    "Rechnungen/stromabrechnung_2023.txt": _invoice(
        "Stadtwerke Lindau", "Stromrechnung für 2023", "Zählerstand alt 18.204, neu 20.911, Verbrauch 2.707 kWh",
        "Arbeitspreis 866,24 EUR", "Grundpreis 120,00 EUR", "Rechnungsbetrag 986,24 EUR",
        "Abschläge bezahlt 900,00 EUR", "Nachzahlung 86,24 EUR", "Fällig am 15.02.2024",
    ),
    "Rechnungen/garage.txt": _invoice(
        "Kestrel Garage", "Invoice no. 5520, 17 June 2024", "Two new tyres, fitted and balanced 164.00",
        "Brake fluid 38.00", "Sum without tax 202.00", "Tax 40.40", "To pay EUR 242.40", "Payment within 14 days.",
    ),
    "Rechnungen/Hotel Seeblick.txt": _invoice(
        "Hotel Seeblick, Bregenz", "Rechnung 7741", "Anreise 02.08.2024, Abreise 05.08.2024",
        "3 Nächte Doppelzimmer CHF 1'020.00", "Kurtaxe CHF 21.00", "Total CHF 1'041.00",
    ),
    "Rechnungen/zahn.txt": _invoice(
        "Dr. med. dent. Kolb, Zahnarzt", "Rechnung", "für Jakob Aigner", "Professionelle Zahnreinigung 95,00 €",
        "Füllung 61,20 €", "Gesamtsumme 156,20 €", "zahlbar innerhalb von 30 Tagen",
    ),
    # ---------------------------------------------------------------- letters and mails
    "Post/Brief Vermieter Kaution.txt": (
        "Sehr geehrte Frau Aigner,\n\nhiermit bestätigen wir den Eingang der Kaution von 2.400 Euro. Die Rückzahlung "
        "erfolgt spätestens sechs Monate nach dem Auszug.\n\nMit freundlichen Grüßen\nHausverwaltung Rauch"
    ),
    "Post/an_hausverwaltung_schimmel.txt": (
        "Lindau, 4. Februar 2024\n\nSehr geehrte Damen und Herren,\n\nim Schlafzimmer hat sich hinter dem Schrank "
        "Schimmel gebildet. Bitte schicken Sie jemanden.\n\nMit freundlichen Grüßen\nEva Aigner"
    ),
    "Post/re_mould.txt": (
        "Dear Ms Aigner,\n\nthe mould in the bedroom comes from the broken gutter above. The roofer has been told. "
        "The landlord bears the cost.\n\nKind regards\nR. Rauch"
    ),
    "Post/Oma Geburtstag.txt": (
        "Liebe Oma,\n\nzu deinem 80. Geburtstag kommen wir alle am 9. Juni. Jakob bringt den Kuchen mit, ich die Fotos "
        "vom Bodensee.\n\nHerzliche Grüße\nEva"
    ),
    "Post/letter to uncle.txt": (
        "Dear Uncle Ronan,\n\nthank you for the parcel from Galway. Jakob reads the book about lighthouses every night. "
        "We hope to visit in October.\n\nWith love\nEva"
    ),
    "Post/krankenkasse_bescheid.txt": (
        "Gesundkasse Süd\n\nSehr geehrte Frau Aigner,\n\nIhrem Antrag auf eine Kur in Bad Wörishofen wird "
        "stattgegeben. Der Eigenanteil beträgt 10 Euro je Tag.\n\nMit freundlichen Grüßen\nIhre Gesundkasse"
    ),
    "Post/Versicherung Wasserschaden.txt": (
        "Nordstern Versicherung\nSchadennummer 77-2024-08\n\nSehr geehrte Frau Aigner,\n\nden Wasserschaden vom "
        "3. März regulieren wir mit 640,00 EUR. Die Selbstbeteiligung von 150 EUR ist abgezogen.\n\n"
        "Mit freundlichen Grüßen\nNordstern Versicherung"
    ),
    "Post/school letter trip.txt": (
        "Dear parents,\n\nthe class goes to the climbing hall on 14 May. Please give the children gym shoes and EUR 9.\n\n"
        "Kind regards\nMs Delacroix"
    ),
    "Post/Absage_Volkshochschule.txt": (
        "Guten Tag Frau Aigner,\n\nder Kurs Töpfern am Abend muss leider ausfallen. Die Gebühr von 84 Euro wird "
        "erstattet.\n\nMit freundlichen Grüßen\nVolkshochschule"
    ),
    "Mails/Fwd photos.eml": (
        "From: Ronan Walsh <ronan@galway.example>\nTo: Eva Aigner <eva@aigner.example>\nSubject: photos\n"
        "Date: Tue, 11 Jun 2024 09:12:00 +0100\nContent-Type: text/plain; charset=utf-8\n\n"
        "Hi Eva,\n\nhere are the photos of the boat. The engine is mended at last.\n\nRonan\n"
    ),
    "Mails/kletterkurs.eml": (
        "From: Kletterzentrum <kurs@kletter.example>\nTo: Eva Aigner <eva@aigner.example>\nSubject: Anmeldung Jakob\n"
        "Date: Mon, 02 Sep 2024 18:00:00 +0200\nContent-Type: text/plain; charset=utf-8\n\n"
        "Hallo Eva,\n\nJakob ist für den Kletterkurs ab 10. September angemeldet. Kosten: 120 Euro.\n\nViele Grüße\nToni\n"
    ),
    "Mails/Re Re boiler.eml": (
        "From: Rauch <rauch@hausverwaltung.example>\nTo: Eva Aigner <eva@aigner.example>\nSubject: Re: Re: boiler\n"
        "Date: Fri, 08 Nov 2024 08:30:00 +0100\nContent-Type: text/plain; charset=utf-8\n\n"
        "Dear Ms Aigner,\n\nthe technician comes on Tuesday between 8 and 10. The boiler is from 1998 and will be "
        "exchanged in spring.\n\nRauch\n"
    ),
    # ---------------------------------------------------------------- contracts
    "Verträge/Mietvertrag Seestr 4.txt": (
        "Mietvertrag\nzwischen Hausverwaltung Rauch als Vermieter und Eva Aigner als Mieterin\n\n§ 1 Die Wohnung liegt im "
        "zweiten Stock mit Balkon.\n§ 3 Die Miete beträgt 1.150,00 Euro monatlich.\n§ 7 Die Kündigungsfrist beträgt drei "
        "Monate zum Monatsende.\n§ 9 Haustiere sind mit Zustimmung erlaubt."
    ),
    "Verträge/handyvertrag.txt": (
        "Mobilfunkvertrag Tarif Blau\nKundin: Eva Aigner\nMonatspreis 19,99 Euro\nMindestlaufzeit 24 Monate\n"
        "Die Kündigungsfrist beträgt einen Monat zum Ende der Laufzeit."
    ),
    "Verträge/Arbeitsvertrag Aigner.txt": (
        "Arbeitsvertrag\nzwischen Seeholz Möbel GmbH und Eva Aigner\n\n1. Probezeit: sechs Monate. In dieser Zeit gilt eine "
        "Frist von zwei Wochen.\n2. Danach beträgt die Kündigungsfrist sechs Wochen zum Quartalsende.\n3. Das Gehalt "
        "beträgt 3.420,00 Euro brutto.\n4. Der Urlaub beträgt 30 Tage."
    ),
    "Verträge/gym.txt": (
        "Membership contract, Kestrel Fitness\nMember: Eva Aigner\nThe fee is EUR 29.90 a month.\nThe notice period is "
        "four weeks to the end of a month."
    ),
    "Verträge/Musikschule.txt": (
        "Unterrichtsvertrag der Musikschule\nSchüler: Jakob Aigner, Instrument: Trompete\nJahresgebühr 612 Euro\n"
        "Die Kündigungsfrist beträgt acht Wochen zum Schuljahresende."
    ),
    # ---------------------------------------------------------------- pay, each month of another year on its own line
    "Lohn/Gehaltsabrechnung_2024_01.txt": (
        "Gehaltsabrechnung Januar 2024\nSeeholz Möbel GmbH\nEva Aigner, Personalnummer 0417\nBruttogehalt 3.420,00\n"
        "Lohnsteuer -412,33\nSozialversicherung -702,81\nNettogehalt 2.304,86\nAuszahlung am 30.01.2024\nAlle Beträge in EUR"
    ),
    "Lohn/Gehaltsabrechnung_2024_02.txt": (
        "Gehaltsabrechnung Februar 2024\nSeeholz Möbel GmbH\nEva Aigner, Personalnummer 0417\nBruttogehalt 3.420,00\n"
        "Lohnsteuer -412,33\nSozialversicherung -702,81\nNettogehalt 2.304,86\nAuszahlung am 28.02.2024\nAlle Beträge in EUR"
    ),
    "Lohn/Gehaltsabrechnung_2024_03.txt": (
        "Gehaltsabrechnung März 2024\nSeeholz Möbel GmbH\nEva Aigner, Personalnummer 0417\nBruttogehalt 3.520,00\n"
        "Lohnsteuer -437,10\nSozialversicherung -723,36\nNettogehalt 2.359,54\nAuszahlung am 28.03.2024\nAlle Beträge in EUR"
    ),
    # ---------------------------------------------------------------- notes, lists, recipes, diaries
    "Notizen/garten.md": (
        "# Garten\n\nTomaten ab Mitte Mai hinaus. Die reifen Früchte jeden Abend ernten. Der Zaun zum Nachbarn braucht "
        "neue Latten.\n\nRosen im Februar schneiden."
    ),
    "Notizen/todo.txt": "Reifen wechseln lassen\nZahnarzt Jakob\nStrom kündigen?\nBalkon streichen\nOma anrufen",
    "Notizen/ideen bad.md": "# Bad renovieren\n\nFliesen hellgrau, Dusche ohne Wanne. Der Handwerker schätzt 9.000 Euro.",
    "Notizen/packliste bodensee.txt": (
        "PACKLISTE BODENSEE\n[ ] Zelt\n[ ] Schlafsäcke\n[ ] Sonnencreme\n[ ] Angel für Jakob\n[ ] Fahrräder\n[ ] Katze zu Hanna"
    ),
    "Notizen/wlan.txt": "Router steht im Flur hinter der Kommode. Gäste nehmen das Netz Seestern.",
    "Notizen/Tagebuch 2024.md": (
        "# Tagebuch 2024\n\n## 3. März\n\nIn der Küche stand das Wasser. Der Schlauch der Waschmaschine war geplatzt.\n\n"
        "## 12. Juli\n\nJakob ist vom Fahrrad gefallen, Knie aufgeschlagen, sonst nichts.\n\n## 5. August\n\nZurück vom "
        "Seeblick in Bregenz. Die Berge, das Wasser, die Ruhe."
    ),
    "Notizen/books to read.txt": "The Lighthouse Stevensons\nA Field Guide to Getting Lost\nThe Insurance Man (play)",
    "Notizen/hanna.md": "Hanna: Schlüssel Seestr. 6, gießt die Blumen, versorgt Minka, isst keine Nüsse.",
    "Notizen/meeting house 2024.md": (
        "# Minutes of the owners' meeting\n\nThe lift is to be checked in June. The roof is tight again since the repair "
        "by Holm. Bicycles must not stand in the hall."
    ),
    "Rezepte/Kässpätzle.md": (
        "# Kässpätzle\n\n400 g Mehl, 4 Eier, 150 ml Wasser, 1 TL Salz, 300 g Bergkäse, 2 Zwiebeln.\n\nTeig schlagen, ins "
        "kochende Wasser schaben, mit Käse schichten, im Ofen bei 180 Grad warm halten."
    ),
    "Rezepte/soda bread.md": (
        "# Ronan's soda bread\n\n450 g flour, 1 teaspoon salt, 1 teaspoon soda, 400 ml buttermilk.\n\nKnead briefly, cut a "
        "cross, bake in a hot oven for 35 minutes."
    ),
    "Rezepte/nusskuchen oma.txt": (
        "Omas Nusskuchen\n250 g Butter, 200 g Zucker, 5 Eier, 300 g gemahlene Haselnüsse, 100 g Mehl\nAlles rühren und bei "
        "175 Grad 50 Minuten backen."
    ),
    "Rezepte/limo.txt": "Limonade: 2 Zitronen, 80 g Zucker, 1 l Wasser, Minze. Alles rühren, eine Stunde in den Kühlschrank.",
    # ---------------------------------------------------------------- insurance, health, car, school, travel
    "Unterlagen/Hausrat Police.txt": (
        "Nordstern Versicherung\nVersicherungsschein Hausrat NV-55310\nVersicherungssumme 60.000 Euro\nJahresbeitrag 118,40 "
        "Euro\nSelbstbeteiligung 150 Euro"
    ),
    "Unterlagen/kfz_versicherung.txt": (
        "Alpina Direkt\nKfz-Versicherung, Kennzeichen LI-EA 214\nHaftpflicht und Teilkasko\nJahresbeitrag 486,00 Euro\n"
        "Selbstbeteiligung 300 Euro"
    ),
    "Unterlagen/Impfpass Jakob.txt": "Jakob Aigner\nTetanus 12.04.2019\nMasern 03.09.2016\nFSME 21.05.2023",
    "Unterlagen/blood test.txt": "Lab report for Eva Aigner, 6 February 2024\nIron low, vitamin D low, sugar normal.",
    "Unterlagen/Allergie Hanna.txt": "Kein Problem mit Pollen. Haselnuss: starke Reaktion, Notfallset in der Handtasche.",
    "Unterlagen/zulassung auto.txt": "Zulassungsbescheinigung\nFahrzeug: Lindo Kombi, Erstzulassung 11.03.2018\nHalterin: Eva Aigner",
    "Unterlagen/tüv bericht.txt": "Hauptuntersuchung 05.03.2024\nMängel: Bremsscheiben vorn verschlissen. Nächste Prüfung 03/2026.",
    "Unterlagen/zeugnis jakob.txt": "Jahreszeugnis Klasse 4b\nJakob Aigner\nDeutsch gut, Mathematik sehr gut, Sport gut.",
    "Unterlagen/timetable.csv": "day,time,subject\nMonday,08:00,German\nMonday,09:00,Maths\nTuesday,08:00,Sport",
    "Unterlagen/ausgaben_2024.csv": (
        "datum,wofuer,euro\n2024-01-15,Elektriker,451.61\n2024-03-12,Dachdecker,1284.00\n2024-06-17,Reifen,242.40\n"
        "2024-09-10,Kletterkurs,120.00"
    ),
    "Unterlagen/fahrplan faehre.txt": "Autofähre Friedrichshafen - Romanshorn\nAbfahrt stündlich ab 5:41 Uhr\nAuto mit zwei Personen 38 CHF",
    "Unterlagen/ferry rules.txt": "Ferry rules: dogs on a leash, no camping stoves on board, bicycles on the lower deck.",
    "Unterlagen/donation receipt.txt": "Spendenquittung\nSeenotretter e.V.\nWir danken Eva Aigner für 50,00 Euro am 20.12.2024.",
    "Unterlagen/Steuerbescheid 2023.txt": (
        "Finanzamt Lindau\nBescheid für 2023 über Einkommensteuer\nFestgesetzte Steuer 4.812,00 Euro\nErstattung 236,00 Euro"
    ),
    "Unterlagen/alt/Hausrat Police (1).txt": (
        "Nordstern Versicherung\nVersicherungsschein Hausrat NV-55310\nVersicherungssumme 60.000 Euro\nJahresbeitrag 118,40 "
        "Euro\nSelbstbeteiligung 150 Euro"
    ),
    "Unterlagen/leer.txt": "",
    "Unterlagen/manual toaster.txt": "Toaster manual\nPlug in, push the lever. Do not use under water. Clean the crumb tray weekly.",
    "Unterlagen/waschmaschine garantie.txt": "Garantie für Waschmaschine Bluma 7, gekauft am 19.11.2021, drei Jahre.",
    "Unterlagen/poem.txt": "The tide comes in, the tide goes out, a light above the quay.\nNo letter tells what this is about, except the sea.",
    "Unterlagen/kur bad woerishofen.txt": "Kurplan Eva Aigner, Bad Wörishofen, 7. bis 27. Oktober 2024. Wassertreten täglich um 7 Uhr.",
}  # fmt: skip


def write(folder: Path) -> None:
    """Write the files below `folder`."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
