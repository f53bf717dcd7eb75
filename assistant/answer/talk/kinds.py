"""What kind of talk a message is: a greeting, a sum, a wish about the last answer, a letter.

Invariant: plain talk is recognised only where the whole message is talk: "thanks, and when is rent due?" is a question.
"""

from __future__ import annotations

import re
from typing import Literal

from assistant.text.asked_language import Language
from assistant.text.folding import fold_accents

Plain = Literal["hello", "thanks", "bye", "well", "okay", "sorry", "today", "time"]
Wish = Literal["shorter", "simpler", "longer", "translate"]

_WORD = re.compile(r"[^\W_]+")
_MOST_CHARS = 200

# Whole messages, as folded words with single spaces between them. Several of one kind may stand in a row.
_PLAIN: tuple[tuple[Plain, str], ...] = (
    (
        "well",
        r"how are you(?: doing)?(?: today)?|how s it going|how is it going|what s up|whats up|are you (?:ok|okay|there|well|fine|awake)|"
        r"wie geht ?s(?: dir| ihnen| euch)?(?: heute)?|wie geht es (?:dir|ihnen)|alles gut|alles klar bei dir|bist du da|"
        r"(?:como|que) (?:estas|esta usted|tal)(?: estas)?|como te va|estas ahi|"
        r"comment (?:ca va|vas tu|allez vous|tu vas)|ca va(?: bien)?|tu vas bien|es tu la|tu es la",
    ),
    (
        "hello",
        r"(?:hello|hi|hey|hiya|howdy|greetings|yo|good (?:morning|afternoon|evening|day)|morning|evening)(?: there| again| everyone| assistant| you)?|"
        r"(?:hallo|hi|hey|moin(?: moin)?|servus|gruss gott|gruezi|guten (?:morgen|tag|abend)|tag|grusse?)(?: du| zusammen| nochmal)?|"
        r"(?:hola|buenas|buenos dias|buenas (?:tardes|noches)|muy buenas|saludos|que hay)(?: de nuevo)?|"
        r"(?:bonjour|bonsoir|salut|coucou|rebonjour)(?: a toi| toi)?|test|testing|nice to meet you|freut mich|encantado|enchante",
    ),
    (
        "thanks",
        r"(?:ok |okay |great |perfect |good |nice |cool )?(?:many )?(?:thanks?|thx|ty|cheers)(?: you| a lot| so much| very much| again| a million| for (?:that|your help|the help|the answer|everything))*|"
        r"much appreciated|i appreciate it|that(?: s| is| was) (?:great|perfect|helpful|all|very helpful|good|it)|(?:well done|good job|good work|good bot)|"
        r"(?:super |gut |ok |perfekt )?(?:vielen |besten |herzlichen |tausend |lieben )*(?:dank|danke)(?: dir| ihnen| schon| sehr| vielmals| fur (?:die hilfe|alles|die antwort))*|dankeschon|"
        r"(?:muchas |mil |muchisimas )?gracias(?: por (?:todo|tu ayuda|la ayuda|la respuesta))?|te lo agradezco|"
        r"(?:un grand |mille |grand )?merci(?: beaucoup| bien| infiniment| a toi| pour (?:tout|ton aide|l aide|la reponse))*",
    ),
    (
        "bye",
        r"(?:good ?bye|bye(?: bye)?|see you(?: later| soon| tomorrow)?|good night|later|farewell|take care|so long)|"
        r"(?:tschuss|tschau|ciao|auf wiedersehen|bis (?:bald|spater|morgen|dann)|gute nacht|mach s gut)|"
        r"(?:adios|hasta (?:luego|pronto|manana|la vista)|chao|nos vemos|que descanses)|"
        r"(?:au revoir|a (?:bientot|demain|plus|plus tard|tout a l heure)|bonne (?:nuit|soiree|journee)|adieu)",
    ),
    (
        "okay",
        r"(?:ok|okay|k|alright|all right|fine|good|great|cool|nice|perfect|sure|got it|i see|understood|right|yes|yep|yeah|no|nope|never ?mind|wow|aha|hm+|lol|ha(?:ha)*|indeed|interesting|awesome|excellent)|"
        r"(?:gut|prima|super|toll|klasse|perfekt|verstanden|alles klar|ach so|in ordnung|ja|nein|na gut|genau|passt|egal|schon gut)|"
        r"(?:vale|bien|muy bien|genial|perfecto|entendido|de acuerdo|claro|si|no|bueno|estupendo|da igual)|"
        r"(?:d accord|bien|tres bien|parfait|super|compris|entendu|oui|non|ca marche|genial|tant pis|c est bon)",
    ),
    (
        "sorry",
        r"(?:sorry|my (?:bad|mistake)|i m sorry|excuse me|pardon|oops)|(?:entschuldigung|entschuldige|tut mir leid|verzeihung|ups)|"
        r"(?:perdon|lo siento|disculpa|disculpe|perdona)|(?:pardon|desolee?|excuse(?:z)? moi|je suis desolee?)",
    ),
    (
        "today",
        r"(?:what(?: s| is)?|which|tell me) (?:the )?(?:date|day|day of the week|weekday|month|year)(?: is it| it is| is)?(?: today| now)?|what(?: s| is) today(?: s date| date)?|today s date|what day is (?:it|today)(?: today)?|which day is it(?: today)?|date today|"
        r"(?:welcher (?:tag|wochentag) ist (?:heute|es)|welches datum (?:haben wir|ist)(?: heute)?|(?:den )?wievielten haben wir(?: heute)?|was ist heute fur ein (?:tag|datum)|was fur ein (?:tag|datum) ist heute|(?:das )?datum(?: von)? heute|wie ist das heutige datum|welchen tag haben wir(?: heute)?|heutiges datum)|"
        r"(?:que (?:dia|fecha) (?:es|es hoy|tenemos|estamos|tenemos hoy)|a que (?:dia )?estamos(?: hoy)?|cual es la fecha(?: de hoy)?|que dia es(?: hoy)?|fecha de hoy|en que (?:fecha|dia) estamos(?: hoy)?)|"
        r"(?:quel jour (?:sommes nous|est on|est ce|on est)(?: aujourd hui)?|quelle (?:est la )?date(?: sommes nous| est on)?(?: d aujourd hui| aujourd hui| du jour)?|on est quel jour(?: aujourd hui)?|quelle date sommes nous|date du jour)",
    ),
    (
        "time",
        r"what(?: s| is)? (?:the )?time(?: is it)?(?: now)?|what time is it(?: now)?|tell me the time|wie ?spat ist es(?: jetzt)?|wie viel uhr ist es|wieviel uhr (?:ist es|haben wir)|"
        r"que hora es(?: ahora)?|quelle heure est il|il est quelle heure",
    ),
)  # fmt: skip
_ADDRESSED = r"(?: (?:assistant|computer|friend|my friend|mate|dear|sir))?"
_PLEASE = r"(?: (?:please|bitte|por favor|s il (?:te|vous) plait))?"
_PATTERNS = tuple((kind, re.compile(rf"(?:{words}){_ADDRESSED}{_PLEASE}")) for kind, words in _PLAIN)
_LEADING = re.compile(r"^(?:(?:and|so|well|oh|ah|und|also|y|et|alors|bueno|please|bitte) )+")

_LAST = (
    r"(?:it|that|this|the (?:last |previous )?answer|the (?:last )?(?:text|reply)|your (?:last )?answer|everything|"
    r"das|dies|es|die (?:letzte )?antwort|deine (?:letzte )?antwort|den text|"
    r"eso|esto|la (?:ultima )?respuesta|tu (?:ultima )?respuesta|lo|"
    r"cela|ca|la (?:derniere )?reponse|ta (?:derniere )?reponse|le)"
)
_LANGUAGE_NAMES: dict[str, Language] = {
    **dict.fromkeys(("english", "englisch", "englische", "ingles", "anglais"), "en"),
    **dict.fromkeys(("german", "deutsch", "deutsche", "aleman", "allemand"), "de"),
    **dict.fromkeys(("spanish", "spanisch", "spanische", "espanol", "castellano", "espagnol"), "es"),
    **dict.fromkeys(("french", "franzosisch", "franzosische", "frances", "francais"), "fr"),
}
_NAMED = "|".join(_LANGUAGE_NAMES)
_WISHES: tuple[tuple[Wish, str], ...] = (
    (
        "translate",
        rf"(?:can you |could you |please |now |and |kannst du |puedes |peux tu )*(?:(?:translate|say|repeat|write|give me)(?: {_LAST})?(?: again)?(?: into| in| to)? (?:{_NAMED})|"
        rf"(?:ubersetze?|sag|schreib\w*)(?: mir)?(?: {_LAST})?(?: noch ?mal)?(?: bitte)? (?:ins|in|auf|in die) (?:{_NAMED})(?: e)?(?: ubersetzen)?|{_LAST} (?:ins|auf|in) (?:{_NAMED})(?: ubersetzen)?|"
        rf"(?:traduce(?:lo|me)?|dilo|traducir)(?: {_LAST})? (?:al|en|a) (?:{_NAMED})|"
        rf"(?:traduis|traduire|dis)(?: {_LAST})? (?:en|vers l|au) (?:{_NAMED})|"
        rf"(?:and )?(?:in|auf|en|ins) (?:{_NAMED})|translate(?: {_LAST})?|ubersetze?(?: {_LAST})?|traduce(?:lo)?(?: {_LAST})?|traduis(?: {_LAST})?)",
    ),
    (
        "shorter",
        rf"(?:can you |could you |make |say |put |please |now |answer |a bit |much |even |and |kannst du |puedes |peux tu )*(?:{_LAST} )?(?:a bit |a little |much |even )?(?:shorter|briefer|more briefly|more concise(?:ly)?|in short|in one (?:sentence|line)|in a (?:sentence|nutshell)|too long|tl ?dr|shorten(?: {_LAST})?|sum {_LAST} up|be brief(?:er)?)|"
        rf"(?:etwas |viel |noch |bitte |mach |fass |sag |das |geht das |geht es |und |kurz und )*(?:{_LAST} )?(?:auch |noch |etwas )?(?:kurzer|kurzer fassen|knapper|kurz(?: zusammen)?|in einem satz|kurze? {_LAST}|zu lang)|"
        rf"(?:hazlo |ponlo |dilo |un poco |y |responde )*(?:mas (?:corto|corta|breve|brevemente|conciso)|en (?:una frase|pocas palabras|resumen)|acort\w+(?: {_LAST})?|demasiado largo|resumelo)|"
        rf"(?:fais |dis |un peu |rends |et |reponds )*(?:{_LAST} )?(?:plus (?:court|courte|bref|brievement|concis)|en (?:une phrase|bref|resume|peu de mots)|raccourcis(?: {_LAST})?|trop long)",
    ),
    (
        "simpler",
        rf"(?:can you |could you |make |say |put |explain |please |now |and )*(?:{_LAST} )?(?:to me )?(?:a bit |much )?(?:simpler|more simply|easier|in (?:simpler|simple|plain|easy|other|your own) (?:words|language|english|terms)|(?:like|as if) i (?:am|m|were) (?:five|5|a child)|simplify(?: {_LAST})?|rephrase(?: {_LAST})?|reword(?: {_LAST})?|explain {_LAST}(?: to me)?|what does that mean|i (?:don t|do not) understand(?: {_LAST})?)|"
        rf"(?:etwas |viel |bitte |sag |erklar\w* |mir |und |das |noch )*(?:{_LAST} )?(?:mir )?(?:einfacher|in (?:einfachen|einfacheren|anderen|eigenen|leichter) (?:worten|sprache)|was (?:heisst|bedeutet) das|das verstehe ich nicht|ich verstehe das nicht|verstandlicher|vereinfache(?: {_LAST})?)|"
        rf"(?:dilo |explicalo |explicame |y |un poco )*(?:{_LAST} )?(?:mas (?:sencillo|simple|facil|claro)|(?:con|en) (?:palabras (?:mas )?(?:sencillas|simples)|otras palabras)|de (?:forma|manera) mas (?:sencilla|simple)|simplifica(?:lo)?|que significa eso|no (?:lo )?entiendo(?: eso)?)|"
        rf"(?:dis |explique |moi |et |un peu )*(?:{_LAST} )?(?:plus (?:simple|simplement|facile|clair)|(?:avec|en) (?:des )?(?:mots (?:plus )?simples|d autres mots|termes simples)|autrement|simplifie(?: {_LAST})?|qu est ce que (?:ca|cela) veut dire|je ne comprends pas(?: {_LAST})?)",
    ),
    (
        "longer",
        rf"(?:can you |make |say |give me |tell me |please |and |a bit )*(?:{_LAST} )?(?:longer|more details?|in more detail|more|more about {_LAST}|elaborate(?: on {_LAST})?|go on|continue|expand(?: on)?(?: {_LAST})?)|"
        r"(?:etwas |bitte |und |mehr |noch |sag mir )*(?:ausfuhrlicher|mehr(?: details| dazu)?|genauer|weiter|langer)|"
        r"(?:dame |dime |y |un poco )*(?:mas (?:detalles|detallado|largo|informacion)|con mas detalle|continua|sigue|dime mas)|"
        r"(?:donne moi |dis m en |et |un peu )*(?:plus (?:de details|detaille|long|d informations)|en detail|continue|developpe|dis m en plus)",
    ),
)  # fmt: skip
_WISH_PATTERNS = tuple((kind, re.compile(rf"(?:{words}){_PLEASE}")) for kind, words in _WISHES)

_LETTER = re.compile(
    r"^(?:i need|ich brauche|necesito|quiero|j ai besoin d|il me faut) (?:an? |einen? |eine |una? |une )(?:\w+ ){0,2}?(?:letter|e ?mail|message|brief|nachricht|carta|correo|mensaje|lettre|courriel|mail) (?:to|for|an|fur|para|a|pour|au)\b|"
    r"^(?:(?:can|could|would|will) you |please |(?:can|could) you help me (?:to )?|help me (?:to )?|i (?:need|want|would like)(?: you)? to |let s |now )*"
    r"(?:write|draft|compose|prepare|formulate|word)(?: me| us| up)? (?:an? |the |my |another )(?:\w+ ){0,3}?"
    r"(?:letter|e ?mail|mail|message|note|reply|response|complaint|objection|cancellation|reminder|invitation|text|postcard|application|request|apology|statement|notice|draft)\b|"
    r"^(?:i (?:need|want) )?(?:a |an |the )?(?:draft|cover|cancellation|complaint|resignation|formal|thank you) (?:of a |of an |for a |for an )?(?:letter|e ?mail|mail|message)\b|"
    r"^(?:reply|answer|respond|write) (?:to|back to) (?:my|the|this|that|mr|mrs|ms|dr|him|her|them)\b|^write (?:my|the|mr|mrs|ms|dr)\b|"
    r"^(?:kannst du |konntest du |kannst du mir (?:helfen )?|bitte |hilf mir (?:dabei )?|ich (?:brauche|mochte) )*(?:schreibe?n?|verfasse?n?|formuliere?n?|entwirf|erstelle?n?|setze?)(?: mir| uns| bitte)? .*\b(?:brief|e ?mail|mail|nachricht|schreiben|antwort|kundigung|beschwerde|widerspruch|einladung|entwurf|karte|anfrage|erinnerung)\b|"
    r"^(?:einen? )?(?:entwurf|kundigungsschreiben) (?:fur|an|zu)\b|^(?:schreib|schreibe) (?:meinem|meiner|dem|der|an)\b|"
    r"^(?:puedes |podrias |por favor |ayudame a |necesito |quiero )*(?:escrib(?:e|eme|ir|as)|redact(?:a|ame|ar)|prepara|hazme|haz)(?: me)? (?:una? |el |la |mi )*(?:carta|correo(?: electronico)?|e ?mail|mensaje|nota|respuesta|queja|reclamacion|solicitud|borrador|invitacion)\b|"
    r"^(?:una? )?(?:carta|borrador) para\b|"
    r"^(?:peux tu |pourrais tu |pouvez vous |s il (?:te|vous) plait |aide moi a |je (?:veux|voudrais|dois) )*(?:ecri(?:s|re|vez)|redige[rz]?|prepare[rz]?|compose[rz]?)(?: moi)? (?:une? |l |la |le |mon |ma )*(?:lettre|courriel|e ?mail|mail|message|mot|reponse|plainte|reclamation|demande|brouillon|invitation|resiliation)\b|"
    r"^(?:une? )?(?:lettre|brouillon) pour\b"
)  # fmt: skip
_FREE = re.compile(
    r"^(?:(?:can|could) you |please |bitte |por favor )*(?:tell(?: me)?|write(?: me)?|make up|sing|erzahl\w*(?: mir)?|schreib\w*(?: mir)?|cuenta(?:me)?|escribe(?:me)?|raconte(?: moi)?|ecris(?: moi)?) "
    r"(?:an? |einen? |una? |une? |some |another |short |funny |kurze[ns]? |noch )*(?:joke|poem|story|song|haiku|limerick|rhyme|fairy ?tale|witz|gedicht|geschichte|lied|marchen|chiste|poema|cuento|cancion|historia|blague|poeme|histoire|chanson)\b"
)


def spoken(message: str) -> str:
    """The message as folded words with single spaces between them; "" for one that is too long to be talk."""
    text = " ".join(_WORD.findall(fold_accents(message[: 2 * _MOST_CHARS])))
    return text if len(message) <= 2 * _MOST_CHARS and len(text) <= _MOST_CHARS else ""


def plain_talk(message: str) -> Plain | None:
    """The kind of a message that is nothing but talk; None for every other. Of two kinds in it the second counts."""
    left, last = _LEADING.sub("", spoken(message), count=1), None
    for _ in range(3):  # "ok, thanks a lot, bye": more than three in a row are not made out
        kind, length = _longest(left)
        if kind is None:
            return None
        last, left = kind, left[length:].lstrip()
        if not left:
            return last
    return None


def _longest(text: str) -> tuple[Plain | None, int]:
    """The kind with the longest talk at the beginning of `text`, in whole words, and its length."""
    best: tuple[Plain | None, int] = (None, 0)
    for kind, pattern in _PATTERNS:
        for end in _word_ends(text):
            if end > best[1] and pattern.fullmatch(text, 0, end):
                best = (kind, end)
    return best


def _word_ends(text: str) -> list[int]:
    return [match.end() for match in _WORD.finditer(text)][:12]


def wish_of(message: str) -> tuple[Wish, Language | None] | None:
    """What is wished of the last answer, and the language that it names; None if the message is no such wish."""
    text = spoken(message)
    for kind, pattern in _WISH_PATTERNS:
        if pattern.fullmatch(text):
            return kind, language_named(text)
    return None


def language_named(text: str) -> Language | None:
    """The first of the four languages that `text` names."""
    found = (word for word in _WORD.findall(fold_accents(text)) if word in _LANGUAGE_NAMES)
    return next((_LANGUAGE_NAMES[word] for word in found), None)


def is_letter(message: str) -> bool:
    """Whether the message wants a letter, an e-mail or the like written."""
    return bool(_LETTER.match(" ".join(_WORD.findall(fold_accents(message[:1000])))))


def is_free_writing(message: str) -> bool:
    """Whether the message wants a joke, a poem or the like, which no file can give."""
    return bool(_FREE.match(spoken(message)))
