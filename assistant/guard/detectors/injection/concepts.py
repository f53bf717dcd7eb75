"""What a sentence to an assistant speaks of, in six languages: its rules, its users, its answers, freedom from limits.

Invariant: no concept alone is a sign; `together.py` says which of them are one in the same sentence. Expressions match
folded text: no capitals, no accents.

A letter speaks of rules, of answers and of forgetting too. What it does not speak of is "your rules" in the familiar
form, the user as a third person, every answer of the reader, or the text that stood before the message.
"""

from __future__ import annotations

from typing import Final

_W2 = r"(?:[\w'’\-]+ ){0,2}?"
_W4 = r"(?:[\w'’\-]+,? ){0,4}?"
_AI_EN = r"(?:ai|a\.i\.|llm|language model|chat ?bot|virtual assistant|ai assistant|artificial intelligence)s?"
_AI = (
    rf"(?:{_AI_EN}|ki|ki-\w+|sprachmodell\w*|chatbots?|ia|intelligence artificielle|modeles? de langage|assistant virtuel"
    r"|inteligencia artificial|modelos? de lenguaje|asistentes? (?:virtual(?:es)?|automatic\w+)|intelligenza artificiale"
    r"|modell[oi] linguistic[oi]|assistent[ei] virtual[ei]|taalmodel\w*|kunstmatige intelligentie|kunstliche intelligenz)"
)
_RULE_EN = (
    r"(?:rules?|instructions?|guidelines|guidance|directives?|restrictions?|limits|limitations|constraints"
    r"|filters?|safeguards?|guardrails|programming|training|prompt|safety \w+|censorship|boundaries|policies)"
)
_RULE_DE = (
    r"(?:regeln|vorgaben?|anweisung\w*|instruktion\w*|einschrankung\w*|beschrankung\w*|grenzen|filter|richtlinien"
    r"|sicherheits\w+|auftrage?|system-?prompt|prompt|programmierung|zensur)"
)
_RULE_FR = (
    r"(?:regles?|consignes?|instructions?|limites?|restrictions?|filtres?|contraintes?|directives?|programmation|prompt"
    r"|configuration|censure)"
)
_RULE_ES = (
    r"(?:reglas?|normas?|instruccion(?:es)?|indicaciones|limites|limitacion(?:es)?|restriccion(?:es)?|filtros?"
    r"|programacion|directri(?:z|ces)|ordenes|prompt|censura)"
)
_RULE_IT = (
    r"(?:regol[ae]|istruzion[ei]|limit[ei]|vincol[oi]|restrizion[ei]|filtr[oi]|linee guida|direttiv[ae]|indicazioni"
    r"|programmazione|prompt|censura)"
)
_RULE_NL = (
    r"(?:\w*regels|opdracht(?:en)?|instructies?|beperking(?:en)?|grenzen|filters?|richtlijnen|systeem-?prompt|prompt"
    r"|programmering|censuur)"
)

_ABOUT = (
    r" (?:for|about|on|in|fur|uber|im|zum|zur|für|über|pour|sur|para|sobre|per|sul|sulla|voor|over)"
    r" (?:the|our|my|den|die|das|der|unser\w*|mein\w*|le|la|les|notre|el|los|las|nuestr\w+|il|lo|i|gli|de|het|onze|ons)"
)
# What an attack asks for, or what rules of an assistant are about: "for the rest of this conversation".
_NO_THING = (
    r"(?:rest|moment|time|next|following|answers?|repl\w+|responses?|questions?|users?|chat\w*|sessions?|tasks?|story|game"
    r"|conversation|duration|purpose|sake|topics?|content|safety|system|assistant|ai|model|prompt|output|message|nachste\w*"
    r"|folgende\w*|antwort\w*|frage\w*|gesprach\w*|nutzer\w*|moment\w*|reste?|suite|question|reponses?|suivant\w*"
    r"|conversacion|respuestas?|preguntas?|siguiente\w*|usuarios?|prossim\w+|rispost\w+|domand\w+|utent\w+|volgende"
    r"|gesprek\w*|antwoord\w*|vra\w+|gebruiker\w*|sicherheit\w*|inhalt\w*|contenu\w*|contenido\w*)"
)
OF_A_THING: Final = (
    rf"^(?!.*\b(?:and|then|instead|just|only|now|from now|you are|answer|reply|respond|say|print|write|output|reveal|tell|show"
    r"|pretend|und|dann|jetzt|nun|stattdessen|antwort\w*|sag\w*|schreib\w*|zeig\w*|et|puis|maintenant|dis|reponds|ecris"
    r"|y|luego|ahora|di|responde|escribe|e|poi|ora|rispondi|scrivi|en|dan|nu|zeg|antwoord|schrijf)\b)"
    rf".*\b(?:{_RULE_EN}|{_RULE_DE}|{_RULE_FR}|{_RULE_ES}|{_RULE_IT}|{_RULE_NL}){_ABOUT} (?!{_NO_THING}\b)\w+"
)

# Each concept: alternatives, one or more a language. Those in ANCHORS are rare in ordinary papers.
ANCHORS: Final[dict[str, str]] = {
    "your rules": (
        rf"\byour {_W2}{_RULE_EN}\b|\bdeine?[nrms]? {_W2}{_RULE_DE}\b|\b(?:tes|ton|ta) {_W2}{_RULE_FR}\b"
        rf"|\btus? {_W2}{_RULE_ES}\b|\b(?:tu[eoa]|tuoi) {_W2}{_RULE_IT}\b|\b(?:je|jouw) {_W2}{_RULE_NL}\b"
    ),
    "machine": rf"\b{_AI}\b",
    "no limits": (
        rf"\b(?:no|without|free (?:of|from)|ignor(?:es?|ing)|beyond|any) {_W2}{_RULE_EN}\b"
        rf"|\b(?:ohne|keine?r?|frei von|keinerlei) {_W2}{_RULE_DE}\b"
        rf"|\b(?:sans|aucune?|libre de) {_W2}(?:d['’])?{_RULE_FR}\b|\bplus de {_RULE_FR}\b"
        rf"|\b(?:sin|ningun[ao]?|libre de) {_W2}{_RULE_ES}\b|\b(?:senza|nessun[ao]?|liber[oa] da|priv[oa] di) {_W2}{_RULE_IT}\b"
        rf"|\b(?:zonder|geen|vrij van) {_W2}{_RULE_NL}\b|\bnon (?:abbia|hai|avessi|ha) (?:piu )?{_RULE_IT}\b"
        rf"|\bno (?:tienes|tuvieras|tiene) {_W2}{_RULE_ES}\b|\bn['’](?:as|a|avais|ait) (?:pas|plus) (?:de )?{_RULE_FR}\b"
    ),
    "addressed": (
        rf"\b(?:to|for|an|fur|aux?|a|pour|para|ai|agli|alla|per|aan|voor)(?: (?:the|any|all|every|whatever|whichever|die|alle|den|tous les"
        rf"|toutes les|los|las|todos los|la|el|gli|tutti gli|de|alle))? (?:{_AI}|models?)(?: that| which| who)?(?: \w+){{0,4}}?"
        r" ?[:,](?= ?[a-z])"
    ),
    "no sources": (
        r"\b(?:no|not|never|without|leave out|omit|drop)\b.{0,30}\bsources\b|\bquellen\b.{0,30}\b(?:weg\w*|nicht mehr)\b"
        r"|\b(?:ne|sans)\b.{0,20}\b(?:de |les )?sources\b|\b(?:no|sin)\b.{0,20}\bfuentes\b|\b(?:non|senza)\b.{0,20}\bfonti\b"
        r"|\b(?:geen|zonder)\b.{0,20}\bbronnen\b"
    ),
    "every answer": (
        r"\b(?:each|every|all(?: of)?(?: your)?|any) (?:\w+ )?(?:answers?|repl(?:y|ies)|responses?)\b"
        r"|\b(?:jede[nrms]?|alle) (?:deiner )?antwort(?:en)?\b"
        r"|\b(?:chaque|chacune de tes|toutes? tes?) reponses?\b|\b(?:cada|todas tus|toda) (?:una de tus )?respuestas?\b"
        r"|\b(?:ogni|tutte le)(?: tua| tue)? rispost[ae]\b|\b(?:elk|ieder|alle) (?:van je )?antwoord(?:en)?\b"
        r"|\b(?:whenever|when|if) (?:you(?:'re| are) asked|someone asks|asked about|the user asks)\b"
        r"|\bwhoever asks\b|\bwenn du (?:\w+ ){1,5}gefragt wirst\b|\bquand on te demande\b|\b(?:si|cuando) te preguntan\b"
        r"|\b(?:se|quando) ti chiedono\b|\bals (?:men )?je (?:wordt )?(?:\w+ ){0,3}gevraagd\b"
    ),
    "your answer": (
        r"\byour (?:\w+ ){0,2}?(?:answers?|responses?|repl(?:y|ies)|outputs?|summary|text|message)\b"
        r"|(?:^|[.!?\n])\W{0,4}(?:please )?(?:use|spell|flip|put|express|convert|give|encode|apply|represent|swap|replace|shift|mirror)\b.{0,80}?"
        r"\b(?:the|a) (?:\w+ )?(?:reply|response|output)\b"
        r"|(?:^|[.!?\n])\W{0,4}(?:please )?(?:only )?(?:respond|reply|answer|output) (?:\w+ ){0,3}?(?:in|as|with|using|only|everything)\b"
        r"|\bdeine[nrms]? (?:\w+ )?antwort\b|\bta (?:\w+ )?reponse\b|\btu (?:\w+ )?respuesta\b|\btua (?:\w+ )?risposta\b"
        r"|\b(?:je|jouw) (?:\w+ )?antwoord\b"
    ),
    "user": (
        r"\b(?:the|its|their) user(?:['’]s)?\b|\bthe reader\b|\b(?:dem|den|der) (?:be)?nutzer\b|\bl['’]utilisat(?:eur|rice)\b"
        r"|\b(?:al|el|del) usuario\b|\b(?:a?l)l['’]utente\b|\bde gebruiker\b"
    ),
    "told before": (
        rf"\b(?:what|whatever|everything|all|anything|which {_W2}{_RULE_EN}|{_RULE_EN}) (?:that |which )?"
        r"(?:you (?:were|have been|had been|are)|were you|have you been) (?:\w+ )?(?:told|asked|given|instructed)\b"
        rf"|\b{_RULE_EN} (?:that |which )?(?:you (?:run|work|operate|act) (?:under|by|on)|(?:guide|govern)s? you)\b"
        r"|\b(?:man dir|dir (?:\w+ ){0,3}(?:wurden?|hat man|worden)|hat man dir|dir (?:\w+ )?gegeben)\b"
        rf"|\bt['’](?:a-t-on|as recu|ont|a)\b|\b(?:qu['’]on|l['’]on) t['’]a\b|\b{_RULE_FR} {_W2}(?:qui te|que tu as|recues?)\b"
        rf"|\b(?:te|le) (?:han|hayan|habian|pidieron|dijeron|dieron)\b|\bque has recibido\b"
        rf"|\b(?:ti hanno|ti e stat[oa]|ti sono stat[ei]|che hai ricevuto)\b|\b{_RULE_IT} {_W2}ricevut[aei]\b"
        r"|\b(?:je (?:\w+ )?(?:is|zijn) (?:\w+ )?(?:opgedragen|gezegd|verteld|gegeven)|(?:men|ze) je)\b"
    ),
    "text before": (
        r"\b(?:above|before|preced\w+) (?:this (?:line|point|message|conversation|page)|my|our|mine|that)\b"
        r"|\b(?:vor|uber) (?:dieser|meiner) (?:nachricht|unterhaltung|zeile|frage)\b"
        r"|\bavant (?:mon|ce|cette|notre) (?:message|conversation|ligne|question)\b"
        r"|\bantes de (?:mi|este|esta|nuestra) (?:mensaje|conversacion|linea|pregunta)\b"
        r"|\bprima d(?:i|el) (?:quest[ao]|mio|nostra) (?:messaggio|conversazione|riga|domanda)\b"
        r"|\bvoor (?:mijn|dit|deze|ons) (?:bericht|gesprek|regel|vraag)\b"
    ),
    "system": (
        r"\bsystem-?(?: ?prompt| ?message|nachricht)\b|\bsysteem-?prompt\b|\bmessage systeme\b|\b(?:prompt|mensaje) del? sistema\b"
        r"|\bprompt di sistema\b|\b(?:hidden|secret|real|internal) (?:rules|instructions|guidelines)\b"
        r"|\b(?:geheimen?|internen?|echten?|versteckten?) (?:regeln|anweisungen|vorgaben)\b"
        r"|\b(?:regles|consignes|instructions) (?:secretes|cachees|internes)\b"
        r"|\b(?:normas|reglas|instrucciones) (?:secretas|ocultas|internas)\b|\b(?:regole|istruzioni) (?:segrete|nascoste|interne)\b"
        r"|\b(?:geheime|verborgen|interne) (?:regels|instructies|opdrachten)\b"
    ),
    "obey": (
        r"\b(?:obey|take orders from|follow only|listen only to)\b|\bgehorch\w*\b|\bfolge (?:nur|ab|danach)\b|\bob[ei]+s+e?[zr]?\b"
        r"|\bobei\w*\b|\bobedec\w+\b|\bobbedisc\w+\b|\bgehoorza\w+\b|\b(?:attieniti|atente|halte dich) (?:\w+ ){0,2}?(?:nur|solo|soltanto)\b"
        r"|\bsuis (?:seulement|uniquement)\b|\bsegui solo\b|\bsigue solo\b|\bvolg (?:alleen|enkel)\b"
    ),
    "carry out": (
        r"\b(?:translate|decode|reverse|backwards|join|complete)\b.{0,60}\b(?:act (?:on|upon) it|carry it out|execute it|do what it says)\b"
        r"|\bcarry out [a-z] ?\+|\bdo what [a-z] ?\+"
        r"|\bubersetz\w*\b.{0,60}\b(?:fuhre?|befolge?)\b|\btradui[st]\w*\b.{0,60}\bexecute\b|\btraduce\b.{0,60}\bejecuta\b"
        r"|\btraduci\b.{0,60}\besegui\b|\bvertaal\b.{0,60}\bvoer\b|\bfais ce que dit\b"
        r"|\b(?:folge?|fuhre?|suis|sigue|segui|volg|follow) (?:\w+ ){0,3}?(?:satz|phrase|frase|zin|sentence) ?:"
    ),
}
SUPPORTS: Final[dict[str, str]] = {
    "drop": (
        r"\b(?:ignor\w+|disregard\w*|forget|set\w* aside|put\w* (?:\w+ ){0,4}?aside|drop|skip|bypass\w*|break\w*|violat\w*|lift"
        r"|suspend|cancel|overrid\w+|turn\w* off|switch\w* off|disabl\w+|deactivat\w+|overcom\w+|erase|wipe|abandon|go beyond"
        r"|(?:did|do|does)(?: not|n['’]t) (?:exist|apply|count)|no longer (?:appl\w+|count\w*|valid)|not (?:apply|count) any ?more"
        r"|make no sense|disobey\w*|leave behind|get around)\b"
        r"|\b(?:ignorier\w*|vergiss|vergess\w*|missacht\w*|umgeh\w*|brich\w*|brechen|verstoss\w*|aufheb\w*|aufzuheben|aufgehoben"
        r"|(?:ab|aus)(?:zu)?schalt\w*|beiseite|uberwind\w*|galten|golten|nicht (?:mehr|befolg\w+|gelten)|loschen|streich\w*|hinweg)\b"
        r"|\b(?:ignore[rz]?|oublie[rz]?|contourne[rz]?|enfrein\w*|leve|lever|desactive[rz]?|de cote|laisse|annule\w*"
        r"|n['’]exist\w+|depasse[rz]?|outrepasse[rz]?|desobe\w+|efface[rz]?|ne (?:tiens|suis|respecte) (?:plus|pas)|n['’]as plus)\b"
        r"|\b(?:ignor[ae]r?|olvid\w+|salt\w+|desactiv\w+|por alto|anul\w+|elimin\w+|borra\w*|romp\w+|levant\w+|no (?:existi\w+|vale\w*"
        r"|cuenta\w*)|ya no|descart\w+|de lado|incumpl\w+|desobed\w+)\b"
        r"|\b(?:ignora(?:re)?|dimentic\w+|disattiv\w+|superare|supera|annull\w+|cancella\w*|lascia(?: perdere)?|da parte"
        r"|non (?:esist\w+|seguire|valgono)|viol\w+|elimin\w+|rimuov\w+|disobbed\w+|trascur\w+|aggir\w+)\b"
        r"|\b(?:negeer|vergeet|omzeil\w*|uit ?(?:te )?(?:zet\w*|schakel\w*)|hef|opheff\w*|opzij|naast je neer|breek|overtree\w*|wis"
        r"|telt niet|tellen niet|golden|niet gold\w*|gelden niet)\b"
    ),
    "do not forget": (
        r"\b(?:do not|don['’]t|never) (?:forget|ignore|disregard|skip|break)\b|\bn['’](?:oubli|ignor)\w+ pas\b|\bne pas oublier\b"
        r"|\bno (?:olvid|ignor)\w+\b|\bnon (?:dimentic|ignor)\w+\b|\bnicht (?:zu )?vergess\w+\b"
        r"|\bverg(?:iss|esst|essen sie|eet)\b (?:[\w'’]+ ){0,6}?(?:nicht|niet)\b"
    ),
    # "Forget your old rules for the garden": of a thing, and nothing else is asked for.
    "rules of a thing": OF_A_THING,
    "you": (
        r"\b(?:you|your|du|dich|dir|deine?[nrms]?|tu|toi|te|tes|ti|tuo|tue|sei|eres|tus|je|jij|jouw)\b"
        r"|\b(?:tienes|tengas|tuvieras|hai|avessi|n['’]aies|t['’]\w+)\b"
    ),
    "suppose": (
        r"\b(?:imagine|suppose|supposing|hypothetical\w*|if you (?:were|had|could)|pretend)\b|\bstell dir vor\b|\bangenommen\b"
        r"|\bhypothetisch\w*\b|\bwenn du\b|\btu so\b|\b(?:imagine|supposons|suppose) que\b|\bsi tu\b|\b(?:imagina|supongamos|supon) que\b"
        r"|\bhaz como si\b|\b(?:supponiamo|immagina|supponi) (?:che|di)\b|\bfa(?:i)? finta\b|\bstel (?:je voor )?dat\b|\bdoe alsof\b"
    ),
    "role": (
        r"\b(?:play\w*|act as|pretend to be|take (?:on )?(?:the )?(?:part|persona|role)|persona of|role of|in character|be called"
        r"|you are (?:now|called)|from (?:here|now) on you are)\b"
        r"|\b(?:spielst|rolle|schlupf\w*|tu so|du (?:bist|heisst) (?:jetzt|nun|ab)|ab (?:jetzt|hier|sofort) (?:bist|spielst))\b"
        r"|\b(?:joue[sz]?|role|fais comme si|mets-toi|dans la peau|tu (?:es|t['’]appelles) (?:maintenant|desormais))\b"
        r"|\b(?:hazte pasar|papel|eres (?:ahora|\w+, un)|te llamas|personaje|ponte en)\b"
        r"|\b(?:interpreta|fingi|ruolo|personaggio|(?:ora|adesso|momento|poi) sei|ti chiami)\b"
        r"|\b(?:speelt|kruip|doe alsof|in je rol|rol van|personage|je (?:bent|heet) (?:nu|vanaf))\b"
    ),
    "story": (
        r"\b(?:novel|story|scene|screenplay|play|poem)\b|\b(?:roman|geschichte|szene|gedicht|theater\w*)\b|\b(?:histoire|scene|poeme)\b"
        r"|\b(?:cuento|novela|escena|poema)\b|\b(?:storia|romanzo|scena|racconto)\b|\b(?:verhaal|scene|gedicht)\b"
    ),
    "reads": (
        r"\b(?:reads?|reading|read by|process\w*|screen\w*|summari\w+|analy\w+|scan\w*|parses?)\b|\b(?:liest|lesen|gelesen|auswertet|zusammenfasst)\b"
        r"|\b(?:lit|lisent|lue? par|lisant|resume|traite)\b|\b(?:lea|lee|leen|leyendo|leido|procese|resuma)\b"
        r"|\b(?:legge|legga|leggono|letto|elabora|riassume)\b|\b(?:leest|lezen|gelezen|verwerkt|samenvat)\b"
    ),
    "must say": (
        r"\b(?:must|should|shall|has to|have to|is to|are to|needs? to)\b.{0,60}?\b(?:say|tell|report|state|mention|claim|write|add|answer|recommend|rate|inform|respond|reply|conclude|confirm)\b"
        r"|\b(?:please )?(?:say|tell|report|state|claim|rate|recommend|inform|mention)\b.{0,10}\b(?:that|the|this|its|ten)\b"
        r"|\b(?:muss|mussen|soll|sollen)\b.{0,80}?\b(?:mitteilen|behaupten|sagen|schreiben|erwahnen|nennen|antworten|melden|empfehlen)\b"
        r"|\b(?:behaupte[tn]?|sag[et]?|schreib[et]?|nenne?t?|fasse?|erwahne?t?|melde[tn]?|empfiehl|antworte[tn]?)\b"
        r"|\b(?:doit|doivent|devez|dois)\b.{0,60}?\b(?:dire|ajouter|affirmer|ecrire|mentionner|repondre|signaler)\b"
        r"|\b(?:affirme[zr]?|dis|dites|reponds|repondez|ajoute[zr]?|ecris|ecrivez|signale[zr]?|mentionne[zr]?)\b"
        r"|\b(?:debe|deben|debes)\b.{0,60}?\b(?:decir|anadir|afirmar|escribir|responder|informar|mencionar)\b"
        r"|\b(?:di|diga|decid|anade|anada|afirma|afirme|informad|informe|responde|escribe|menciona)\b"
        r"|\b(?:deve|devono|devi)\b.{0,60}?\b(?:dire|aggiungere|affermare|scrivere|rispondere|segnalare)\b"
        r"|\b(?:di'|dica|dite|scrivi|aggiungi|afferma|rispondi|segnala)\b"
        r"|\b(?:moet|moeten)\b.{0,60}?\b(?:zeggen|melden|toevoegen|schrijven|antwoorden|beweren|vermelden)\b"
        r"|\b(?:zeg|meld|vermeld|beweer|schrijf|antwoord|voeg)\b"
    ),
    "unseen": (
        r"\bwithout (?:telling|informing|alerting|notifying)\b|\b(?:do not|don['’]t|never) (?:tell|inform|alert|notify|let)\b"
        r"|\bohne\b.{0,40}\b(?:sagen|melden|informieren|mitzuteilen|verraten|merkt)\b|\bsans (?:le dire|en informer|avertir|prevenir)\b"
        r"|\bsin (?:avisar|decir\w*|informar)\b|\bsenza (?:dirlo|dire|avvisare|informare)\b|\bzonder\b.{0,40}\b(?:melden|zeggen|vertellen)\b"
    ),
    "show": (
        r"\b(?:show|print|repeat|write|list|cite|quote|give|put|reveal|display|output|start|recite|copy|read out|what|which|how)\b"
        r"|\b(?:zeig\w*|gib|schreib\w*|wiederhol\w*|zitier\w*|liste?|nenn\w*|wie|welche|verrat\w*)\b"
        r"|\b(?:montre\w*|affiche\w*|ecris|recopie|repete|cite|donne\w*|quelles?|revele\w*|raconte\w*)\b"
        r"|\b(?:muestra\w*|ensena|escribe\w*|repite|cita|dame|que|cuales|revela|cuenta)\b"
        r"|\b(?:mostra\w*|scrivi\w*|ripeti|cita|dammi|quali|rivela|elenca\w*)\b|\b(?:toon|laat|schrijf|herhaal|citeer|geef|welke|onthul|wat)\b"
    ),
    "verbatim": (
        r"\b(?:verbatim|word for word|full wording|exact(?:ly)?|in full|code block|one by one|first (?:\w+ )?words|everything|completely|real)\b"
        r"|\b(?:wort ?fur ?wort|wortlich|vollstandig|einzeln|genau|gesamten?|echten)\b|\b(?:mot (?:a|pour) mot|telle? quelle?|une par une|tout|toutes)\b"
        r"|\b(?:palabra por palabra|al pie de la letra|tal cual|completas?|una por una|todo)\b"
        r"|\b(?:parola per parola|alla lettera|una per una|esattamente|tutt[oei])\b|\b(?:letterlijk|woordelijk|woord voor woord|een voor een|precies)\b"
    ),
    "asked rules": (
        rf"\b(?:which|what) {_W2}{_RULE_EN}\b|\bwelche {_W2}{_RULE_DE}\b|\bquelles? {_W2}{_RULE_FR}\b|\b(?:que|cuales) {_W2}{_RULE_ES}\b"
        rf"|\bquali {_W2}{_RULE_IT}\b|\bwelke {_W2}{_RULE_NL}\b"
    ),
    "cipher": (
        r"\b(?:ciphers?|caesar|vigenere|atbash|morse|base ?(?:64|32|16)|hexadecimal|hex code|binary|octal|ascii|rot ?13|leetspeak|pig latin"
        r"|encode (?:your|the|it|all|every|each)|encipher\w*|encrypt\w*|backwards?|reverse(?:d| order)|right to left|end to start|mirror\w*|palindrom\w*|anagrams?"
        r"|emojis?|emoticons?|smileys?|icons|vowels?|consonants?|(?:each|every|all) (?:letter|word|character)s?|shift\w* (?:all|each|every|the)"
        r"|(?:flip|scramble|shuffle) the (?:order|letters|words)|geheimschrift|verschlussel\w*|ruckwarts|a l['’]envers|al reves"
        r"|al contrario|achterstevoren)\b"
    ),
    "claim": (
        r"^\W{0,4}(?:please |also |always |then )?(?:state|claim|say|assert|insist|suggest|announce|mention|point out|weave|praise|promote"
        r"|advertise|recommend|endorse|highlight|include a (?:note|mention|line|word|remark|plug)|share|spread|slip|argue|hint|imply)\b"
        r"|\b(?:answer|response|reply|output),? (?:state|claim|assert|insist|suggest|announce|point out|praise|promote|advertise|endorse)\b"
    ),
    "asked for": r"\b(?:whether|which|if you|how many|when you|the reason|why you)\b",
    "talked into": (
        r"^\W{0,4}(?:please |also |then )?(?:ask|tell|request|convince|urge|persuade|get|trick|instruct|advise|warn|pressure)\b"
    ),
    "bait": (
        r"\b(?:gift cards?|card (?:number|details)|wire|bank (?:details|account)|bail|fee|social security|credentials|crypto\w*|bitcoin"
        r"|invest\w*|prize|lottery|won|wallet|transfer)\b"
    ),
    "address": r"https?:|\bwww\.",
    "answer so": (
        r"\b(?:answer|respond|reply|say|write out|tell me)\b|\b(?:antwort\w*|sagen|sagst|schreib\w*)\b|\b(?:repon\w+|dirais|dis|ecri\w+)\b"
        r"|\b(?:contest\w+|respond\w+|dirias|di|dilo|escrib\w+)\b|\b(?:rispond\w+|rispost\w+|diresti|scriv\w+)\b|\b(?:antwoord\w*|zeggen|schrijf\w*)\b"
    ),
    "steer": (
        r"\b(?:end|close|finish|begin|start|open|recommend|add|include|insert|append|say|mention|contain|conclude|put|be told|never|always)\b"
        r"|\b(?:beende|schliesse?|beginne|empfiehl|fuge|nenne|sage?|erwahne|setze)\b|\b(?:ajoute|termine|conclus|commence|recommande|insere|dis|reponds)\b"
        r"|\b(?:termina|acaba|anade|empieza|recomienda|inserta|concluye|di|responde)\b|\b(?:concludi|termina|aggiungi|inizia|consiglia|raccomanda|inserisci|di')\b"
        r"|\b(?:sluit|eindig|begin|beveel|voeg|raad|zeg)\b"
    ),
    "lure": (
        r"https?:|\bwww\.|\b(?:link|url|pin|password|website)\b|\b(?:kennwort|passwort)\b|\b(?:mot de passe|code secret)\b|\bcontrasena\b|\bwachtwoord\b"
        r"|['\"“‘«„]|\b(?:sentence|words?|satz|hinweis|phrase|frase|zin|parole)\b ?:"
        r"|\b(?:recommend|empfiehl|recommande|recomienda|consiglia|raccomanda|beveel|be told)\b"
    ),
    "own detail": (
        r"\b(?:your|ihre?[nrm]?|deine?[nrms]?|votre|vos|ton|su|sus|suo|sua|tuo|uw|je|the|die|das|le|il|el|het) (?:[\w-]+ ){0,2}?"
        r"(?:number|reference|name|date|address|file|code|room|amount|class|nummer|aktenzeichen|kundennummer|numero|dossier|reference|"
        r"nombre|expediente|nome|pratica|naam|dossiernummer|klantnummer|referentie)\b|\b(?:aktenzeichen|kundennummer|dossiernummer)\b"
    ),
    "leave": (
        r"\b(?:i|we) (?:\w+ ){0,3}?(?:authori[sz]e|allow|permit|lift|release|free)\b|\bgive you permission\b|\bgo beyond\b"
        r"|\b(?:ich|wir)\b.{0,40}\b(?:erlaub\w+|erlaubnis|genehmig\w+|hebe|befrei\w+)\b|\berlaube ich\b"
        r"|\b(?:je|nous)\b.{0,20}\b(?:autorise|permets|leve|libere)\b|\bte doy permiso\b|\b(?:te autorizo|te permito|te libero)\b"
        r"|\bti (?:do il permesso|autorizzo|permetto|libero)\b|\b(?:ik|wij?)\b.{0,30}\b(?:toestemming|sta je toe|hef|machtig)\b"
    ),
    "writer": (
        r"\b(?:author|writer|person who wrote|this (?:page|text|paragraph|document|letter|note|file))\b|\b(?:verfasser\w*|autor\w*|diese[nrms]? (?:text|absatz|seite|brief))\b"
        r"|\b(?:auteur|ce paragraphe|ce texte|cette page)\b|\b(?:autor|este parrafo|este texto|esta pagina)\b"
        r"|\b(?:autore|questo paragrafo|questo testo|questa pagina)\b|\b(?:schrijver|auteur|deze alinea|deze tekst|deze pagina)\b"
    ),
}
