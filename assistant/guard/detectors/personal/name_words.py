"""Words beside names: titles, particles, what introduces a name, what makes a street or a firm of it.

Invariant: all in small letters; none of them is a name.
"""

from __future__ import annotations

from typing import Final


def _words(lines: str) -> tuple[str, ...]:
    return tuple(lines.split())


PARTICLES: Final = tuple(
    _words(
        """
    von van de da di del della dos der den la le zu y e bin al ten ter af ibn dalla dello du
    """
    )
)
TITLES: Final = frozenset(
    _words(
        """
    mr mrs ms miss mx dr prof professor sir lady rev herr herrn frau sr sra srta señor señora don doña mme mlle
    madame monsieur dott dottoressa dottore sig signor signora senhor senhora dra lord dame fr mevr meneer
    mevrouw pan pani
    """
    )
)
# What introduces a name, for one word as for several.
CUE: Final = (
    r"hi|hello|hey|hallo|hola|bonjour|ciao|my name is|name is|name was|name:|named|patient(?:in)?:"
    r"|patient name:|insured:"
    r"|tenant:|landlord:|mieter(?:in)?:"
    r"|versicherte[r]?:|paciente:|paziente:|patiënt:|signed(?: by)?:?|gez\.|unterzeichnet:?|dear|liebe[r]?|querid[oa]"
    r"|estimad[oa]|chère?|caro|cara|beste|geachte heer|geachte mevrouw|regards,|sincerely,|grüßen,?|grüße,?|saludos,"
    r"|saluti,|cordialement,|groeten?,|maiden name (?:is|was):?|née|geb\.|geborene|call me|calls me|heiße"
    r"|heißt|ich bin|je m'appelle|me llamo|mi chiamo|chamo-me|user:|account holder:|kontoinhaber(?:in)?:"
    r"|titular:|intestatario:|attn:?|z\. ?hd\.|c/o|mi nombre es|nom ?:|nombre:"
    r"|nome:|naam:|vorname:|nachname:|first name:|last name:|surname:|family name:|prénom ?:|cognome:|apellidos?:"
)
# The same, but firms and things stand there too: at least two words count.
CUE_OF_SEVERAL: Final = (
    r"called|under|cc:|from:|to:|von:|an:|de:|à:|contact:|je suis|ik ben|directed by|written by"
    r"|produced by|starring|sung by"
    r"|composed by|add|wife|husband|son|daughter|mother|father|sister|brother|niece|nephew|colleague"
    r"|friend|doctor|nurse"
    r"|tenant|neighbour|neighbor|producer|director"
)
# What introduces a name of one word.
INTRODUCED: Final = (
    r"my name is|name is|name was|call me|calls me|call him|call her|named|maiden name (?:is|was):?|née"
    r"|geb\.|heiße|heißt"
    r"|me llamo|mi chiamo|je m'appelle|dear|liebe[r]?|querid[oa]|chère?|caro|cara|beste|regards,|sincerely,|grüße,?"
    r"|saludos,|saluti,|groeten?,|user:|surname:|family name:|nachname:|apellidos?:|cognome:|first name:|vorname:"
    r"|sa(?:id|ys)|told|asked|shouted at|spoke (?:to|with)|talked (?:to|with)|met with|married (?:to)?"
)
# Behind a name, and part of it.
SUFFIXES: Final = frozenset(
    _words(
        """
    phd md dds dvm jr sr ii iii esq
    """
    )
)
DETERMINERS: Final = frozenset(
    _words(
        """
    the a an this that these those der die das den dem des ein eine einen einem einer eines kein keine le la les
    un une des du au aux el los las una unos unas il lo gli i uno del della dello nel nella o os as um uma do da
    no na het de een each every any some all no
    """
    )
)
# What people have: "Hleb's address".
HAD: Final = frozenset(
    _words(
        """
    address phone number house flat car wife husband son daughter mother father sister brother parents email
    account name birthday appointment doctor blood passport letter account's maiden daughter's
    """
    )
)
# Ends of family names that hardly any other word has.
FAMILY_FORM: Final = (
    r"[^\W\d_]{3,}(?:ov|ev|ova|eva|sky|ski|ska|ić|vić|čić|cki|cka|czyk|wicz|wska|enko|sson|dóttir|opoulos|idis|oğlu|oglu|"
    r"shvili|adze|escu|qvist|quist|gaard|ström|šek|ček|čka|ová)"
)
# Prepositions that stand before places.
OF_A_PLACE: Final = frozenset(
    _words(
        """
    in at from near to via rue calle nach aus bei à en dans vers chez a da di per naar te uit em para between of
    """
    )
)
# Words of streets, that stand behind a name in small letters too.
STREETS: Final = frozenset(
    _words(
        """
    street road avenue lane drive square boulevard terrace crescent straße strasse platz straat
    """
    )
)
# Of illnesses and what measures them, likewise; and people whose name alone means one.
OF_AN_ILLNESS: Final = frozenset(
    _words(
        """
    disease syndrome disorder lymphoma sarcoma dementia tumour tumor palsy sign test scale score scan catheter
    method classification criteria virus fever krankheit syndrom zeichen skala maladie enfermedad malattia
    ziekte
    """
    )
)
EPONYMS: Final = frozenset(
    _words(
        """
    parkinson alzheimer crohn hashimoto hodgkin raynaud down huntington tourette cushing addison basedow
    bechterew graves barrett menière meniere sjögren sjogren kaposi lyme marfan wilson apgar doppler röntgen
    babinski mantoux pap epstein barr dupuytren baker colles achilles fallot kawasaki lewy norton braden
    waterlow glasgow holter foley hickman
    """
    )
)
# Words of streets, houses, firms and offices.
OF_A_THING: Final = STREETS | frozenset(
    _words(
        """
    st rd ave av court place blvd way close gardens park hill suite apt apartment floor building house hall
    tower bridge church school college university institute hospital clinic centre center library museum gallery
    theatre hotel inn bank airport station harbour port bay beach island islands lake river mount mountain
    valley county city town village district province state republic kingdom ocean sea north south east west
    upper lower great new old royal national international united american european str weg allee gasse ring
    ufer damm markt hof schule universität klinik krankenhaus verein rue avenida boulevard place quai chemin
    impasse cours calle plaza paseo camino carrera colonia c via viale piazza corso vicolo largo rua praça
    travessa vila laan plein gracht kade weg dijk ulica ul aleja plac ltd limited inc incorporated corp
    corporation co company llc llp plc gmbh ag kg ohg se sa sarl sas srl spa bv nv oy ab as group holding
    partners associates sons brothers bros foundation trust society association club union council committee
    ministry department office agency party band orchestra records films studios airlines league cup award prize
    act law rule theorem disease syndrome test scale index effect day week month year war battle treaty bible
    testament
    """
    )
)
# With a capital letter at the start of a sentence or in a title, and no names.
NO_NAMES: Final = frozenset(
    _words(
        """
    dear hello hi hey good thank thanks please call ask tell meet see write from to by with for and but or if
    when where who what why how which the a an this that these those he she it they we you i my your his her its
    our their is are was were will would can could should do does did has have had not no yes on in at of as so
    then there here after before since until while because although however also only just even still both
    either neither all some any many much more most few each every other another such same own very too now
    today tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday january february march
    april may june july august september october november december hallo liebe lieber guten danke bitte herr
    frau und oder aber wenn wann wer was wie der die das ein eine ich du er sie wir ihr mein dein sein unser ist
    sind war waren nach von mit für auf im am zum zur bei seit montag dienstag mittwoch donnerstag freitag
    samstag sonntag januar februar märz mai juni juli oktober dezember bonjour cher chère merci le la les un une
    et ou mais je tu il elle nous vous ils son sa ses mon ma est sont était avec pour dans lundi mardi mercredi
    jeudi vendredi samedi dimanche janvier février avril juin juillet août hola estimado estimada querido
    querida gracias el los las y o pero yo con para por lunes martes miércoles jueves viernes sábado domingo
    enero febrero abril mayo junio julio agosto octubre noviembre diciembre ciao caro cara grazie gli uno e ma
    io lui lei noi voi con per lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio aprile
    maggio giugno luglio settembre ottobre dicembre het een en maar ik jij hij zij wij met voor maandag dinsdag
    woensdag donderdag vrijdag zaterdag zondag januari februari maart juni juli augustus oktober december bot
    user agent customer patient doctor name title subject date phone tel fax mail email e-mail internet english
    german french spanish italian dutch danish swedish polish russian chinese japanese god lord king queen
    prince princess president
    """
    )
)
# Words of streets and towns that stand in front of what was a name.
IN_FRONT: Final = STREETS | frozenset(
    _words(
        """
        rue place quai impasse calle plaza paseo colonia via viale piazza corso vicolo rua praça travessa vila ulica
        ul apt suite san são santa saint st ste el los las lake mount fort port cape
        """
    )
)
