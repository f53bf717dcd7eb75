"""What attempts to command the assistant look like, in six languages.

Invariant: each rule is a sign with a weight (its certainty when it stands alone), tuned on the tune halves only; rules
see folded text without accents (see `normalise`), so they are written that way.

Signs: `override` (drop your instructions), `persona` (be someone without rules), `marker` (a fake role or turn),
`address` (speaks to a machine), `prompt` (asks for the instructions), `exfiltrate`, `answer` (bends the coming answer),
`conceal`, `code` (plant this code), `payload` (planted code that reaches out), `task` (a task of its own, which
documents may hold too: low weight).
"""

from __future__ import annotations

from typing import Final

_W = r"(?:[\w'’\-]+[\s,]+)"  # a word in between
_PREVIOUS = (
    r"(?:previous|prior|earlier|above|preceding|former|foregoing|initial|original|existing|current|system|your"
    r"|these|those|"
    r"all|any|every|the|other|past|safety|content|my|our)"
)
_RULES = (
    r"(?:instructions?|prompts?|directives?|guidelines?|directions|rules|programming|training|safety polic(?:y|ies)|"
    r"system messages?|content polic(?:y|ies)|restrictions?|constraints?|safeguards?)"
)
_DROP = (
    r"(?:(?<!not )(?<!n't )(?<!never )(?:ignor(?:e|ing)|disregard(?:ing)?|forget(?: about)?|discard|overrid(?:e"
    r"|ing)|bypass(?:ing)?"
    r"|neglect|circumvent|set aside|throw away|wipe|erase)|(?:do not|don'?t|never|stop|no longer|cease) (?:follow"
    r"|obey|adhere to|comply with|"
    r"following|obeying|respecting|respect)|pay no attention to)"
)
_ANSWER = r"(?:answers?|responses?|repl(?:y|ies)|outputs?|summar(?:y|ies)|translations?|explanations?|generated text)"
_MACHINE = (
    r"(?:an? |the |any |all |your )?(?:ai|a\.i\.|llms?|large language models?|language models?|assistants?"
    r"|chat ?bots?|chatgpt|gpt-?\d?|claude|gemini|copilot|(?:ai|automated) (?:systems?|agents?|models?|assistants?"
    r"|readers?))"
)
_BEND = (
    r"(?:modif(?:y|ies)|augment|enhance|enrich|alter|adjust|embellish|infuse|sprinkle|supplement|tweak|rewrite"
    r"|rephrase|"
    r"restructure|reformat|reword|convert|encode|encrypt|obfuscate|scramble|jumble|anagram|misspell|substitute|replace|"
    r"rearrange|reverse|render|swap|transform|shuffle|group|combine|merge|remove (?:all )?(?:the )?(?:spaces"
    r"|punctuation|vowels)|"
    r"integrate|incorporate|weave|embed|inject|introduce|tease|promote|advertise|end|finish|begin|start|conclude"
    r"|prefix|append)"
)
_PIECE = (
    r"(?:sentence|statement|tip|reason|link|phrase|line|remark|reminder|headline|appeal|paragraph|fact|joke|quote"
    r"|quotation|"
    r"advertisement|ad|suggestion|recommendation|mention|call to action|claim|rumou?r|warning|word|slogan|url"
    r"|hyperlink|image)"
)
_CODE = (
    r"(?:python |java |c\+\+ |javascript )?code ?(?:snippet|block|excerpt|section|fragment|segment|piece|sample"
    r"|lines)?s?"
)
_WORK = (
    r"(?:poem|story|haiku|song|essay|speech|joke|letter|script|dialogue|article|blog post|introduction|outline"
    r"|limerick|slogan|"
    r"tweet|sonnet|lyrics|monologue|review|screenplay|riddle|plot|toast|ode|ballad|cover letter|press release"
    r"|short story)"
)

SIGNS: Final[tuple[tuple[str, float, str], ...]] = (
    ("override", 0.95, rf"\b{_DROP}\s+{_W}{{0,4}}?(?:{_PREVIOUS}\s+){{1,5}}{_W}{{0,2}}?{_RULES}\b"),
    (
        "override",
        0.93,
        rf"\b{_DROP}\s+(?:everything|all|anything|whatever|what)\s+{_W}{{0,4}}?(?:above|before|prior|previously"
        rf"|earlier|said|told|instructed)\b",
    ),
    (
        "override",
        0.6,
        rf"\b{_DROP}\s+(?:all |any )?(?:the )?(?:previous|prior|above|earlier|preceding)\s+(?:messages?|text"
        rf"|context|commands?|orders?|conversation|input|tasks?|requests?)\b",
    ),
    (
        "override",
        0.9,
        r"\bnew (?:system )?(?:instructions?|prompt|directives?|rules)\s*(?::|\bare\b|follow\b|below\b|supersede)",
    ),
    (
        "override",
        0.9,
        r"\b(?:these|this|the following) (?:new )?(?:instructions?|directives?|prompt) (?:override|overrides"
        r"|supersede|supersedes|replace|replaces|take precedence)\b",
    ),
    (
        "override",
        0.95,
        r"\b(?:ignorier\w*|missacht\w*|vergiss|vergesst|vergessen sie|ubergeh\w*|uberspring\w*|verwirf"
        r"|umgeh\w*)\s+(?:\w+\s+){0,6}?(?:anweisung|instruktion|befehl|vorgabe|regel|prompt|richtlinie"
        r"|systemnachricht|systemprompt)\w*",
    ),
    (
        "override",
        0.9,
        r"\b(?:befolg|beacht|folg)\w*\s+(?:\w+\s+){0,5}?(?:anweisung|instruktion|befehl|vorgabe|regel"
        r"|richtlinie)\w*\s+nicht\b",
    ),
    (
        "override",
        0.95,
        r"\b(?:ignora|ignore|ignoren|ignorad|ignorar|olvida|olvide|olviden|olvidar|olvidate de|descarta|descarte"
        r"|omite|omita|no sigas|no sigan|no obedezcas|haz caso omiso (?:de|a)"
        r"|pasa por alto)\s+(?:\w+\s+){0,5}?(?:instruccion(?:es)?|indicacion(?:es)?|ordenes|reglas|directri(?:z"
        r"|ces)|prompt|mensajes? del sistema)\b",
    ),
    (
        "override",
        0.95,
        r"\b(?:ignore[zr]?|oublie[zr]?|neglige[zr]?|contourne[zr]?|ne (?:tiens|tenez) pas compte|fais abstraction"
        r"|faites abstraction|n'obeis plus)\s+(?:(?:de |d'|des |du |a )?[\w']+\s+){0,5}?(?:instructions?|consignes?"
        r"|directives?|regles?|prompt|ordres?|invite systeme)\b",
    ),
    (
        "override",
        0.95,
        r"\b(?:ignora(?:re|te)?|ignori|dimentica(?:re|te)?|dimentichi|trascura(?:re|te)?|tralascia(?:re)?"
        r"|non seguire|non considerare|non tenere conto)\s+(?:\w+\s+){0,5}?(?:istruzion[ei]|regole?|direttiv[ae]"
        r"|prompt|comand[oi]|indicazion[ei])\b",
    ),
    (
        "override",
        0.95,
        r"\b(?:ignor(?:e|em|ar|a)|esquec(?:a|e|am|er)|desconsider(?:e|em|ar)|desprez(?:e|ar)|nao (?:siga|sigas"
        r"|obedeca))\s+(?:\w+\s+){0,5}?(?:instruc(?:ao|oes)|regras?|diretri(?:z|zes)|prompt|ordens|orientac(?:ao"
        r"|oes)|mensagem do sistema)\b",
    ),
    (
        "persona",
        0.9,
        r"\byou(?:'re| are) (?:no longer|not) (?:an? |the )?(?:ai|assistant|chatbot|bound|restricted|limited"
        r"|language model)\b",
    ),
    (
        "persona",
        0.9,
        r"\b(?:act|behave|respond|answer|reply|speak|pretend|role-?play|operate|function)\s+(?:as|to be|like"
        r"|in)\s+(?:if )?(?:an? |the |you (?:are|were) )?(?:\w+ ){0,2}?(?:dan|evil|unfiltered|unrestricted"
        r"|uncensored|jailbroken|unethical|amoral|immoral|unaligned|developer mode|god mode|rogue)\b",
    ),
    (
        "persona",
        0.85,
        r"\b(?:developer|dan|debug|god|jailbreak|sudo|unrestricted|maintenance|opposite) mode\b\s*(?:is |has been )?"
        r"(?:enabled|activated|unlocked|engaged|output)\b"
        r"|\b(?:enter|enable|activate|unlock|engage|switch to|you are in) "
        r"(?:developer|dan|god|jailbreak|sudo|unrestricted|opposite) mode\b",
    ),
    ("persona", 0.4, r"\b(?:developer|dan|god|jailbreak|sudo|unrestricted|opposite) mode\b"),
    ("persona", 0.9, r"\bdo anything now\b|\bjailbr(?:eak|oken)\b.{0,40}\b(?:you|prompt|ai|mode)\b"),
    ("persona", 0.6, r"\bfrom now on,? (?:you|your) (?:will|must|are|should|shall|only|answers?|responses?)\b"),
    (
        "persona",
        0.45,
        r"\byou are now\b(?! (?:a member|registered|subscribed|connected|logged|ready|able|enrolled|entitled|signed"
        r"|eligible|leaving|free|insured|covered))",
    ),
    (
        "persona",
        0.5,
        r"\b(?:without|no|free (?:of|from)|bypass(?:ing)?|ignor(?:e|ing)) (?:any |all |your |its "
        r"|their )?(?:\w+ ){0,2}?(?:restrictions|filters|censorship|moral(?:s| guidelines| constraints)"
        r"|ethical (?:guidelines|constraints|concerns)|content polic\w+|openai\w*)\b",
    ),
    (
        "persona",
        0.75,
        r"\b(?:pretend|imagine|assume|simulate)\b.{0,40}\byou (?:are|were|have|can)\b.{0,60}\b(?:no (?:rules"
        r"|restrictions|limits|filters)|unrestricted|unfiltered|evil|dan)\b",
    ),
    (
        "persona",
        0.7,
        r"\b(?:stay|remain|keep) in character\b|\bhypothetical response\b|\bnever (?:refuse|say no|decline)\b"
        r"|\bopenai(?:'s)? (?:content )?polic",
    ),
    (
        "marker",
        0.95,
        r"<\|\s?(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id|end_header_id"
        r"|begin_of_text)\s?\|>|\[/?inst\]|<<\s?/?sys\s?>>|<(?:start|end)_of_turn>|</?(?:system|sys_prompt"
        r"|system_prompt|instructions?)>",
    ),
    (
        "marker",
        0.75,
        r"(?:^|\n)\s{0,3}(?:#{1,4}|\[|\*\*)\s?(?:system|assistant|developer|new instructions?"
        r"|instructions? for (?:the )?(?:ai|assistant))\b\s?(?:prompt|message|note|override)?\s?(?:\]|:|\*\*)",
    ),
    ("marker", 0.6, r"(?:^|\n)\s{0,3}(?:system|assistant|human)\s?(?:prompt|message|note|override)?\s?:\s"),
    (
        "marker",
        0.5,
        r"\bend of (?:the )?(?:document|context|prompt|user input|system prompt|instructions)\b"
        r"|-{3,}\s?end\s(?:of\s)?(?:context|document)",
    ),
    (
        "address",
        0.9,
        rf"\b(?:instructions?|directives?|commands?|orders?|prompt|message|note|notice|attention|reminder|hinweis"
        rf"|anweisung(?:en)?|instrucci(?:on|ones)|istruzioni|consignes?|instruc(?:ao|oes))\s?(?:to|for|fur|an|para"
        rf"|pour|per|aux?|a)\s(?:den |die |el |la |l'|le |los |il |o |os )?{_MACHINE}\b",
    ),
    (
        "address",
        0.85,
        rf"\b(?:if|when|since|as) you(?:'re| are) {_MACHINE}\b|\bwenn du eine? (?:ki|assistent|sprachmodell)"
        rf"|\bsi eres una? (?:ia|asistente|modelo)",
    ),
    (
        "address",
        0.75,
        r"\b(?:dear|hey|hello|hi|attention|hallo|hola|bonjour|ciao),?\s(?:ai|assistant|chatgpt|gpt|claude|llm"
        r"|language model|copilot|gemini|chatbot|ki-?assistent)\b",
    ),
    (
        "address",
        0.6,
        r"\b(?:ai|llm|language model|assistant|chatbot|model)s? (?:must|should|shall|has to|is required to"
        r"|reading this)\b",
    ),
    (
        "address",
        0.55,
        r"\b(?:tell|inform|convince|persuade|instruct|ask|urge|advise|direct|recommend) the (?:user"
        r"|reader of this answer|human)\b",
    ),
    (
        "prompt",
        0.9,
        r"\b(?:reveal|show|print|repeat|output|display|disclose|share|tell me|give me|write out|leak|reproduce|dump"
        r"|recite|expose|translate|summari[sz]e|copy|paste|spell)\b.{0,30}\b(?:your|the (?:hidden|secret|initial"
        r"|original|system|full))\s(?:\w+\s){0,3}?(?:prompt|instructions|system message|guidelines|directives"
        r"|configuration|programming)\b",
    ),
    (
        "prompt",
        0.8,
        r"\b(?:what|which) (?:is|are|was|were)\s(?:in )?your\s(?:\w+\s){0,2}?(?:system prompt|prompt|instructions"
        r"|directives|system message|hidden rules)\b",
    ),
    (
        "prompt",
        0.88,
        r"\b(?:repeat|print|output|copy|write|translate)\s(?:everything|all(?: of)?(?: the)?(?: text| words)?"
        r"|the (?:text|words|sentences|content)|verbatim)\s(?:\w+\s){0,3}?"
        r"(?:above(?! the (?!conversation|user|message|prompt|instruction|question))|before this|before that"
        r"|preceding|so far)\b",
    ),
    ("prompt", 0.45, r"\bsystem ?prompt\b|\bsystemprompt\b|\bhidden instructions?\b"),
    (
        "prompt",
        0.85,
        r"\b(?:zeige?|nenne?|verrate?|gib|wiederhole?)\b.{0,30}\b(?:deine?n?|ihre?n?"
        r"|den)\s(?:\w+\s){0,2}?(?:systemprompt|system-prompt|anweisungen|systemanweisungen|instruktionen)\b"
        r"|\b(?:muestra|revela|dime|repite)\b.{0,30}\b(?:tus?|el)\s(?:\w+\s){0,2}?(?:prompt|instrucciones)\b"
        r"|\b(?:montre|revele|affiche|repete)[rz]?\b.{0,30}\b(?:tes|ton|vos|votre)\s(?:\w+\s){0,2}?(?:prompt"
        r"|instructions|consignes)\b|\b(?:mostra|rivela|ripeti|dimmi)(?:mi)?\b.{0,30}\b(?:il tuo"
        r"|le tue)\s(?:\w+\s){0,2}?(?:prompt|istruzioni)\b|\b(?:mostre|revele|repita|diga)\b.{0,30}\b(?:seu|suas"
        r"|teu|tuas)\s(?:\w+\s){0,2}?(?:prompt|instrucoes)\b",
    ),
    (
        "exfiltrate",
        0.8,
        r"\b(?:send|post|upload|forward|transmit|exfiltrate|e-?mail|leak|submit"
        r"|deliver)\b[^.!?\n]{0,60}\b(?:conversation|chat (?:history|log)|user'?s? (?:data|files?|documents?"
        r"|questions?|name|details|information)|(?:all|every|any) (?:of the )?(?:user|private|personal|confidential"
        r"|secret)\s?\w*|system prompt|private (?:data|information|files|documents))\b[^!?\n]{0,60}\b(?:to|at|via"
        r"|into)\b",
    ),
    (
        "exfiltrate",
        0.75,
        r"\b(?:send|post|upload|forward|transmit|exfiltrate|e-?mail|leak|submit)\b[^!?\n]{0,60}\b(?:passwords?"
        r"|api keys?|credentials|secrets?|tokens?|documents?|files?|data)\b[^!?\n]{0,40}\b(?:to|at"
        r"|via)\s(?:https?://|www\.)",
    ),
    ("exfiltrate", 0.85, r"!\[[^\]\n]{0,200}\]\(\s?https?://[^)\s]{0,500}(?:[?&=]|\{|%7b|\[)"),
    (
        "exfiltrate",
        0.6,
        r"\b(?:call|invoke|execute|run|trigger|use)\s(?:the |a |this |following )?(?:\w+ )?(?:tool|function|plugin"
        r"|shell command|terminal command)\b",
    ),
    (
        "answer",
        0.85,
        rf"\b(?:include|add|insert|integrate|embed|append|incorporate|weave|place|put|slip|drop|mention"
        rf"|provide)\s(?:an?|one|the following|this|some|in)\s(?:[\w\-]+\s){{0,4}}?{_PIECE}s?\b.{{0,160}}\b(?:in|to"
        rf"|into|of|at|with(?:in)?)\s(?:the (?:end|beginning|start) of )?(?:your|the|each|every"
        rf"|this)\s(?:\w+\s)?{_ANSWER}\b",
    ),
    (
        "answer",
        0.85,
        rf"\b(?:include|add|insert|integrate|embed|append|incorporate|weave|place|put|mention"
        rf"|say)\s[\"'“‘«].{{3,200}}\b(?:in|to|into|of|at)\s(?:the (?:end|beginning|start) of )?(?:your|the|each"
        rf"|every)\s(?:\w+\s)?{_ANSWER}\b",
    ),
    (
        "answer",
        0.82,
        rf"\b{_BEND}\b.{{0,160}}\b(?:in|to|into|of|for|from|with|within)?\s?your\s(?:\w+(?:'s)?\s)?{_ANSWER}\b",
    ),
    ("answer", 0.82, rf"\b{_BEND}\b.{{0,80}}\byour (?:message|text|words|sentences?|code|reply)\b"),
    (
        "answer",
        0.82,
        rf"\b(?:in|within|throughout|at the (?:end|start|beginning) of|when (?:writing|giving"
        rf"|formulating))\s(?:your|each|every)\s(?:\w+\s)?{_ANSWER},?\s(?:please )?(?:do not |don't |only |always "
        rf"|also |subtly )?(?:\w+ly )?(?:include|add|insert|suggest|mention|tease|hint|refer|promote|use|provide"
        rf"|encourage|recommend|replace|write|state|give|highlight|emphasi[sz]e|discuss|direct|introduce|link"
        rf"|advertise|claim|imply)\b",
    ),
    (
        "answer",
        0.8,
        rf"\b(?:provide|give|write|deliver|present|produce|return|compose|type|format|express|construct|craft"
        rf"|formulate|create|generate|answer)\s(?:me )?(?:your|the|all your)\s(?:\w+\s)?(?:{_ANSWER}"
        rf"|message)\s(?:\w+\s)?(?:in|with|without|using|as|by|backwards?|through|where|so that)\b",
    ),
    (
        "answer",
        0.75,
        rf"\b(?:use|employ|apply|utili[sz]e)\s(?:\w+\s){{1,8}}?(?:in|for|throughout"
        rf"|within)\syour\s(?:\w+\s)?{_ANSWER}\b",
    ),
    (
        "answer",
        0.55,
        rf"\b(?:include|add|mention|state|give|use|insert|refer to|highlight|encourage|invite"
        rf"|suggest)\b.{{0,120}}\b(?:in|to|with)\syour\s{_ANSWER}\b",
    ),
    (
        "answer",
        0.6,
        r"\binstead(?: of (?:answering|summari[sz]ing|responding|that|this|the (?:answer"
        r"|summary)))?,? (?:please )?(?:say|reply|respond|answer|write|output|tell|print|return)\b",
    ),
    (
        "answer",
        0.8,
        r"\b(?:replace|substitute|swap|convert|change|encode)\s(?:every|all|each|the)?\s?(?:\w+\s)?(?:vowels?"
        r"|letters?|consonants?|words?|characters?|numbers?)\s(?:with|by|into|to)\b",
    ),
    (
        "answer",
        0.35,
        r"\b(?:always|only|must|just|simply) (?:say|reply|respond|answer|output|print|return)\b(?: with| that"
        r"| exactly)?|\b(?:say|reply|respond|answer|output|print|return) (?:only|exactly|nothing but|solely)\b",
    ),
    (
        "conceal",
        0.85,
        r"\b(?:do not|don'?t|never|must not|without) (?:tell|telling|mention|mentioning|inform|informing|alert"
        r"|alerting|notify|notifying|reveal|revealing|disclose|disclosing)\b.{0,40}\b(?:user|these instructions"
        r"|this instruction|this (?:prompt|note|message)|to anyone)\b",
    ),
    (
        "conceal",
        0.8,
        r"\bthe user (?:must not|should not|cannot|can't|must never|should never|does not need to|won't) (?:know"
        r"|see|notice|be told|learn)\b",
    ),
    (
        "code",
        0.72,
        rf"\b(?:following|subsequent|below|next|given|accompanying|ensuing)\s{_CODE}\b(?:.{{0,120}}\b(?:your"
        rf"|implementation|codebase|solution|algorithm|response|answer|logic|elucidation|code you|the code|project"
        rf"|script|program)\b)",
    ),
    (
        "code",
        0.72,
        rf"\b(?:your|implementation|codebase|solution|algorithm|response|answer|logic|elucidation|project|script"
        rf"|program)\b.{{0,120}}\b(?:following|subsequent|below|next|given|accompanying|ensuing)\s{_CODE}\b",
    ),
    (
        "code",
        0.65,
        rf"\b(?:include|incorporate|integrate|embed|insert|employ|utili[sz]e|leverage|append|inject|blend|meld"
        rf"|weave|absorb|deploy|execute|add|use|enlist|feature|implement|run)\b.{{0,40}}\b(?:following|subsequent"
        rf"|below|given)\s{_CODE}\b",
    ),
    (
        "payload",
        0.6,
        rf"\b(?:following|subsequent|below|next|given|accompanying"
        rf"|ensuing)\s{_CODE}\b(?s:.{{0,700}}?)(?:\brequests\.|\bsockets?\b|\bsubprocess\b|\burllib|\bsmtplib"
        rf"|\bftplib|\bos\.(?:remove|system|environ|rename|popen|kill)|\bshutil\b|\beval\(|\bexec\(|\bpsutil\b"
        rf"|\bctypes\b|\bwinreg\b|\bparamiko\b|\bpynput\b|\bkeyboard\b|\bscapy\b|\bhttp\.client\b|\bbase64\b"
        rf"|\bcookie|\bcrypto|\bcurl\b|\bwget\b|\bpickle\b|\bpyautogui\b|\biptables\b|\bimportlib\b)",
    ),
    (
        "task",
        0.6,
        rf"(?:^|[.!?\n]\s{{0,3}})(?:please )?(?:can you |could you )?(?:write|compose|draft|create|generate|develop"
        rf"|produce|provide|craft|design|recite|prepare)\s(?:me |us )?(?:an?|the|some"
        rf"|your)\s(?:[\w\-]+\s){{0,4}}?{_WORK}\b",
    ),
    ("task", 0.6, r"(?:^|[.!?\n]\s{0,3})(?:please )?translate\s(?:the following|this|these|'|\"|“|‘)"),
    (
        "task",
        0.5,
        r"\bhow do you say\b|\b(?:equivalent|translation|word) (?:for|of) ['\"“‘]|\bwhat(?:'s| is"
        r"| does) ['\"“‘].{1,60}['\"”’] (?:in|mean)\b",
    ),
    (
        "task",
        0.35,
        r"(?:^|[.!?\n]\s{0,3})(?:please )?(?:explain|describe|define|outline|break down|discuss|compare"
        r"|summari[sz]e|elaborate on|walk me through|give me|provide|show me|teach me|help me)\s(?:how|what|why|the"
        r"|an?|your|some|me|with)\b",
    ),
    (
        "task",
        0.35,
        r"(?:^|[.!?\n]\s{0,3})(?:can|could|would) you (?:please )?(?:explain|show|write|give|help|tell|provide"
        r"|describe|recommend|suggest|summari[sz]e)\b",
    ),
    ("task", 0.2, r"(?:^|[.!?\n]\s{0,3})(?:who|what|when|where|why|how|which)\b[^.!?\n]{5,160}\?"),
)
