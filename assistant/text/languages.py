"""Stop words by language, negations, and the choice of the stop words for a question.

Invariant: all words are folded as `folding.fold_accents` folds them (lower case, no accents).
"""

from __future__ import annotations

from collections.abc import Sequence


def word_set(words: str) -> frozenset[str]:
    """The words of a space-separated list."""
    return frozenset(words.split())


ENGLISH = word_set(
    """a about above after again against all also am an and any are as at be because been before being below between
    both but by can could did do does doing done during each few for from further get gets give given gives got
    had has have having he her here hers herself him himself his how i if in into is it its itself just let like
    may me might mine more most much must my myself no nor not now of off on once only or other ought our ours
    ourselves out over own please really same shall she should show since so some such tell than that the their
    theirs them themselves then there these they this those through to too under until up upon us very was we
    were what when where whether which while who whom whose why will with within without would yes yet you your
    yours yourself d ll m re s t ve don doesn didn isn aren wasn weren won wouldn couldn shouldn hasn haven hadn
    many"""
)
GERMAN = word_set(
    """aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus bei
    beim bin bis bist bitte da dabei damit dann das dass dein deine deinem deinen deiner dem den denn der des
    dessen deren die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer
    eines er es etwas euer eure fur gegen gibt habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr
    ihre ihrem ihren ihrer im in ist ja jede jedem jeden jeder jedes jener kann kannst kein keine keinem keinen
    keiner konnen konnte man mein meine meinem meinen meiner mich mir mit mochte muss mussen nach nicht nichts
    noch nun nur ob oder ohne sehr sein seine seinem seinen seiner seit sich sie sind so soll sollen sollte
    sondern uber um und uns unser unsere unserem unseren unserer unter viel viele vom von vor wann war waren
    warum was weg weil welche welchem welchen welcher welches wem wen wenn wer werde werden wessen wie wieder
    wieso will wir wird wirst wo wofur woher wohin worden wovon wozu wurde wurden zu zum zur zwar zwischen"""
)
SPANISH = word_set(
    """a al algo algun alguna algunas alguno algunos ante antes aquel aquella aquellas aquello aquellos aqui asi aun
    cada como con contra cual cuales cualquier cuando cuanta cuantas cuanto cuantos de del desde donde dos
    durante e el ella ellas ello ellos en entre era eran es esa esas ese eso esos esta estaba estan estas este
    esto estos fue fueron ha haber habia hace hacer hacia han hasta hay la las le les lo los mas me mi mis mucha
    muchas mucho muchos muy nada ni no nos nosotros nuestra nuestras nuestro nuestros o os otra otras otro otros
    para pero poco por porque puede pueden pues que quien quienes se sea segun ser si sido sin sobre son su sus
    tal tambien tan tanto te tengo tiene tienen tu tus un una unas uno unos usted ustedes y ya yo"""
)
LANGUAGES = (ENGLISH, GERMAN, SPANISH)
# For single sentences, which are too short to detect their language: a single list for all languages. It holds only
# short and frequent words, so that few content words of another language are lost. Without apostrophes: "dont".
STOP_WORDS = word_set(
    """the a an of to in on at by for from with as is are was were be been being it its this that these those and or
    but if then than so such there here which who whom whose what when where how do does did has have had will would
    can could may might shall should must i you he she we they me him her us them my your his our their also into
    about over after before between during per said says according document file page der die das den dem des und
    oder ein eine einer eines einem einen ist sind war waren im am zum zur von mit fur auf el la los las de del en y
    o que es son fue un una le les du des et ou dans est sont il lo gli e di da che sono os do dos em um uma para
    por com se"""
)
NEGATIONS = word_set(
    """not no never none neither nor without cannot nobody nothing nowhere isnt wasnt arent werent dont doesnt didnt
    wont wouldnt cant couldnt shouldnt hasnt havent hadnt nicht kein keine keinen keiner keinem nie niemals ohne
    weder noch nunca jamas ni sin ningun ninguna pas jamais sans aucun aucune ne non senza nessun nessuna nao
    sem nenhum nenhuma"""
)


def stop_words_for(words: Sequence[str]) -> frozenset[str]:
    """The stop words of the language that holds most of `words`; those of English if no language holds any.

    Never the union of all languages: "die" and "son" are stop words in one language and content words in another.
    """
    counts = [sum(word in language for word in words) for language in LANGUAGES]
    return LANGUAGES[counts.index(max(counts))]
