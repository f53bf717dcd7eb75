"""Signs of planted work: code to copy, code that opens connections or files, a task inside the text."""

from __future__ import annotations

from typing import Final

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

PLANTED: Final[tuple[tuple[str, float, str], ...]] = (
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
