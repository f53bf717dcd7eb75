"""Signs that a text addresses the machine, asks for its instructions or sends data away."""

from __future__ import annotations

from typing import Final

_MACHINE = (
    r"(?:an? |the |any |all |your )?(?:ai|a\.i\.|llms?|large language models?|language models?|assistants?"
    r"|chat ?bots?|chatgpt|gpt-?\d?|claude|gemini|copilot|(?:ai|automated) (?:systems?|agents?|models?|assistants?"
    r"|readers?))"
)

EXTRACTION: Final[tuple[tuple[str, float, str], ...]] = (
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
        r"|configuration|programming)\b(?! (?:files?|settings|page|tool))",
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
        r"|the (?:text|words|sentences|content)|verbatim)\s"
        r"(?!(?:the )?(?:steps?|exercises?|measurements?|settings|tests?|actions|checks|stages?)\b)(?:\w+\s){0,3}?"
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
)
