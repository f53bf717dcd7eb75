"""The language of a passage or a question, for the stems of its words.

Invariant: "" where nothing speaks clearly for a language.
"""

from __future__ import annotations

import re
from collections import Counter

from assistant.text.asked_language import language_of
from assistant.text.folding import fold_accents
from assistant.text.languages import ENGLISH, word_set

_READ_CHARS = 2_000  # enough to tell a language by
_FEWEST = 2  # function words that have to speak for a language
_WORD = re.compile(r"[^\W\d_]+")
# Frequent function words, folded. A word may stand in several lists: what counts is which list has most of a text.
_FUNCTION_WORDS: dict[str, frozenset[str]] = {
    "english": word_set(
        """the a an of to in on at by for from with is are was were be been it its this that these those and or but if
        not no you your we our they their he she his her will would shall must may can has have had as which who when
        what where why how does do did me my i us there about"""
    ),
    "german": word_set(
        """der die das den dem des ein eine einer eines einem einen und oder aber nicht ist sind war waren wird werden
        mit von zum zur vom beim fur auf aus bei nach uber unter durch ich sie er es wir ihr ihre ihren sein seine im am
        sich auch als wenn dass nur noch bis hat haben kann muss wer was wann wo warum wie welche welcher welches
        meine"""
    ),
    "french": word_set(
        """le la les l un une des du de d et ou mais ne pas est sont etait a au aux en dans pour par sur avec sans ce
        cet cette ces il elle ils elles nous vous je que qui se sa son ses leur leurs plus a ete doit quel quelle quand
        combien comment mon ma mes"""
    ),
    "spanish": word_set(
        """el la los las un una unos unas del de y o pero no es son era fue en con por para sin sobre que se su sus al
        lo le les como mas este esta estos estas ha han hay debe puede cuando donde entre hasta desde cual cuanto quien
        mi mis"""
    ),
    "italian": word_set(
        """il lo la i gli le un una uno del della dei delle degli di e o ma non sono era nel nella nei con per su da
        dal dalla che si suo sua al alla ai come piu questo questa questi anche ha hanno deve puo entro quando quale
        quanto chi dove mio mia"""
    ),
    "portuguese": word_set(
        """o a os as um uma uns umas do da dos das de e ou mas nao sao era no na nos nas com por para sem sobre que se
        seu sua seus ao aos pelo pela como mais este esta isto tem foi deve pode ate quando qual quanto quem onde meu
        minha"""
    ),
    "dutch": word_set(
        """de het een en of maar niet is zijn was waren wordt worden met van voor op uit bij naar over onder door ik u
        wij zij hij ze we je deze dit die dat ook als wanneer dan nog tot heeft hebben kan moet te aan er om wie wat
        waar hoe welke mijn"""
    ),
    "swedish": word_set(
        """och att det som en ett den de i pa av for med till fran om inte ar var har hade kan ska maste vid eller men
        jag du han hon vi ni dig sig sin sitt sina detta denna under efter utan"""
    ),
    "danish": word_set(
        """og at det som en et den de i pa af for med til fra om ikke er var har havde kan skal ma ved eller men jeg du
        han hun vi sig sin sit sine dette denne under efter uden hvis blev bliver"""
    ),
    "norwegian": word_set(
        """og at det som en et den de i pa av for med til fra om ikke er var har hadde kan skal ma ved eller men jeg du
        han hun vi seg sin sitt sine dette denne under etter uten hvis ble blir"""
    ),
    "finnish": word_set(
        """ja on ei se etta joka mutta tai kun niin ovat oli olla myos kuin sen han ne ole jos vain nyt jo taman tama
        voi pitaa mukaan kanssa ennen jalkeen"""
    ),
    "romanian": word_set(
        """si in la de cu pe pentru din este sunt era nu un o ale al lui care sa se ca mai sau dar prin dupa fara
        aceasta acest au fost trebuie poate"""
    ),
    "hungarian": word_set(
        """a az es egy nem van volt hogy is ez azt meg csak de vagy ha mint kell lesz el ki be minden utan alatt
        kozott mar"""
    ),
    "turkish": word_set(
        """ve bir bu da de icin ile olarak olan daha en cok ne var yok gibi kadar sonra once ama veya her o sira
        degil tarafindan"""
    ),
    "catalan": word_set(
        """el la els les un una uns unes del dels de i o pero no es son era en amb per sense sobre que se seu seva al
        als com mes aquest aquesta ha han cal pot fins quan"""
    ),
}  # fmt: skip
_SCRIPTS = (
    ("russian", re.compile("[\u0400-\u04ff]")),
    ("greek", re.compile("[\u0370-\u03ff]")),
    ("arabic", re.compile("[\u0600-\u06ff]")),
    ("hindi", re.compile("[\u0900-\u097f]")),
    ("tamil", re.compile("[\u0b80-\u0bff]")),
    ("armenian", re.compile("[\u0530-\u058f]")),
)
_OF_QUESTIONS = {"de": "german", "es": "spanish", "fr": "french"}


def tongue_of(text: str) -> str:
    """The language by its Snowball name, "english" among them; "" where it is unclear or not known.

    Letters decide where a script has one language here, else function words: at least two, and more than any other
    language has.
    """
    head = text[:_READ_CHARS]
    letters = sum(map(str.isalpha, head))
    for language, script in () if head.isascii() else _SCRIPTS:
        if len(script.findall(head)) * 2 > letters:
            return language
    counts = Counter(_WORD.findall(fold_accents(head)))
    scores = {
        language: sum(counts[word] for word in known if word in counts) for language, known in _FUNCTION_WORDS.items()
    }
    first, second = sorted(scores, key=lambda language: -scores[language])[:2]
    return first if scores[first] >= _FEWEST and scores[first] > scores[second] else ""


def asked_in(question: str) -> str:
    """The language of a question, which may hold few function words; "" where none speaks for a language."""
    known = tongue_of(question)
    if known:
        return known
    if (other := _OF_QUESTIONS.get(language_of(question))) is not None:
        return other
    words = _WORD.findall(fold_accents(question))
    return "english" if not ENGLISH.isdisjoint(words) else ""
