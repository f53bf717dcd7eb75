"""Questions whose words stand in the files in another form only: a compound, an accent or an inflection away.

    ASSISTANT_HOME=... python -m tests.benchmarks.words.one_form_apart [--misses]

Sixty notes of one sentence, a question each; counted is how many notes are among the first three, with keywords alone
and with keywords and vectors. Prints one JSON line with 95% intervals (Wilson). The notes are in groups of one subject,
so that vectors alone do not tell them apart.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from assistant.answer.retrieve.keyword_query import keyword_query
from assistant.app.open import retrieval_parts_here
from assistant.domain.scope import Scope
from assistant.evaluation.beir import TestDocument
from assistant.evaluation.retrieval import index_documents
from assistant.evaluation.shares import Share
from assistant.text.forms.tongue import asked_in

_FIRST = 3
_COMPOUNDS = (
    ("Kündigung der Garage", "Die Garagenkündigung muss bis Ende März beim Verwalter sein."),
    ("Kosten für Wasser", "Die Wasserkosten sind im zweiten Jahr um ein Zehntel gestiegen."),
    ("Reinigung der Treppe", "Für die Treppenreinigung ist in geraden Wochen der dritte Stock dran."),
    ("Schlüssel für den Briefkasten", "Der Briefkastenschlüssel liegt im Schrank neben der Tür."),
    ("Mietvertragskündigung", "Die Kündigung des Mietvertrags ist nur schriftlich gültig."),
    ("Heizungswartung", "Die Wartung der Heizung wird vom Vermieter bezahlt."),
    ("Balkonanstrich", "Der Anstrich vom Balkon ist für den Sommer geplant."),
    ("Versicherung für das Fahrrad", "Die Fahrradversicherung ersetzt ein gestohlenes Rad bis 900 Euro."),
    ("Prüfung der Rauchmelder", "Die Rauchmelderprüfung ist im November und dauert zehn Minuten."),
    ("Hausordnung Ruhe", "Die Ruhezeiten stehen in der Ordnung des Hauses auf Blatt zwei."),
    ("Bank im Garten", "Die Gartenbank wurde von den Nachbarn neu gestrichen."),
    ("Tür zum Keller", "Die Kellertür klemmt, wenn es im Hof feucht ist."),
    ("Fenster im Dach", "Das Dachfenster wird nur mit dem langen Stab geöffnet."),
    ("Zähler für den Strom", "Der Stromzähler hängt hinter der Klappe im Flur."),
    ("Aufzugsnotruf", "Der Notruf im Aufzug ist Tag und Nacht besetzt."),
    ("sleutel van de kelder", "De keldersleutel ligt in de lade van de gang."),
    ("kosten van de verwarming", "De verwarmingskosten zijn voor het hele huis gelijk verdeeld."),
    ("verzekering voor de fiets", "De fietsverzekering is niet verlengd na het jaar 2021."),
    ("nyckel till källaren", "Källarnyckeln hänger i köket och ska lämnas tillbaka."),
    ("avgift för parkering", "Parkeringsavgiften är högre för gäster och ska betalas i förväg."),
)
_ACCENTS = (
    ("Gebuhr fur den Stellplatz", "Die Gebühr für den Stellplatz wird im Voraus gezahlt."),
    ("Fussboden in der Kuche", "Der Fußboden der Küche ist aus Eiche und nicht geölt."),
    ("Strasse vor dem Haus", "Die Straße ist bis zum Herbst nur in eine Richtung offen."),
    ("GROSSE TÜR", "Die große Tür ist nachts zu, und der Code ist neu."),
    ("Muell und Tonnen", "Der Müll gehört in die Tonnen, die im Hof sind."),
    ("Schluessel beim Hausmeister", "Der Hausmeister hat den Schlüssel für alle Räume."),
    ("Qualitaet der Daemmung", "Die Qualität der Dämmung wurde im Winter geprüft."),
    ("depot de garantie", "Le dépôt de garantie est égal à un mois de loyer."),
    ("fenetres cote cour", "Les fenêtres du côté de la cour ne sont pas peintes."),
    ("securite de la piece", "La sécurité de la pièce est assurée par une alarme."),
    ("resiliation du bail", "La résiliation du bail se fait par lettre avec un préavis."),
    ("oeuvres du salon", "Les œuvres du salon sont dans la réserve pour le moment."),
    ("reparation du velo", "La réparation du vélo est gratuite la première année."),
    ("dano en la pared", "El daño en la pared no es de este año y se arregló."),
    ("senal de la habitacion", "La señal de la habitación es débil y no llega al baño."),
    ("deposito del inquilino", "El depósito del inquilino está en una cuenta del banco."),
    ("limite de credito", "El límite de crédito es más bajo para los nuevos socios."),
    ("lampada piu vecchia", "La lampada più vecchia è nella stanza degli ospiti."),
    ("smorgasbord", "Smörgåsbordet är bokat för fredag och ska betalas kontant."),
    ("Lodz", "Die Lieferung aus Łódź ist für die Küche und kam im Mai."),
)
_INFLECTIONS = (
    ("gemietete Räume", "Der Raum im Keller ist nicht vermietet und wird leer übergeben."),
    ("beschädigte Wände", "Die Wand neben dem Ofen wurde durch Wasser beschädigt."),
    ("Verträge mit Firmen", "Der Vertrag mit der Firma Kolb endet nach zwei Jahren."),
    ("gestrichene Zäune", "Der Zaun am Weg ist im Frühjahr zu streichen."),
    ("Hunde im Haus", "Ein Hund ist im Haus nur mit Zustimmung erlaubt."),
    ("bezahlte Rechnungen", "Die Rechnung der Gärtnerei wurde bar bezahlt."),
    ("Gäste im Zimmer", "Jeder Gast hat für sein Zimmer eine eigene Karte."),
    ("chevaux du club", "Le cheval du club est soigné par les membres le dimanche."),
    ("travaux de peinture", "Le travail des peintres est prévu pour la fin du mois."),
    ("paiements annuels", "Le paiement annuel se fait par virement avant la date."),
    ("locataires absents", "Le locataire absent doit donner sa clé au gardien."),
    ("animaux dans le jardin", "Un animal ne doit pas rester seul dans les jardins."),
    ("obligaciones del vecino", "La obligación de los vecinos es limpiar la escalera."),
    ("árboles del patio", "El árbol de los patios se poda en el mes de enero."),
    ("pagos mensuales", "El pago mensual se hace antes del día cinco de cada mes."),
    ("llaves perdidas", "La llave perdida se cambia en la oficina sin coste."),
    ("finestre della cucina", "La finestra delle cucine è stata cambiata per il freddo."),
    ("pagamenti del garage", "Il pagamento dei garage si fa ogni anno in banca."),
    ("tenants' obligations", "The tenant is obliged to keep the stairs of the house clean."),
    ("cancelling memberships", "A membership is cancelled in writing before the end of June."),
)
PAIRS = {"compounds": _COMPOUNDS, "accents": _ACCENTS, "inflections": _INFLECTIONS}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--misses", action="store_true", help="name the questions whose note is not found")
    options = arguments.parse_args()
    notes = [(kind, question, text) for kind, pairs in PAIRS.items() for question, text in pairs]
    found: dict[str, dict[str, int]] = {kind: {"keywords": 0, "hybrid": 0} for kind in PAIRS}
    with tempfile.TemporaryDirectory() as folder, retrieval_parts_here(Path(folder)) as parts:
        documents = [TestDocument(f"{number:02}", "", text) for number, (_, _, text) in enumerate(notes)]
        index_documents(documents, parts, lambda done, total: None)
        for kind, question, text in notes:
            hits = parts.archive.search_keywords(keyword_query(question), _FIRST, Scope(), asked_in(question))
            by_words = [chunk.text for chunk in parts.archive.chunks([hit for hit, _ in hits]).values()]
            by_both = [passage.text for passage in parts.retriever.retrieve(question, k=_FIRST, scope=Scope())]
            found[kind]["keywords"] += text in by_words
            found[kind]["hybrid"] += text in by_both
            if options.misses and text not in by_both:
                sys.stderr.write(f"{kind}: {question} / {text}\n")
    total = {way: sum(counts[way] for counts in found.values()) for way in ("keywords", "hybrid")}
    shares = {way: [round(bound, 3) for bound in Share(count, len(notes)).interval] for way, count in total.items()}
    sys.stdout.write(
        json.dumps({"notes": len(notes), "first": _FIRST, **found, "all": total, "interval": shares}) + "\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
