"""Words compared across spellings and languages: two words are the same where they share a key.

Invariant: keys are symmetric; a word always has itself as a key. Groups hold everyday words of tables of a household.
"""

from __future__ import annotations

from functools import lru_cache

from assistant.text.folding import fold_accents
from assistant.text.stems import stem, strip_ending

# The first word of a group names it where a rule needs it: keys_of("cost") holds "=amount".
_GROUPS = """
amount cost price fee cotisation cuota beitrag charge spend spent spending expense expenditure expensive paid pay
amount payment betrag kosten
amount kostet gekostet preis ausgabe ausgeben ausgegeben bezahlt bezahlen gezahlt zahlung importe coste costo
amount costado precio gasto gastar gastado gastamos gastaron pagado pagamos pagar montant cout coute couter prix
amount depense depenser payer
income earn earned earning earnings einkommen einnahme einnahmen verdient verdienst eingenommen ingreso ingresado
income ganado gano revenu gagne recette
salary wage wages gehalt lohn sueldo salario salaire
date day tag datum fecha dia jour
month monat mes mois
year jahr ano annee
week woche semana semaine
monday mon montag lunes lundi lun
tuesday tue tues dienstag martes mardi
wednesday wed mittwoch miercoles mercredi
thursday thu thurs donnerstag jueves jeudi
friday fri freitag viernes vendredi
saturday sat samstag sonnabend sabado samedi
sunday sonntag domingo dimanche
quarter quartal trimestre
person name people personne persona mitarbeiter employee member membre miembro socio mitglied empleado employe
category kategorie categoria categorie
payee empfanger vendor supplier shop store laden geschaft handler tienda proveedor magasin fournisseur
electricity power strom electricidad luz electricite
water wasser agua eau
heating heizung heizen calefaccion chauffage
gas gaz
energy energie energia
cold kalt kaltwasser frio fria froid froide
hot warm warmwasser caliente chaud chaude
reading read gasstand wasserstand stromstand meter zahler zahlerstand abgelesen gelesen contador leyo leido leyeron
reading lectura compteur releve indice
consumption consumio consumieron use used usage consume consumed verbrauch verbraucht consumo consumido consumimos
consumption consommation consomme
consumption consommee
mileage odometer kilometerstand kilometre kilometer km driven drive kilometraje kilometraz kilometrage
groceries grocery lebensmittel comestible alimento alimentos alimentacion supermercado courses alimentation epicerie
rent miete alquiler renta loyer
insurance versicherung seguro assurance
phone telephone telefon handy telefono
school schule escuela colegio ecole
car auto wagen coche voiture
cat katze gato chat
travel trip reise reisen viaje viajes voyage voyages
clothes clothing kleidung ropa vetement vetements
health gesundheit salud sante
sport deporte
children kinder ninos enfants
saving savings ersparnis sparen ahorro ahorros epargne
repair repairs reparatur reparacion reparation
present presents gift gifts geschenk geschenke regalo regalos cadeau cadeaux
inspection service inspektion revision entretien
tyre tyres tire tires reifen neumatico neumaticos pneu pneus
workshop garage werkstatt taller atelier
vaccination vaccine jab impfung vacuna vacunacion vaccin
doctor physician arzt arztin medico doctora medecin docteur
dentist zahnarzt dentista dentiste
tariff tarif tarife tarifa
age alter edad alt
size grosse tamano taille
height hohe altura hauteur
length lange longitud longueur
speed geschwindigkeit velocidad vitesse
quantity qty menge stuck anzahl cantidad quantite pieces
hours hour stunde stunden hora horas heure heures
customer client kunde cliente
order orders bestellung auftrag pedido commande
invoice bill rechnung factura facture
product item article artikel produkt produit producto articulo
tax steuer impuesto impot
balance saldo solde
account konto cuenta compte
city town stadt ciudad ville
country land pais pays
weight gewicht peso poids
temperature temperatur temperatura
annual annually yearly jahrlich jahresbeitrag anual annuel annuelle
grade mark note nota
book books buch bucher libro libros livre livres
points score punkte puntos
distance entfernung distancia strecke far weit lejos loin
duration dauer duracion duree
visitors guests besucher gaste visitantes visiteurs
"""


def _groups() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _GROUPS.strip().splitlines():
        names = line.split()
        for name in names:
            found.setdefault(name, set()).add(f"={names[0]}")
            found.setdefault(stem(name), set()).add(f"={names[0]}")
            found.setdefault(strip_ending(name), set()).add(f"={names[0]}")
    return {word: frozenset(keys) for word, keys in found.items()}


_KEYS = _groups()
_SHORTEST_PART = 4  # letters of a part of a compound


@lru_cache(maxsize=65_536)
def keys_of(word: str) -> frozenset[str]:
    """The keys of a word (folded here): its stems, and the names of its groups behind "="."""
    folded = fold_accents(word)
    forms = {stem(folded), strip_ending(folded)}
    keys = forms.union(*(_KEYS.get(form, frozenset()) for form in (folded, *forms)))
    if len(folded) >= 2 * _SHORTEST_PART and keys == forms:
        keys |= _compound(folded)
    return frozenset(keys)


def is_same_word(word: str, keys: frozenset[str]) -> bool:
    """Whether `keys` are of another form of `word`, not only of its group."""
    return any(not key.startswith("=") for key in keys_of(word) & keys)


def _compound(word: str) -> frozenset[str]:
    """The groups of the two parts of a compound such as "stromverbrauch", where both parts are known."""
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        first, second = word[:cut], word[cut:]
        for head in (first, first.removesuffix("s")):
            known = _KEYS.get(head) or _KEYS.get(strip_ending(head))
            rest = _KEYS.get(second) or _KEYS.get(strip_ending(second))
            if known and rest:
                return known | rest
    return frozenset()


def is_group(word: str, name: str) -> bool:
    """Whether `word` belongs to the group `name`."""
    return f"={name}" in keys_of(word)
