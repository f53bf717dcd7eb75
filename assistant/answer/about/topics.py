"""What a question about the program asks for.

Invariant: only questions that speak to the program or of its library have a topic: "what is your policy?" has one,
"what does the policy cover?" is a question about the files.
"""

from __future__ import annotations

import re
from typing import Literal

from assistant.text.folding import fold_accents

Topic = Literal[
    "abilities", "count", "read", "unread", "kept", "leaves", "model", "policy", "forget", "folders", "languages", "add",
    "list",
]  # fmt: skip

_MOST_CHARS = 200
_MOST_WORDS = 16  # a longer question tells of something else
_WORD = re.compile(r"[^\W_]+")
# What may stand before and behind such a question, as words.
_BEFORE = re.compile(
    r"^(?:(?:and|so|ok|okay|hey|hi|hello|please|well|but|tell me|can you tell me|could you tell me|i wonder|und|also|"
    r"hallo|bitte|sag mir|sag mal|aber|y|e|hola|por favor|dime|pero|et|mais|bonjour|salut|dis moi|alors) )+"
)
_BEHIND = re.compile(
    r"(?: (?:please|bitte|por favor|s il te plait|s il vous plait|now|exactly|then|denn|eigentlich|mal))+$"
)

# Patterns read folded words with single spaces between them; the first topic that fits is the question's.
_FILES = (
    r"(?:files?|documents?|papers|pdfs?|dateien|dokumente|unterlagen|archivos|ficheros|documentos|fichiers|documents)"
)
# What the person and the program own: "does the washing machine leave water?" is a question of another kind.
_MINE_EN = (
    r"anything|something|any of (?:it|this|my \w+)|my \w+|(?:any|some) (?:data|files)|it|this|you|what i \w+|"
    r"the (?:program|app|assistant|data|questions|answers)|data|everything"
)
_MINE_DE = r"meine \w+|etwas|irgendetwas|irgendwas|irgendwelche daten|daten|was|dieses programm|das programm|die daten"
_TOPICS: tuple[tuple[Topic, tuple[str, ...]], ...] = (
    (
        "unread",
        (
            rf"\b{_FILES} (?:you )?(?:could|can|did|were|are|have|couldn|didn|weren|aren|haven)(?: you)? (?:not|t)(?: you)?(?: been| be)? (?:read|index(?:ed)?|open(?:ed)?|readable)\b",
            r"\b(?:which|what) (?:ones? |of (?:them|my files) )?(?:could|can|did|couldn|didn)(?: you)? (?:not|t) (?:you )?(?:read|index|open)\b|\b(?:what|why) (?:could|can|did|couldn|didn)(?: you)? (?:not|t) (?:you )?(?:read|index|open)\b",
            rf"\b{_FILES} (?:are|is|were|was) (?:unreadable|unread|quarantined)\b|^(?:what|which) (?:is|are|was|were) (?:unreadable|quarantined|unread|not readable|not indexed)$",
            rf"^(?:are there |show (?:me )?|list )?(?:any |all |the )?(?:unreadable|unread|quarantined) {_FILES}$",
            rf"\b{_FILES} (?:konntest|kannst|konnten|hast|sind|wurden)\b.*\b(?:nicht (?:gelesen|lesen|lesbar|indexiert|offnen)|unlesbar)\b",
            r"^(?:was|welche|warum) (?:konntest|kannst|hast) du (?:\w+ )?nicht (?:gelesen|lesen|indexiert|offnen)\b",
            rf"\b{_FILES} no (?:has podido|pudiste|pudo|ha podido|se han podido|se pudieron) (?:leer|abrir|indexar)\b|\b{_FILES} ilegibles\b",
            rf"\b{_FILES} (?:n as tu|n avez vous|tu n as|vous n avez|n ont) pas (?:pu |ete )?(?:lire|lus?|ouvrir|indexer|indexes)\b|\b{_FILES} illisibles\b",
        ),
    ),
    (
        "forget",
        (
            r"\b(?:how (?:do|can|could|would|to)|can|could|may) (?:i |you |we |one )?(?:forget|remove|delete|erase|unindex)\b.*\b(?:file|files|folder|folders|document|documents|library|index|everything|all)\b",
            r"\bhow (?:do|can) i make you forget\b|\bhow (?:do i|to) forget\b|\bcan you forget\b",
            r"\bwie (?:kann|konnen|losche|vergisst|vergesse|entferne|lasst)\b.*\b(?:datei|dateien|ordner|dokument\w*|alles)\b.*\b(?:vergessen|loschen|entfernen|entfernst)\b",
            r"\bwie (?:vergisst du|losche ich|entferne ich|vergesse ich)\b.*\b(?:datei\w*|ordner|dokument\w*|alles)\b",
            r"\bcomo (?:puedo |se |hago para |hacer para )?(?:olvid\w+|borr\w+|elimin\w+|quit\w+)\b.*\b(?:archivos?|ficheros?|carpetas?|documentos?|todo)\b|\bcomo hago que olvides\b",
            r"\bcomment (?:puis je |je peux |faire |on |je )?(?:oubli\w+|supprim\w+|effac\w+|retir\w+|te faire oublier|pour oublier|fais je oublier)\b.*\b(?:fichiers?|dossiers?|documents?|tout)\b",
        ),
    ),
    (
        "add",
        (
            r"\bhow (?:do|can|could|would|to)\b.*\b(?:add|index|include|import|give you|show you|load)\b.*\b(?:folders?|files?|documents?|directory|directories|pdfs?)\b",
            r"\bwie (?:fuge|nehme|kann|konnen|gebe|indexiere|bekommst)\b.*\b(?:ordner|datei|dateien|dokumente?|verzeichnis)\b.*\b(?:hinzu\w*|auf\w*|dazu|ein\w*|indexier\w*)\b|\bwie indexiere ich\b",
            r"\bcomo (?:puedo |se |hago para )?(?:anad\w+|agreg\w+|index\w+|incluy\w+|incluir)\b.*\b(?:carpetas?|archivos?|ficheros?|documentos?)\b",
            r"\bcomment (?:puis je |je peux |faire pour |on |je )?(?:ajout\w+|index\w+|inclu\w+)\b.*\b(?:dossiers?|fichiers?|documents?|repertoires?)\b",
        ),
    ),
    (
        "count",
        (
            rf"\bhow many (?:\w+ )?{_FILES} (?:do|did|have|can|are|is)\b.*\b(?:you|known|indexed|here|there|library|index)\b|\bhow many {_FILES}(?: are)?(?: there)?$",
            rf"\bhow (?:big|large) is (?:the|your|my) (?:library|index|archive)\b|\bhow much do you know\b|\bhow many {_FILES} (?:do i have|are indexed)\b",
            rf"\bwie viele (?:\w+ )?{_FILES} (?:kennst|hast|sind|kennt|weisst|gibt)\b(?:.*\b(?:du|indexiert|bibliothek|es|hier|drin)\b)?|\bwie viele {_FILES}$|\bwie gross ist (?:die|deine|meine) bibliothek\b",
            rf"\bcuantos (?:\w+ )?{_FILES} (?:conoces|tienes|hay|has|sabes|estan)\b|\bcuantos {_FILES}$",
            rf"\bcombien de {_FILES} (?:connais|as|avez|y a|sont|connaissez|est)\b|\bcombien de {_FILES}$|\btu connais combien de {_FILES}\b",
        ),
    ),
    (
        "folders",
        (
            r"^(?:which|what) (?:folders?|directories|director(?:y|ies))(?: (?:do|did|are|have|is|can)\b.*\b(?:you|indexed|watched|read|known|included|in the library))?$",
            r"^(?:where|from where) (?:do|did) (?:you|your) (?:files|documents|read|get|take|look)\b.*",
            r"^(?:list|show)(?: me)? (?:the|your|my|all) (?:indexed |watched )?folders$",
            r"^welche (?:ordner|verzeichnisse)(?: (?:liest|kennst|hast|sind|werden|uberwachst|durchsuchst)\b.*)?$",
            r"^(?:que|cuales) (?:son las |son mis )?carpetas(?: (?:lees|conoces|has|tienes|estan|vigilas|miras)\b.*)?$",
            r"^(?:quels?|quelles?) (?:sont les |sont mes )?(?:dossiers|repertoires)(?: (?:lis|connais|as|sont|surveilles|lisez)\b.*)?$",
        ),
    ),
    (
        "read",
        (
            rf"^(?:what|which)(?: {_FILES}| kinds? of {_FILES}| types? of {_FILES}| file types)? (?:did|have|do|can) you (?:already )?(?:read|index|indexed|know|have|cover|look at|open)(?: so far| about| already| of)?$",
            rf"^(?:what|which)(?: {_FILES}| is| are)? (?:are |is )?(?:indexed|in (?:the|your|my) (?:library|index))$|^what do you have access to$|^what do you know about me$",
            rf"^(?:was|welche {_FILES}|welche) (?:hast|kennst|liest|kannst) du (?:alles |schon |bisher )?(?:gelesen|indexiert|lesen)?$|^was ist (?:in der bibliothek|indexiert)$|^was hast du (?:alles )?(?:gelesen|indexiert)$",
            rf"^(?:que|que {_FILES}|cuales) (?:has leido|conoces|has indexado|tienes|lees|puedes leer)$",
            rf"^(?:qu as tu|qu avez vous|quels? {_FILES}(?: as tu| avez vous| tu as)?|tu as) (?:lus?|indexes?|connais tu|lis tu|peux tu lire)(?: quoi)?$|^qu est ce que tu as (?:lu|indexe)$|^quels {_FILES} connais tu$",
        ),
    ),
    (
        "list",
        (
            rf"^(?:list|show|name|give|print)(?: me)?(?: a list of| an overview of)?(?: all| every)?(?: of)?(?: the| my| your| these| those)? {_FILES}(?: names)?(?: (?:you (?:know|have|read|have read)|i have|in (?:the|my|your|this) (?:library|folder|index)|there are|here))?$",
            rf"^(?:what|which) {_FILES} (?:are (?:there|here|in (?:this|the|my) folder)|do (?:i|we) have|exist)$|^(?:a |the )?list of (?:all )?(?:the |my )?{_FILES}$|^all(?: my| the)? {_FILES}$",
            rf"^(?:liste|zeig|zeige|nenne|nenn|gib)(?: mir)?(?: eine liste)?(?: bitte)?(?: alle| aller| von allen)?(?: die| der| meine| meiner)? {_FILES}(?: auf| an)?$|^(?:welche|was fur) {_FILES} (?:gibt es|habe ich|haben wir|sind (?:da|vorhanden|hier))(?: alles)?$|^(?:eine )?liste aller {_FILES}$|^alle(?: meine)? {_FILES}$",
            rf"^(?:lista|listame|muestra|muestrame|ensena|ensename|enumera|nombra|dame)(?: una lista de| la lista de)?(?: todos)?(?: los| mis)? {_FILES}$|^(?:que|cuales) {_FILES} (?:hay|tengo|tenemos|existen)$|^(?:la )?lista de (?:todos )?(?:los |mis )?{_FILES}$|^todos (?:los|mis) {_FILES}$",
            rf"^(?:liste|montre|affiche|enumere|donne|nomme)(?: moi)?(?: une liste de| la liste de| la liste des)?(?: tous)?(?: les| mes| des)? {_FILES}$|^(?:quels|quelles) (?:sont (?:les|mes) )?{_FILES}(?: (?:y a t il|existent|ai je|avons nous|as tu|il y a))?$|^(?:la )?liste (?:de tous les|des|de mes) {_FILES}$|^tous (?:les|mes) {_FILES}$",
        ),
    ),
    (
        "leaves",
        (
            rf"\b(?:does|do|will|would|can|is|are|did) (?:{_MINE_EN})\b.*\b(?:leave|leaves|leaving|sent|send|sends|upload\w*|shared?|transmit\w*)\b(?:.*\b(?:machine|computer|internet|cloud|anywhere|anyone|anybody|somewhere|device|laptop|online|servers?|company|out)\b)?",
            r"\b(?:do|are|does|is) (?:you|it|this|the (?:program|app|assistant)) (?:connect\w*|online|use|using|need|talk\w*)\b.*\b(?:internet|network|cloud|online|servers?)\b|^are you (?:online|private|offline|local)$|^is (?:this|it|my data|everything) (?:really )?(?:private|local|safe|secure|offline)$",
            r"^who (?:can |else )*(?:sees?|reads?) (?:my (?:data|files|questions|documents)|what i (?:ask|type|write))$|^do you (?:spy|phone home|collect)\b",
            rf"\b(?:verlasst|verlassen|gehen|geht|werden|wird) (?:{_MINE_DE})\b.*\b(?:rechner|computer|internet|cloud|gerat|maschine|netz|hochgeladen|server|weitergegeben|verschickt)\b",
            r"\b(?:schickst|sendest|ladst|gibst) du\b.*\b(?:internet|cloud|netz|hoch|server|weiter|daten)\b|^bist du (?:online|offline|privat|lokal|mit dem internet verbunden)$|\b(?:verlassen|verlasst)\b.*\b(?:diesen|meinen|den) (?:rechner|computer)\b",
            r"\b(?:sale|salen|se envia|se envian|envias|mandas|se manda|sube|subes)\b.*\b(?:ordenador|maquina|equipo|internet|nube|computadora|servidor)\b|^(?:es esto |esto es |eres |es )(?:privado|local|seguro)$|^te conectas a internet$",
            r"\b(?:quitte(?:nt)?|sort|sortent|est envoye|sont envoyee?s|envoies(?: tu)?|envoyez(?: vous)?)\b.*\b(?:machine|ordinateur|internet|nuage|cloud|serveur|appareil)\b|^es tu (?:prive|local|en ligne|hors ligne|connecte a internet)$",
        ),
    ),
    (
        "kept",
        (
            r"\bwhere (?:is|are|do you|does it|does the program)\b.*\b(?:my|your|the) (?:data|library|index|files|settings|models?|history|conversations?|chats?|questions|documents|information)\b.*\b(?:kept|stored?|saved?|keep|live|located|held|lie)\b",
            r"\bwhere (?:is|are) (?:the|your|my) (?:library|index|settings(?: file)?|data|models?|history)$|\bwhere do you (?:keep|store|save)\b",
            r"\bwo (?:liegen|liegt|werden|wird|sind|speicherst|bewahrst|ist|hebst)\b.*\b(?:daten|bibliothek|index|einstellungen|modelle?|verlauf|fragen|gesprache?)\b",
            r"\bdonde (?:se |estan |esta |guardas |quedan )+.*\b(?:datos|biblioteca|indice|ajustes|modelos?|historial|archivos guardados|informacion)\b|\bdonde guardas\b",
            r"\bou (?:sont|est|gardes|stockes|conserves|ranges)\b.*\b(?:donnees|bibliotheque|index|reglages|modeles?|historique|parametres)\b",
        ),
    ),
    (
        "model",
        (
            r"\b(?:which|what) (?:language |ai |llm )?(?:model|llm|ai|engine|reader)\b.*\b(?:answers?|you|use|used|running|this|is it|in use|behind)\b|^(?:which|what) (?:language )?model$|^are you (?:an? )?(?:ai|llm|chatgpt|gpt\S*|claude|robot|bot|human|a language model|language model|real)\b.*",
            r"\bwelches (?:sprach)?modell\b|\bbist du (?:eine? )?(?:ki|mensch|chatgpt|roboter|sprachmodell)\b|\bwer antwortet hier\b",
            r"\bque modelo\b.*\b(?:responde|usas|utilizas|eres|contesta|tienes)\b|\beres (?:una? )?(?:ia|humano|chatgpt|robot|persona)\b",
            r"\bquel (?:modele|moteur)\b.*\b(?:repond|utilises?|utilisez|es tu|emploies)\b|\bes tu (?:une? )?(?:ia|humain|chatgpt|robot)\b|^quel modele$",
        ),
    ),
    (
        "policy",
        (
            r"\b(?:what|which) (?:is|are|s) (?:your|the active|the current|my active) (?:polic(?:y|ies)|rules?|safeguards?|guardrails?)\b|\b(?:which|what) (?:polic(?:y|ies)|rules|safeguards)\b.*\b(?:active|you|in use|apply here|in force|on)\b|^what are you (?:not )?allowed to (?:do|say|show|answer)$|^your policy$",
            r"\b(?:welche|was (?:ist|sind)) (?:deine |die aktive |ist die aktive |sind deine )?(?:richtlinien?|policy|regeln|schutzregeln)(?: (?:hast du|gelten|gilt|ist aktiv|gelten hier|gilt hier))?$|\bwas ist deine (?:policy|richtlinie)\b",
            r"\b(?:cual es|que) (?:tu |la )?(?:politica|reglas)(?: (?:activa|tienes|usas|sigues|aplicas|en uso))?$|\bcual es tu politica\b|\bcuales son tus reglas\b",
            r"\bquelle (?:est ta|est votre|est la) (?:politique|regle)\b|\bquelles sont tes regles\b|\bquelle politique (?:utilises|suis|appliques|est active)\b",
        ),
    ),
    (
        "languages",
        (
            r"^(?:what|which|how many) languages? (?:do|can|are) (?:you|it|this)\b.*|^do you (?:speak|understand|know) \w+(?: and \w+| or \w+)?$|^can (?:you|i) (?:speak|understand|answer|ask)(?: you)?(?: in)? (?:english|german|spanish|french|italian|other languages)\b.*|^(?:what|which) languages?$",
            r"^(?:welche|wie viele|in welchen) sprachen\b(?: (?:sprichst|verstehst|kannst|kennst|liest|gehen)\b.*)?$|^(?:sprichst|verstehst|kannst) du (?:auch )?\w+$",
            r"^(?:que|cuantos|en que) (?:idiomas|lenguas)\b(?: (?:hablas|entiendes|conoces|lees|sabes|puedo)\b.*)?$|^(?:hablas|entiendes) \w+$",
            r"^(?:quelles|combien de|en quelles) langues\b(?: (?:parles|comprends|connais|lis|sais|puis)\b.*)?$|^(?:parles|comprends) tu (?:le |l )?\w+$",
        ),
    ),
    (
        "abilities",
        (
            r"^(?:help|help me|info|usage|commands|what now|how does (?:this|it) work|how do you work|how do i (?:use|start|begin)(?: (?:this|you|it|the app|the program))?|what can (?:you do|i ask|i do here|i ask you|you answer|i do)(?: (?:for me|here|about|with my files|you|about my files|with you))*|what do you do|what are you(?: good)? (?:for|able to do|capable of)|what (?:questions|kinds? of questions|sorts? of questions) can (?:i ask|you answer)(?: you)?|who are you|what are you|what is this|what can this (?:program|app) do|what are your (?:abilities|capabilities|features|skills|commands)|(?:what|which) commands (?:are there|do you (?:know|have)|can i use)|what version are you|which version is this|introduce yourself)$",
            r"^(?:hilfe|hilf mir|was kannst du(?: (?:alles|fur mich))*(?: (?:tun|machen))?|wie funktioniert (?:das|das hier|dieses programm|es)|wie benutze ich (?:dich|das|das programm)|was kann ich (?:dich )?(?:alles )?fragen|was machst du|wer bist du|was bist du|was kann (?:das|dieses) programm|welche fragen kann ich (?:dir )?stellen|wobei kannst du (?:mir )?helfen|welche befehle gibt es|was kann man dich fragen)$",
            r"^(?:ayuda|ayudame|que (?:puedes|sabes) hacer(?: por mi)?|como funciona(?: esto| el programa)?|como te uso|que (?:te )?puedo preguntar(?:te)?|que haces|quien eres|que eres|para que sirves|en que puedes ayudarme|que preguntas puedo hacer(?:te)?|que comandos hay)$",
            r"^(?:aide|aide moi|a l aide|que (?:peux tu|sais tu) faire(?: pour moi)?|qu est ce que tu (?:peux|sais) faire|comment ca marche|comment (?:cela|ca) fonctionne|que puis je (?:te )?demander|que fais tu|qui es tu|a quoi sers tu|comment t utiliser|quelles questions puis je (?:te )?poser|en quoi peux tu m aider|quelles commandes)$",
        ),
    ),
)  # fmt: skip
_PATTERNS = tuple((topic, tuple(re.compile(pattern) for pattern in patterns)) for topic, patterns in _TOPICS)


def spoken(question: str) -> str:
    """The question as folded words with single spaces between them, without what is said out of politeness."""
    text = " ".join(_WORD.findall(fold_accents(question)))
    return _BEHIND.sub("", _BEFORE.sub("", text))


def topic_of(question: str) -> Topic | None:
    """What `question` asks about the program; None if it is a question of another kind."""
    text = spoken(question[: 2 * _MOST_CHARS])
    if not text or len(text) > _MOST_CHARS or text.count(" ") >= _MOST_WORDS:
        return None
    return next((topic for topic, patterns in _PATTERNS if any(pattern.search(text) for pattern in patterns)), None)
