"""Words that a question for files is made of, besides what it looks for, in English, German, Spanish and French.

Invariant: all words are folded as `folding.fold_accents` folds them.
"""

from __future__ import annotations

from assistant.text.asked_language import FRENCH, Language
from assistant.text.languages import ENGLISH, GERMAN, SPANISH, word_set

# What a question asks for where it asks for any file.
FILES = word_set(
    """file files document documents doc docs paper papers paperwork item items
    datei dateien dokument dokumente dokumenten unterlage unterlagen papiere papieren
    archivo archivos documento documentos fichero ficheros papeles fichier fichiers papiers"""
)
OPENING: dict[Language, frozenset[str]] = {
    "en": word_set("which what list show find give get all every any whatever search count"),
    "de": word_set(
        """welche welcher welches welchen liste auflisten zeig zeige zeigen finde such suche nenne alle allen samtliche
        gib was zahle"""
    ),
    "es": word_set(
        """que cuales cual lista listar listame muestra muestrame mostrar busca buscame encuentra todos todas
        dame cuenta"""
    ),
    "fr": word_set(
        """quel quels quelle quelles liste lister montre montrer trouve trouver cherche tous toutes donne compte"""
    ),
}
OPENERS = frozenset[str]().union(*OPENING.values())
# Before the files they make it another question: how many, what the contract says, whether ...
STOPPERS = word_set(
    """how does do did is was are were should can could will would when why who where if
    wie ist war sind waren wann warum wer wo ob soll muss kann steht hat
    como es era son cuando donde quien debo puedo dice tiene
    comment est etait sont ou qui quand pourquoi dois puis dit contient"""
)
# Verbs and small words between the files and what they shall hold.
MENTIONING: dict[Language, frozenset[str]] = {
    "en": word_set(
        """mention mentions mentioning mentioned contain contains containing contained talk talks talking refer
        refers referring name names naming named say says saying concern concerns concerning deal deals dealing
        discuss discusses speak speaks appear appears appearing occur occurs come comes coming include includes
        including cover covers use uses using have has exist exists there i me my mine our ours us we you your
        anything something everything stuff information info related relating regarding about got get see saved
        kept keep own places place turns turn called phrase stating talked referred spoken discussed inside term
        everywhere anywhere
        need needs full whole please written wrote write sent send received each single where do does did is are was
        were be been thing things word words up again ever also it them of the a an any other"""
    ),
    "de": word_set(
        """erwahnen erwahnt erwahnte erwahnung enthalten enthalt nennen nennt genannt handeln handelt reden redet
        sprechen spricht betreffen betrifft vorkommen vorkommt kommt kommen vor gibt es auf steht stehen drin
        etwas alles geht gehen dreht habe haben hab ich mir mich wir uns mein meine meinen meiner unsere unseren
        geschrieben geschickt bekommen erhalten bitte heraus denen dazu liegen liegt befinden befindet sind hast
        uberall irgendwo du finden findet wort worter ausdruck namen name taucht tauchen rede darin
        viele vielen vieler tun drinsteht irgendeine"""
    ),
    "es": word_set(
        """mencionan menciona mencionen mencionado contienen contiene hablan habla tratan trata dicen nombran nombra
        relacionado relacionada palabra palabras nombre dime aparece aparecen figura figuran hay tengo tenemos
        algo todo mis mi
        escrito recibido enviado sale salen dentro"""
    ),
    "fr": word_set(
        """mentionnent mentionne mentionnant contiennent contient parlent parle traitent traite disent nomment nomme
        apparait apparaissent figure figurent concernent concerne ai avons quelque chose tout mes mon ecrit recu
        mot mots nom dedans envoye je j il y a se trouve trouvent cite citent question recues recus recue envoyees
        ecrites avez"""
    ),
}
# Between two things that are looked for.
JOINING = word_set("and both as well und sowie beide y e ambos et ainsi")
EITHER = word_set("or oder o u ou")
EXCEPT = word_set(
    """not without except excluding no don doesn nicht ohne ausser kein keine keinen sin excepto salvo menos pas sans
    sauf hormis"""
)
PREPOSITIONS = word_set(
    """about on from to by of with for in at concerning regarding against that which who than
    uber zu zum zur von vom an am mit fur aus in im bei ins gegen auf die der das den um
    sobre de del a al por para con en desde contra que
    sur de du des d a au aux par pour avec dans en chez contre qui que l le la les"""
)
FOLDER_WORDS = word_set("folder directory ordner verzeichnis carpeta directorio dossier repertoire")
HONORIFICS = word_set("mr mrs ms miss dr prof herr herrn frau senor senora sr sra monsieur madame mme")
# What asks to hear everything on a thing, without a word for files.
EVERYTHING = (
    r"\b(?:everything|anything|all)(?: (?:that )?(?:i|we) (?:have|own|kept?))?(?: there is)? "
    r"(?:about|on|with|concerning|regarding|related to|to do with|that has to do with|that mentions|mentioning|"
    r"(?:that|which|where) (?:has|have|contains?|includes?|names?|says?|refers? to|speaks? of))\b",
    r"\b(?:all|any|every bit of|the) (?:of )?(?:the |my |our )?(?:stuff|things|info|information|material|mentions?|"
    r"paperwork)(?: (?:that )?(?:i|we) have)?(?: there is)? (?:about|on|of|concerning|regarding|related to|"
    r"to do with)\b",
    r"\bwhat (?:do|have) (?:i|we) (?:have|got|own|kept?) (?:\w+ )?(?:about|on|regarding|concerning)\b",
    r"\bwhat(?:'s| is) there (?:about|on|regarding)\b",
    r"\b(?:hast du|haben wir|habe ich|gibt es) (?:etwas|was|irgendwas|irgendetwas|dateien|dokumente|unterlagen) "
    r"(?:uber|zu|zum|zur|mit|von)\b",
    r"\b(?:tengo|tienes|hay) algo (?:sobre|de)\b",
    r"\b(?:ai-je|as-tu|y a-t-il) quelque chose (?:sur|de)\b",
    r"\balles (?:uber|mit|zu|zum|zur|rund um|was (?:ich|wir) (?:uber|zu|zum|zur)|uber)\b",
    r"\bwas (?:habe|hab|haben) (?:ich|wir) (?:alles )?(?:uber|zu|zum|zur|an)\b",
    r"\balles,? (?:wo|worin|in dem|das|was)\b.*\b(?:drin\w*|vorkommt|steht|erwahnt|genannt)\b",
    r"\btodo (?:lo )?(?:relacionado|que (?:tenga|tiene) que ver) con\b|\btout ce qui concerne\b",
    r"\btodo (?:lo que tengo |lo que hay )?(?:sobre|acerca de|de)\b",
    r"\bque (?:tengo|tenemos|hay) (?:sobre|acerca de)\b",
    r"\btout (?:ce que j'ai )?(?:sur|a propos d[eu']|concernant)\b",
    r"\bqu(?:'est-ce que j'ai|'ai-je|e j'ai) (?:sur|a propos d[eu'])\b",
)
# Before the word for files, where a person asks whether there are any.
HAVING = (
    r"(?:do|have) (?:i|we)(?: have| got| own| keep)?(?: any| some)?|(?:is|are) there(?: any| some| a)?|"
    r"(?:hat|haben|erwahnt|enthalt) (?:irgend)?ein\w*|(?:habe|hab|haben) (?:ich|wir)(?: irgendwelche)?|"
    r"gibt es(?: irgendwelche)?|"
    r"hay(?: alg\w+)?|(?:tengo|tenemos)(?: alg\w+)?|"
    r"(?:ai-je|ai je|avons-nous|avons nous|y a-t-il|y a t il)(?: des| de)?"
)
# What a person says before the wish itself; the words of the wish are not looked for.
WISHING = (
    r"(?:hi|hello|hey|please|bitte|por favor|s'il (?:te|vous) plait)\b[, ]*",
    r"(?:can|could|would|will) (?:you|u)(?: please)? (?:look up|look for|find out|tell me|show me|check|see|list|"
    r"find)\b",
    r"(?:i'?m|i am|we are|we're) (?:looking|searching) for\b",
    r"(?:please )?(?:list|give me|show me|tell me) the (?:names|titles) of\b",
    r"i(?:'d| would)? (?:need|want|like|love)(?: to (?:see|know|have|find|get|read))?\b"
    r"(?= (?:every|all|each|the|which|any|what|to)\b)",
    r"(?:please )?(?:look up|find out|tell me|let me know|check|look for)\b"
    r"(?= (?:which|what|all|every|any|where|in)\b)",
    r"(?:kannst du|konntest du|konnen sie|wurdest du)(?: mir| bitte)*\b",
    r"ich (?:brauche|mochte|will|suche|hatte gern)\b(?= (?:alle|jede\w*|die|samtliche)\b)",
    r"(?:puedes|podrias|quiero|quisiera|necesito|busco)(?: ver| saber| decirme)?\b"
    r"(?= (?:todos?|todas?|los|las|que|cada|cuales)\b)",
    r"(?:peux-tu|pouvez-vous|je (?:veux|voudrais|cherche)|j'aimerais)(?: me dire| voir| savoir)?\b",
)
# Where a thing is mentioned.
SOMEWHERE = (
    r"\bwhere (?:is|are|was|were|does|do|did|have|has)\b.*\b(?:mentioned|come up|comes up|appear|named|talked about|"
    r"referred to|written about|discussed|spoken of)\b",
    r"\bwhere in (?:my|the|our|all) (?:\w+ )?(?:files|papers|documents|notes|archive|folders)\b",
    r"\b(?:everywhere|anywhere)\b.*\b(?:mentioned|mentions?|appears?|named|comes? up|talked about)\b",
    r"\bwo uberall\b|\bwo (?:steht|stehen|finde ich|findet sich) (?:etwas|was|uberall) (?:uber|zu|zum|zur|von)\b",
    r"\b(?:all|every) (?:the )?(?:places?|files?) (?:where|in which|that)\b",
    r"\bwo (?:uberall )?(?:wird|werden|kommt|kommen|ist|sind)\b.*\b(?:erwahnt|vor|genannt|die rede)\b",
    r"\bdonde (?:se )?(?:menciona|mencionan|aparece|aparecen|habla)\b",
    r"\bou (?:est|sont|parle)\b.*\b(?:mentionnee?s?|cite|question)\b",
)
# The question wants one thing that stands in a file, or a judgement, not the files.
OTHER_WISH = (
    r"\b(?:need|needed|required|require|must|bring|submit|sign|fill)\b",
    r"\b(?:brauche|brauchen|benotigt|benotige|mussen|mitbringen|einreichen|vorlegen)\b",
    r"\b(?:necesito|necesita|necesitan|hacen falta|llevar|presentar)\b",
    r"\b(?:besoin|faut|fournir|apporter)\b",
    r"\b(?:largest|biggest|smallest|newest|oldest|longest|shortest|highest|lowest|cheapest|most expensive|latest|"
    r"earliest|grosste|kleinste|neueste|alteste|langste|kurzeste|hochste|niedrigste|billigste|teuerste)\w*",
    r"\b(?:have you|did you|can you|could you) (?:read|index|open|see)\b|\bhast du gelesen\b",
    r"\bcan be read\b|\bindexed\b",
)
# By language: a small word of one is a thing in another ("car", "die", "son").
LITTLE: dict[Language, frozenset[str]] = {"en": ENGLISH, "de": GERMAN, "es": SPANISH, "fr": FRENCH}
COUNTING = r"\b(?:how many|wie viele[nr]?|cuant[oa]s|combien d[e'])(?: \w+){0,2}$"
