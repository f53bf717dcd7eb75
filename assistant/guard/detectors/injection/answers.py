"""Signs that a text tries to change the coming answer, or to hide something from the reader."""

from __future__ import annotations

from typing import Final

_ANSWER = r"(?:answers?|responses?|repl(?:y|ies)|outputs?|summar(?:y|ies)|translations?|explanations?|generated text)"
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

ANSWERS: Final[tuple[tuple[str, float, str], ...]] = (
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
        rf"|advertise|claim|imply)\b(?! (?:the |your |our |this |a )?(?:\w+ ){{0,2}}(?:number|reference"
        rf"|name|date|address"
        rf"|file|code|room|amount)\b)",
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
)
