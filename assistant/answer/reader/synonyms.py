"""Everyday words that stand for each other in a household's papers, in three languages.

Invariant: groups hold stems and are symmetric; any word of a group counts as any other, less the reader's discount.
"""

from __future__ import annotations

from functools import cache

from assistant.text.stems import stem

_GROUPS = """
apartment flat
car vehicle automobile
bicycle bike cycle
phone telephone mobile
salary wage earnings pay paid income earn
bill invoice
cost price charge fee pay paid sum amount
due payable payment pay paid
deposit security
landlord lessor
tenant lessee renter
contract agreement
lease tenancy
tenant rent rents renting renter
run expire expires expired expiry valid lapse lapses
smallest minimum least lowest
largest highest maximum most
power electricity
pipe pipes water leak leaks leaking burst
fine penalty surcharge
signed sign signature
firm company contractor
quote offer estimate tender
picture pictures photo photos photograph image
journeys journey ticket tickets fare travel
looks look care
spending pocket
teach teacher lesson lessons tutor
cancel cancellation terminate termination notice end
guarantee warranty
repair mend fix
replace replacement exchange renew change new
child children kid kids pupil pupils
people persons person
doctor physician
ill illness sick sickness disease
medicine drug medication
operation surgery operated
jab vaccination vaccine injection booster
holiday vacation leave
trip journey excursion travel
ship ferry boat
luggage baggage
buy bought purchase purchased
hire rent rental loan lend lent borrow borrowed
begin began start
finish end stop
allowed permitted permit allow
forbidden prohibited banned
cover covered coverage insured insurance insure
theft steal stolen burglary robbery nicked thief thieves
garbage rubbish refuse waste trash
fridge refrigerator
cooker stove hob
tap faucet
monday mon
tuesday tue tues
wednesday wed
thursday thu thurs
friday fri
saturday sat
sunday sun
montag mo
dienstag di
mittwoch mi
donnerstag do
freitag fr
samstag sa
sonntag so
lunes lundi lun
martes mardi mar
miercoles mercredi mie mer
jueves jeudi jue jeu
viernes vendredi vie ven
sabado samedi sab sam
domingo dimanche dom dim
start beginn beginnt beginnen anfang
job work employment
boss head manager
large big
year yearly annual annually
month monthly
week weekly
total sum whole
maximum most max
minimum least
internet broadband
live lives address adresse anschrift direccion domicilio
address wohnt wohnen vive vivir habite habiter
phone telefon telefono telefonnummer telephone
birthday geburtstag cumpleanos anniversaire
wohnt wohnen adresse anschrift
vive vivir direccion domicilio
born birthday
heat heating
mother mum mama mom madre
father dad papa padre
grandmother grandma granny oma abuela
tyre tyres tire tires
test exam examination
inspection check service
last keep survive
often every each
heavy weight weigh
hot warm temperature degrees
far distance
tall height high
fast speed
old age born
wide width
area size large
worth value
kosten kostet preis betrag gebuhr
kundigung kundigen kundigungsfrist
fallig zahlbar zahlung zahlen bezahlen bezahlt
vence vencimiento pago pagar pagarse
auto wagen fahrzeug
arzt arztin doktor
wohnung zimmer
urlaub ferien
offen geoffnet offnungszeit offnungszeiten
kuche kochen
mutter mama
costar cuesta precio cobra cobrar pagar coste
casa piso vivienda
erlaubt gestattet zulassig zugelassen erlaubnis
verboten untersagt unzulassig verbot
permitido permitida permite permitir admite admiten admitido admitida autorizado
prohibido prohibida prohibidos prohibidas prohibe
permis permise autorise autorisee autorises admis admise
interdit interdite interdits interdites defendu
dog dogs pet pets animal animals
cat cats pet pets animal animals
hund hunde haustier haustiere tier tiere
katze katzen haustier haustiere tier tiere
perro perros mascota mascotas animal animales
gato gatos mascota mascotas animal animales
chien chiens animal animaux
chat chats animal animaux
coche auto vehiculo
medico doctor doctora
alquilar alquiler
comprar compra
"""


@cache
def _table() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for line in _GROUPS.split("\n"):
        group = frozenset(stem(word) for word in line.split())
        for word in group:
            table[word] = table.get(word, frozenset()) | group
    return table


def same_meaning(word_stem: str) -> frozenset[str]:
    """The stems that may stand for `word_stem`, itself included."""
    return _table().get(word_stem, frozenset((word_stem,)))
