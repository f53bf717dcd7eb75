"""Words of a household's papers that name the same thing, in English, German, Spanish and French.

A thing is mentioned by any of its names: "insurance" is, where a letter says "Versicherung". A name counts in text of
its own language alone, because words of one language mean other things in another ("pan", "car", "chat").
Invariant: words are folded as `folding.fold_accents` folds them; only words for the same thing stand in one line, since
a word that is merely near in meaning would bring files that do not mention the thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import get_args

from assistant.text.asked_language import Language
from assistant.text.stems import stem

# en / de / es / fr; "washing-machine" stands for two words beside each other.
_THINGS = """
landlord landlady lessor / vermieter vermieterin / casero casera arrendador arrendadora / proprietaire bailleur
tenant lessee / mieter mieterin / inquilino inquilina arrendatario / locataire
insurance insurer insured insure / versicherung versicherer versichert / seguro seguros aseguradora / assurance assureur
bicycle bike / fahrrad fahrrader / bicicleta bici / velo velos bicyclette
car / auto autos wagen pkw / coche coches / voiture voitures
boiler / heizkessel heiztherme kesselanlage / caldera / chaudiere
heating / heizung / calefaccion / chauffage
knee / knie / rodilla rodillas / genou genoux
cat / katze katzen kater / gato gata gatos gatas / chat chats chatte
dog / hund hunde hunden / perro perra perros / chien chiens chienne
balcony / balkon / balcon balcones / balcon balcons
kitchen / kuche / cocina / cuisine
bathroom / badezimmer / bano / salle-de-bain
tax / steuer steuern / impuesto impuestos / impot impots
invoice bill / rechnung rechnungen / factura facturas / facture factures
rent / miete / alquiler / loyer
deposit / kaution mietkaution / fianza / caution
contract / vertrag vertrage / contrato contratos / contrat contrats
lease tenancy-agreement / mietvertrag / contrato-de-alquiler / contrat-de-location
notice-period notice cancellation / kundigung kundigungsfrist / preaviso / preavis
doctor physician / arzt arztin arzte hausarzt / medico medica medicos / medecin docteur
dentist / zahnarzt zahnarztin / dentista / dentiste
hospital / krankenhaus klinik / hospital / hopital
school / schule / escuela colegio / ecole
teacher / lehrer lehrerin / maestro maestra profesor profesora / professeur enseignant
holiday vacation / urlaub ferien / vacaciones / vacances
birthday / geburtstag geburtstage / cumpleanos / anniversaire
christmas / weihnachten / navidad / noel
easter / ostern / pascua / paques
wedding / hochzeit / boda / mariage
allergy allergic / allergie allergien allergisch / alergia alergias alergico / allergie allergies allergique
nut / nuss nusse / nuez nueces frutos-secos / noix
hazelnut / haselnuss haselnusse / avellana avellanas / noisette noisettes
almond / mandel mandeln / almendra almendras / amande amandes
medicine medication / medikament medikamente / medicamento medicamentos / medicament medicaments
vaccination vaccine vaccinated / impfung impfungen geimpft impfpass / vacuna vacunas / vaccin vaccins vaccination
pension / rente / pension / retraite
salary wage / gehalt gehalter lohn / sueldo salario / salaire
bank / bank / banco / banque
loan / kredit darlehen / prestamo / pret
mortgage / hypothek / hipoteca / hypotheque
electricity / strom elektrizitat / electricidad / electricite
water / wasser / agua / eau
gas / gas erdgas / gas / gaz
internet broadband / internet breitband / internet / internet
telephone phone / telefon handy / telefono movil / telephone portable
roof / dach / tejado techo / toit toiture
window / fenster / ventana ventanas / fenetre fenetres
garden / garten / jardin / jardin
cellar basement / keller / sotano / cave
repair repaired / reparatur reparaturen repariert / reparacion reparaciones / reparation reparations
damage / schaden / danos / degat degats dommage dommages
complaint complain / beschwerde beschwerden reklamation / queja quejas reclamacion / plainte reclamation
theft stolen / diebstahl gestohlen / robo robado / vol vole
accident / unfall unfalle / accidente accidentes / accident accidents
police / polizei / policia / police
journey trip travel itinerary / reise reisen reiseplan / viaje viajes itinerario / voyage voyages itineraire
booking reservation / buchung reservierung / reserva / reservation
letter / brief briefe / carta cartas / lettre lettres
diary journal / tagebuch tagebucher / diario / journal
recipe / rezept rezepte / receta recetas / recette recettes
report / bericht berichte / informe informes / rapport rapports
fee fees / gebuhr gebuhren beitrag beitrage / cuota cuotas / frais cotisation cotisations
minutes / protokoll / acta actas / proces-verbal compte-rendu
meeting / versammlung sitzung besprechung / reunion reuniones / reunion reunions
spring / fruhling fruhjahr / primavera / printemps
summer / sommer / verano / ete
autumn fall / herbst / otono / automne
winter / winter / invierno / hiver
train / zug zuge bahn / tren trenes / train trains
ferry / fahre autofahre / ferry transbordador / ferry traversier
flight / flug fluge / vuelo vuelos / vol vols
passport / reisepass / pasaporte / passeport
luggage baggage / gepack / equipaje / bagage bagages
beach / strand strande / playa playas / plage plages
tyre tire / reifen / neumatico neumaticos / pneu pneus
battery / batterie batterien / bateria baterias / batterie batteries
bread / brot / pan / pain
cake / kuchen torte / tarta pastel / gateau
soup / suppe suppen / sopa sopas / soupe soupes
fish / fisch / pescado / poisson
tomato / tomate tomaten / tomate tomates / tomate tomates
potato / kartoffel kartoffeln / patata patatas / pomme-de-terre pommes-de-terre
plumber / klempner installateur / fontanero / plombier
electrician / elektriker / electricista / electricien
caretaker janitor / hausmeister / conserje portero / concierge gardien
neighbour neighbor / nachbar nachbarn nachbarin / vecino vecina vecinos / voisin voisine voisins
mother mum mom mama / mutter mutti mama / madre mama / mere maman
father dad / vater papa / padre papa / pere papa
grandmother grandma granny / oma grossmutter / abuela / grand-mere
grandfather grandpa / opa grossvater / abuelo / grand-pere
lawyer solicitor attorney / anwalt anwaltin rechtsanwalt / abogado abogada / avocat avocate
deadline / frist fristen / plazo plazos / echeance echeances
warranty guarantee / garantie gewahrleistung / garantia / garantie
washing-machine / waschmaschine / lavadora / lave-linge machine-a-laver
dishwasher / spulmaschine geschirrspuler / lavavajillas / lave-vaisselle
fridge refrigerator / kuhlschrank / nevera frigorifico / refrigerateur frigo
storm / sturm unwetter / tormenta temporal / tempete orage
mould mold / schimmel / moho / moisissure
noise / larm ruhestorung / ruido / bruit
lift elevator / aufzug fahrstuhl / ascensor / ascenseur
tram / strassenbahn / tranvia / tramway tram
photograph photo / foto fotos / foto fotos fotografia / photo photos
glasses spectacles / brille / gafas / lunettes
child children / kind kinder / nino ninos hijo hijos / enfant enfants
application / bewerbung / solicitud candidatura / candidature
donation / spende spenden spendenquittung / donacion donativo / don dons
membership / mitgliedschaft / afiliacion / adhesion
subscription / abo abonnement / suscripcion / abonnement
reminder / mahnung zahlungserinnerung / recordatorio / rappel
firework / feuerwerk / fuegos-artificiales / feu-d-artifice feux-d-artifice
scaffold scaffolding / gerust baugerust / andamio / echafaudage
crab / krebs krabbe krabben / cangrejo cangrejos / crabe crabes
mussel / muschel muscheln / mejillon mejillones / moule moules
"""

Names = Mapping[Language, frozenset[str]]


@cache
def _things() -> dict[str, Names]:
    """Each word's stem and the names of its thing; where several things share a word, the names of all."""
    things: dict[str, dict[Language, frozenset[str]]] = {}
    for line in filter(None, _THINGS.split("\n")):
        names = dict(zip(get_args(Language), (frozenset(part.split()) for part in line.split("/")), strict=True))
        for language, words in names.items():
            for word in words:
                known = things.setdefault(f"{language}:{stem(word)}", {})
                for other, others in names.items():
                    known[other] = known.get(other, frozenset()) | others
    return dict(things)


def names_of(word: str, language: Language) -> Names:
    """The names, by language, of the thing that the folded `word` of `language` names; empty if it is not listed."""
    return _things().get(f"{language}:{stem(word)}", {})


# Words that stand in papers on a subject which do not name it; two different ones make a document one of the subject.
_SUBJECTS = """
insurance: premium policyholder claim excess settle insured underinsurance
versicherung: pramie versicherungsnehmer selbstbeteiligung schaden schadensfall police beitrag
seguro: prima asegurado siniestro franquicia poliza cobertura
assurance: prime assure sinistre franchise police garantie
health: doctor hospital clinic surgery operation allergy vaccination medicine diagnosis physiotherapy injector dentist
gesundheit: arzt krankenhaus klinik operation allergie impfung medikament diagnose physiotherapie zahnarzt
salud: medico hospital clinica operacion alergia vacuna medicamento diagnostico dentista farmacia
sante: medecin hopital clinique operation allergie vaccin medicament diagnostic dentiste
travel: ferry hotel booking luggage itinerary passport cabin flight tickets
reisen: fahre hotel buchung gepack reiseplan reisepass flug unterkunft
viajes: ferry hotel reserva equipaje pasaporte vuelo alojamiento
voyages: ferry hotel reservation bagages passeport vol hebergement
school: teacher pupils lessons homework class timetable parents
schule: lehrer schuler unterricht hausaufgaben klasse stundenplan elternabend
food: recipe oven flour butter sugar dough soup groceries
cooking: recipe oven flour butter sugar dough soup bake
kochen: rezept ofen mehl butter zucker teig suppe
money: invoice salary payment budget tax account fee premium
geld: rechnung gehalt zahlung steuer konto gebuhr beitrag
"""


@cache
def _subjects() -> Mapping[str, frozenset[str]]:
    lines = (line.split(":") for line in _SUBJECTS.split("\n") if line)
    return {stem(subject): frozenset(stem(word) for word in words.split()) for subject, words in lines}


def words_on(word: str) -> frozenset[str]:
    """Stems of words that papers on the subject `word` (folded) hold; empty if it is not listed."""
    return _subjects().get(stem(word), frozenset())
