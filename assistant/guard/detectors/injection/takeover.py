"""Signs of a take-over: orders to drop instructions, a role without rules, a fake turn."""

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

TAKEOVER: Final[tuple[tuple[str, float, str], ...]] = (
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
        r"\bnew (?:system )?(?:instructions?|prompt|directives?|rules)\s*(?::|\bare\b|follow\b|below\b|supersede)"
        r"(?=.{0,120}\b(?:answer|say|respond|output|print|reveal|ignore|disregard|override|forget|pretend|act as"
        r"|you are|user|assistant|summari[sz]e|translate|recommend|only|repeat|never mention)\b)",
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
        r"(?:dan|god|jailbreak|sudo|unrestricted|opposite"
        r"|developer(?= mode\b(?! (?:only|if|when|in|on|by|under|to|for|first|as)\b))) mode\b",
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
        r"|---\s?end\s(?:of\s)?(?:context|document)",
    ),
)
