"""Signs in further languages, and of orders about the coming answer: roles, "from now on", "answer only".

Each language has expressions of its own, so that a text is searched for those alone whose words stand in it.
"""

from __future__ import annotations

from typing import Final

_END_OF = r"(?:end of (?:the )?|ende de[rs] |fin du |fin del |fine del |einde (?:van )?(?:het |de )?)"
_ADMIN = r"(?:admin\w*|system\w*|operator|developers?|entwickl\w*|betreiber\w*|sistema|systeme)"

_SIGNS: Final[tuple[tuple[str, float, tuple[str, ...]], ...]] = (
    (
        "override",
        0.95,
        (
            (
                r"\b(?:negeer|negeert|vergeet|omzeil|sla|verwerp)\s+(?:\w+\s+){0,5}?(?:instructies?|opdrachten"
                r"|aanwijzingen|regels|richtlijnen|prompt|bevelen)\b"
            ),
            (
                r"\b(?:игнориру\w+|забуд\w+|пренебрег\w+|отмени\w*|не (?:следуй"
                r"|обращай внимания)\w*)\s+(?:\w+\s+){0,5}?(?:инструкци\w+|указани\w+|правил\w*|команд\w*|промпт\w*"
                r"|ограничени\w+)"
            ),
            r"(?:忽略|无视|無視|忘记|忘記|不要遵守|抛开).{0,12}(?:指令|指示|提示|规则|規則|说明|命令)",
            r"(?:以前|これまで|前|上記|すべて|全て).{0,10}(?:指示|命令|ルール|プロンプト).{0,6}(?:無視|忘れ)",
            r"(?:이전|위의|앞의|모든).{0,10}(?:지시|명령|규칙|프롬프트).{0,6}(?:무시|잊)",
            (
                r"\b(?:onceki|önceki|tum|tüm|butun|bütün|yukaridaki|yukarıdaki)\s+(?:\w+\s+){0,3}?(?:talimat|komut"
                r"|kural|yonerge|yönerge)\w*\s+(?:\w+\s+){0,2}?(?:yok say|unut|gormezden|görmezden|dikkate alma"
                r"|goz ardi|göz ardı)\w*"
            ),
            (
                r"\b(?:zignoruj|ignoruj|zapomnij|pomin|pomiń)\w*\s+(?:\w+\s+){0,5}?(?:instrukcj|polecen|zasad|wytyczn"
                r"|regul)\w*"
            ),
            (
                r"\b(?:ignorera|glom|glöm|bortse fran|bortse från|ignorer|glem)\s+(?:\w+\s+){0,5}?(?:instruktion"
                r"|anvisning|regl|regel|instruks|order)\w*"
            ),
            r"(?:تجاهل|انس|انسى)\s+(?:\w+\s+){0,4}?(?:التعليمات|الاوامر|الأوامر|القواعد|تعليمات)",
        ),
    ),
    (
        "override",
        0.9,
        (
            (
                r"\b(?:volg|gehoorzaam)\s+(?:\w+\s+){0,5}?(?:instructies?|opdrachten|regels|richtlijnen)\s(?:niet"
                r"|nooit)\b"
            ),
        ),
    ),
    (
        "answer",
        0.8,
        (
            (
                r"\b(?:when|whenever|if|while|before|after)\s(?:you (?:are asked to |have to |must )?"
                r"|asked to )?(?:summari[sz](?:e|es|ing)|describ(?:e|es|ing)|translat(?:e|es|ing)|quot(?:e|ing)"
                r"|process(?:ing)?|explain(?:ing)?|analy[sz](?:e|ing))\s(?:this|the|that|these) (?:page|text|document"
                r"|file|content|contents|passage|article|e-?mail|message|note|report"
                r"|letter)\b.{0,40}?,? (?:please )?(?:do not|don't|never|always|only|simply|just)? ?(?:say|state|claim"
                r"|mention|write|add|include|recommend|report|tell|answer|respond|insert|append|pretend|conclude)\b"
            ),
            (
                r"\bwenn (?:du|sie) (?:diese[nrs]?|den|die|das) (?:seite|text|dokument|datei|inhalt|nachricht"
                r"|mail) (?:zusammenfass|beschreib|ubersetz|zitier|verarbeit)\w*,? (?:dann )?(?:sag|schreib|behaupt"
                r"|erwahn|nenn|antwort|empfiehl|fug)"
            ),
            (
                r"\b(?:quand|lorsque|si) (?:tu|vous) (?:resum|decri|tradui|cite|traite)\w* (?:cette|ce|le|la) (?:page"
                r"|texte|document|fichier|message),? (?:dis|dites|ecri|affirm|mention|repond|recommand|ajout)"
            ),
            (
                r"\b(?:cuando|si) (?:resum|descri|tradu|cit|proces)\w* (?:esta|este|el|la) (?:pagina|texto|documento"
                r"|archivo|mensaje),? (?:di|diga|escrib|afirm|mencion|respond|recomiend|anad)"
            ),
            (
                r"\b(?:quando|se) (?:riassum|descriv|traduc|cit|elabor)\w* (?:questa|questo|il|la) (?:pagina|testo"
                r"|documento|file|messaggio),? (?:di'?|dica|scriv|afferm|menzion|rispond|raccomand|aggiung)"
            ),
            (
                r"\bals (?:je|u) (?:deze|dit|de|het) (?:pagina|tekst|document|bestand|bericht) (?:samenvat|beschrijf"
                r"|vertaal|citeer|verwerk)\w*,? (?:zeg|schrijf|beweer|vermeld|antwoord|noem)"
            ),
            (
                r"\bfrom (?:now on|this point on|here on),? (?:please )?(?:you (?:will|must|should) )?(?:always "
                r"|only )?(?:answer (?:only|every|all|each|in|with|as)|respond (?:only|in|with|as|to every)"
                r"|reply (?:only|in|with|as)|output|say only|speak|act as|pretend|ignore|refuse|recommend)\b"
            ),
            r"\b(?:ab (?:jetzt|sofort)|von nun an) (?:antworte|sage?|bist du|sollst du|sprich|schreibe?)\b",
            r"\b(?:desormais|a partir de maintenant),? (?:reponds|tu es|dis|parle|ecris)",
            r"\b(?:desde ahora|a partir de ahora|de ahora en adelante),? (?:responde|eres|di|habla|escribe)\b",
            r"\b(?:d'ora in poi|da adesso in poi|da ora in poi),? (?:rispondi|sei|di|parla|scrivi)\b",
            r"\b(?:vanaf nu|van nu af aan),? (?:antwoord|ben je|zeg|spreek|schrijf)",
        ),
    ),
    (
        "answer",
        0.75,
        (
            (
                r"\b(?:answer|respond|reply|say|output) (?:\w+ ){0,3}?(?:only|just|nothing but|solely) (?:with "
                r"|using )?(?:the )?(?:single )?(?:words?\b|phrase\b|sentence\b|[\"'“‘])"
            ),
            (
                r"\b(?:only|just) (?:answer|respond|reply|say|output) (?:with )?(?:the )?(?:words?\b|phrase\b"
                r"|sentence\b|[\"'“‘])"
            ),
            r"\bantworte (?:\w+ ){0,2}?(?:nur|ausschliesslich|lediglich) (?:mit )?(?:dem )?(?:wort|ja|nein"
            r"|satz)\b(?! oder )",
            r"\breponds (?:\w+ ){0,2}?(?:seulement|uniquement|juste) (?:par )?(?:le mot|oui|non)\b(?! ou )",
            r"\bresponde (?:\w+ ){0,2}?(?:solo|solamente|unicamente) (?:con )?(?:la palabra|si|no)\b(?! o )",
            r"\brispondi (?:\w+ ){0,2}?(?:solo|soltanto|solamente) (?:con )?(?:la parola|si|no)\b(?! o )",
            r"\bantwoord (?:\w+ ){0,2}?(?:alleen|slechts|enkel) (?:met )?(?:het woord|ja|nee)\b(?! of )",
        ),
    ),
    (
        "address",
        0.8,
        (
            r"\b(?:sage?|teile?|empfiehl) (?:dem|der|den) (?:nutzer|benutzer|leser|anwender)\w*\b",
            r"\b(?:dis|dites|indique|recommande) a l['’]utilisateur\b",
            r"\b(?:di|dile|diga|digale|recomienda) (?:al|a la) (?:usuari[oa])\b",
            r"\b(?:di'?|dica|racconta|raccomanda) all['’]utente\b",
            r"\b(?:zeg|vertel|raad) (?:tegen |aan )?de gebruiker\b",
            r"\b(?:an|fur) (?:die|den|das) (?:ki|sprachmodell|ki-assistent\w*|chatbot)\b.{0,3}:",
            r"\b(?:a|pour) l['’](?:ia|assistant) ?:",
            r"\bpara (?:la|el) (?:ia|asistente|modelo de lenguaje) ?:",
            r"\bper (?:l['’]ia|l['’]assistente|il modello linguistico) ?:",
            r"\bvoor de (?:ai|ai-assistent|assistent|chatbot) ?:",
            r"\b(?:liebe ki|chere ia|querida ia|cara ia|beste ai)\b",
            r"\b(?:si tu es|si vous etes) une? (?:ia|modele de langage)",
            r"\bse sei un(?:a|'|’)? ?(?:ia|modello linguistico|assistente)",
            r"\bals je een (?:ai|taalmodel|chatbot)",
        ),
    ),
    (
        "marker",
        0.75,
        (
            r"<!--\s{0,3}(?:ai|assistant|system|llm|chatgpt|gpt|model|ki|ia|assistent|asistente|assistente)\b\s?[:,-]",
            rf"(?:^|\n)[\W_]{{3,12}}{_END_OF}(?:context|kontexts?|contexte|contexto|contesto)\b",
        ),
    ),
    (
        "persona",
        0.75,
        (
            r"\b(?:let'?s|let us) (?:play|role-?play|pretend)\b.{0,80}\byou(?:'re| are| will be| play)\b",
            (
                r"\bin (?:a|this|an) (?:hypothetical|fictional|imaginary|alternate|parallel) (?:world|scenario|story"
                r"|universe|setting|scene)\b.{0,120}\b(?:ai|assistant|chatbot|rules|restrictions|filters|you (?:would"
                r"|can|may|must|answer|say))\b"
            ),
            r"\bhypothetically\b.{0,40}\b(?:if you (?:were|had|could)|as an? (?:ai|assistant))\b",
            (
                r"\b(?:speak|talk|answer|respond|act|write|reply) (?:to me )?(?:as|like) (?:if you were "
                r"|though you were )?(?:my (?:late |dead |deceased )?(?:grandmother|grandma|granny|grandfather)"
                r"|an? (?:evil|pirate|rogue|unrestricted|unfiltered)|an? (?:ai|model|bot) (?:without|with no))"
            ),
        ),
    ),
    (
        "persona",
        0.8,
        (
            (
                r"\b(?:du bist (?:jetzt|nun|ab sofort)|tu es (?:maintenant|desormais)|(?:ahora eres|eres ahora)"
                r"|(?:ora sei|adesso sei|sei ora)|(?:je bent (?:nu|vanaf nu)))\b.{0,60}\b(?:ki|ia|ai|assist\w+|chatbot"
                r"|bot|dan|ohne|sans|sin|senza|zonder|hacker|pirat\w*)\b"
            ),
        ),
    ),
    (
        "address",
        0.85,
        (
            r"\bai reading this\b",
            r"\b(?:if|when|whenever) an? (?:ai|llm|language model|assistant|chatbot|automated (?:system"
            r"|tool)) (?:reads?"
            r"|process\w*|summari\w*|analy\w*|screens?|reviews?|sees?)\b",
            r"\b(?:to|for) the (?:language model|ai|llm|chatbot|ai assistant) ?:",
            r"\ba l['’]attention de l['’]ia\b",
            r"\ba la atencion de la ia\b",
            r"\ball['’]attenzione dell['’]ia\b",
            r"\bter attentie van de ai\b",
        ),
    ),
    (
        "address",
        0.75,
        (r"(?:^|[.!?\n] ?)(?:ai|assistant|chatbot|chatgpt), (?:please|kindly|do not|always|never|you)\b",),
    ),
    (
        "marker",
        0.85,
        (
            r"\bsystem override\b",
            rf"\b{_END_OF}(?:documents?|documento|dokuments?|context|kontexts?|contexte|contexto|contesto|prompt)\b[\W_]{{0,20}}"
            r"(?:system|systeme|sistema|systeem|new|neue|nouvelles?|nueva|nuova|nieuwe|assistant|user)\b",
            r"</(?:context|documents?|passages?|sources?)>\s{0,5}(?:</\w{1,20}>\s{0,5})?<?(?:system|user|assistant|new|neue)\b",
            rf"\bnew (?:instructions?|rules|policy|orders?) (?:from|by|of) (?:the )?{_ADMIN}",
            rf"\bneue (?:anweisung(?:en)?|regeln?) (?:vom|des|der|von) {_ADMIN}",
            rf"\bnouvelles? (?:instructions?|consignes?) (?:de l['’]|du |des ){_ADMIN}",
            rf"\bnuev[ao]s? (?:instruccion(?:es)?|orden(?:es)?) (?:del? |de la ){_ADMIN}",
            rf"\bnuov[ae] (?:istruzion[ei]|regol[ae]) (?:del |dell['’]){_ADMIN}",
            rf"\bnieuwe (?:instructies?|opdracht(?:en)?) van (?:de |het )?{_ADMIN}",
            r"(?:^|\n)\s{0,3}[#=*\-]{2,6}\s?(?:new )?(?:user|system|developer) (?:message|turn|input|request|prompt)\b",
        ),
    ),
    # Alone it is the end of a part of some file; a passage that goes on with orders has other signs too.
    ("marker", 0.6, (r"</context>",)),
    ("marker", 0.6, (r"[\"']role[\"']\s?:\s?[\"'](?:system|developer)[\"']",)),
    (
        "marker",
        0.5,
        (
            r"(?:^|\n)\s{0,3}[\[<(]?(?:systeme|sistema|systeem)\s?[\]>)]?\s?:\s",
            r"(?:^|\n)\s{0,3}[\[<(]system[\]>)]\s",
            r"(?:^|\n)\s{0,3}(?:assistent|asistente|assistente)\s?:\s",
        ),
    ),
    (
        "override",
        0.85,
        (
            r"\b(?:skip|turn off|switch off|disable|deactivate) (?:all )?your (?:\w+ )?(?:filters?|rules"
            r"|safety|guidelines"
            r"|restrictions|safeguards?|guardrails)\b",
        ),
    ),
    (
        "persona",
        0.8,
        (
            r"\b(?:pretend|imagine|suppose) (?:that )?you (?:have|had) no (?:\w+ )?(?:guidelines|limitations"
            r"|instructions|rules"
            r"|censorship)\b",
            r"\bstell dir vor,? (?:dass )?du (?:hattest|hast|habest) keine (?:regeln|einschrankungen|filter"
            r"|grenzen|vorgaben)\b",
            r"\bimagine que tu n['’](?:as|avais) (?:aucune? |pas de )(?:regles?|limites?|filtres?|restrictions?)\b",
            r"\bimagina que no tienes (?:reglas|restricciones|limites|filtros)\b",
            r"\bimmagina (?:di non avere|che non hai) (?:regole|restrizioni|limiti|filtri)\b",
            r"\bstel je voor dat je geen (?:regels|beperkingen|filters|grenzen)\b",
        ),
    ),
    (
        "answer",
        0.8,
        (
            r"\byou must now (?:only )?(?:reply|answer|respond|say|write|output)\b",
            r"\bantworte (?:ab jetzt|ab sofort|kunftig)\b",
            r"\breponds (?:desormais|a partir de maintenant)\b",
            r"\bresponde (?:desde ahora|a partir de ahora)\b",
            r"\brispondi (?:d['’]ora in poi|da ora)\b",
            r"\bantwoord (?:vanaf nu|voortaan)\b",
            r"\bwhen(?:ever)? (?:asked|you are asked|a user asks|the user asks|users ask) (?:about|for|what"
            r"|how|whether|if)\b"
            r".{0,80}?,? (?:please )?(?:always |only )?(?:answer|say|reply|respond|state|claim) (?:that|with)\b",
            r"\bif (?:someone|anyone|anybody|the user) asks (?:\w+ )?about (?:this|the) (?:page|document|file"
            r"|text|passage),? ",
            r"\b(?:append|add|include|insert|put|attach)\b.{0,80}\b(?:to|in|into|at the end of) (?:every|each"
            r"|all(?: of)? your"
            r"|each of your) (?:\w+ )?(?:answers?|responses?|summar(?:y|ies)|outputs?)\b",
        ),
    ),
    (
        "prompt",
        0.85,
        (
            r"\b(?:toon|geef|onthul|laat|herhaal) (?:\w+ ){0,2}?(?:je|jouw) (?:systeemprompt"
            r"|systeeminstructies|prompt)\b",
        ),
    ),
)
FURTHER: Final = tuple((label, weight, source) for label, weight, sources in _SIGNS for source in sources)
